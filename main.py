"""Chalkgrad: gradient descent and backpropagation made visible. `python main.py --help`."""

from __future__ import annotations

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - before the imports, which an older one cannot read
    sys.exit("chalkgrad: Python 3.11 or newer is needed.")

from core.blas import use_one_thread
from core.command_line import parse
from core.shield import shielded


def main() -> int:
    """Run the program as the command line asks and return its exit status."""
    use_one_thread()
    options = parse(sys.argv[1:])
    from gui.launch import start  # only now, for --help needs no numpy

    return start(options)


if __name__ == "__main__":
    sys.exit(shielded(main))
