"""A child of benchmarks.data: open MNIST as far as one is told, say when that was, and end.

Arguments: "floor", "batch" or "window", the time at which the parent began, and the folder with
MNIST's files or nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from time import time

from core.blas import use_one_thread


def floor(folder: Path | None) -> None:
    """Import numpy and unpack the four files, with no question asked."""
    import gzip

    import numpy as np

    from core.datasets.folders import searched

    name = "*-ubyte.gz"
    places = [each for root in searched(folder) for each in (root / "mnist", root)]
    paths = next(files for place in places if len(files := sorted(place.glob(name))) == 4)
    for path in paths:
        with gzip.open(path) as file:
            np.frombuffer(file.read(), np.uint8)


def batch(folder: Path | None) -> None:
    """Load, check, scale, build the network and train the first minibatch."""
    from core.config import HiddenLayer, RunConfig
    from core.datasets.catalog import load
    from core.training import Learner, train

    config = RunConfig(dataset="mnist", hidden=(HiddenLayer(32, "sigmoid"),))
    next(train(Learner(config, load("mnist", config.data, folder)), 1))


def window(folder: Path | None) -> Callable[[], object]:
    """Open the window, and wait until a run on MNIST stands in it; return how to close it."""
    from core.config import HiddenLayer, RunConfig
    from gui.app import Chalkgrad, make_application
    from gui.screenshot import wait_until
    from gui.settings import Settings

    make_application(Settings())
    config = RunConfig(dataset="mnist", hidden=(HiddenLayer(32, "sigmoid"),))
    program = Chalkgrad(Settings(), config, folder)
    program.window.show()
    program.start()
    wait_until(lambda: program.session.ready is not None)
    return program.close


def main(which: str, began: float, folder: Path | None) -> None:
    """Print the seconds from `began` on."""
    use_one_thread()
    close: Callable[[], object] | None = None
    if which == "window":
        close = window(folder)
    else:
        {"floor": floor, "batch": batch}[which](folder)
    print(time() - began, flush=True)
    if close is not None:
        close()


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), Path(sys.argv[3]) if len(sys.argv) > 3 else None)
