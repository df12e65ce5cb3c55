"""Tests of the look and the words."""

from pathlib import Path

UI = Path(__file__).resolve().parents[1]
STATIC = UI / "static" / "okno"
OKNO = UI.parent
