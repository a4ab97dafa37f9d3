"""`python -m benchmarks [--data-dir FOLDER] [NAME ...]`.

Prints a table for each name, all of them if none is given (some ten minutes). MNIST and
Fashion-MNIST are read from the folder, which `core.datasets` finds as it does for the program.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from core.blas import use_one_thread

use_one_thread()
os.environ.setdefault(
    "XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
)
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

NAMES = ("engines", "accuracy", "window", "memory", "pad", "start", "stage", "data", "plane")


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(NAMES))
    parser.add_argument("--data-dir", type=Path, help="folder with MNIST's files")
    given = parser.parse_args()
    if unknown := set(given.names) - set(NAMES):
        parser.error(f"no benchmark {', '.join(sorted(unknown))}; there are: {', '.join(NAMES)}")
    from core.datasets.catalog import load
    from core.errors import UserError

    try:
        mnist = load("mnist", data_dir=given.data_dir)
        fashion = load("fashion-mnist", data_dir=given.data_dir)
    except UserError as error:
        print(f"benchmarks: {error}", file=sys.stderr)
        return 2
    for name in given.names or NAMES:
        if name == "engines":
            from benchmarks import engines

            text = engines.report(mnist)
        elif name == "accuracy":
            from benchmarks import accuracy

            text = accuracy.report(mnist, fashion)
        elif name == "stage":
            from benchmarks import stage

            text = stage.report(mnist)
        elif name == "data":
            from benchmarks import data

            text = data.report(given.data_dir)
        elif name == "plane":
            from benchmarks import plane

            text = plane.report()
        elif name == "start":
            from benchmarks import start

            text = start.report()
        else:
            from benchmarks import window

            text = window.REPORTS[name](mnist, given.data_dir)
        print(text, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
