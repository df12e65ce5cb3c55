"""Hooks: a city's own Python package is told, in okno's own process, what happens."""
