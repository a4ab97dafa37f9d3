"""What holds for every test: no screen, one BLAS thread, no trace in the user's home."""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path

import pytest

# All of this acts only before numpy and Qt are imported, and pytest reads this file before it reads
# any test.
if "numpy" in sys.modules:
    raise RuntimeError("numpy is imported before tests/conftest.py could set its thread count")

# Without a screen by default. QT_QPA_PLATFORM=xcb runs the same tests in real windows.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# More than one BLAS thread changes the order of summation, hence the last bits, from run to run.
for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

# Settings, caches and data go to a folder of this run. XDG_* is what Qt and platformdirs ask on
# Linux, HOME on macOS; XDG_RUNTIME_DIR must be private, or Qt warns.
_HOME = Path(tempfile.mkdtemp(prefix="chalkgrad-tests-"))
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)
os.environ.setdefault("XAUTHORITY", str(Path.home() / ".Xauthority"))  # before HOME, for xcb
os.environ["HOME"] = str(_HOME)
for variable in (
    "XDG_CACHE_HOME",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
    "XDG_RUNTIME_DIR",
    "XDG_STATE_HOME",
):
    folder = _HOME / variable.lower()
    folder.mkdir(mode=0o700)
    os.environ[variable] = str(folder)
os.environ["CHALKGRAD_CONFIG_DIR"] = str(_HOME / "settings")  # on every system

# After the environment is set, because Hypothesis imports numpy where it finds it.
from hypothesis import settings  # noqa: E402

# derandomize: the same examples on every machine, so that a failure can be repeated anywhere.
# No deadline: a shared machine is now and then slow without anything being wrong.
settings.register_profile("chalkgrad", derandomize=True, deadline=None, database=None)
settings.load_profile("chalkgrad")


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """Return the folder that holds mnist/ and fashion-mnist/; skip where there is none."""
    named = os.environ.get("CHALKGRAD_DATA")
    folder = Path(named) if named else Path(__file__).parents[2] / "shared" / "data"
    if (folder / "mnist").is_dir():
        return folder
    if named:
        pytest.fail(f"CHALKGRAD_DATA is {folder}, but there is no folder mnist in it")
    pytest.skip("needs the MNIST files: set CHALKGRAD_DATA to the folder that holds mnist/")
