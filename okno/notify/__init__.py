"""Telling people: wordings, messages, and who carries them; knows no appointment and no ticket."""
