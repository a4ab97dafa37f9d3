"""The program's version, the one place where it stands beside pyproject.toml."""

VERSION = "0.1.0"
