"""Data sets: the embedded ones and those read from a folder."""
