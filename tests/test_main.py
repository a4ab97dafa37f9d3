"""The program as its users meet it: a process with arguments, an exit status and files."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MAIN = ROOT / "main.py"
NO_DISPLAY = {
    name: value
    for name, value in os.environ.items()
    if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
}


def chalkgrad(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(MAIN), *arguments],
        cwd=folder,
        env=NO_DISPLAY,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def history(folder: Path) -> list[list[str]]:
    """Return the rows without their last column, the seconds."""
    with (folder / "history.csv").open(newline="", encoding="utf-8") as file:
        return [row[:-1] for row in csv.reader(file)]


def test_a_run_and_its_repetition(tmp_path: Path) -> None:
    options = "--headless --hidden 16,8 --activation tanh --lr 3e-3 --epochs 4 --seed 5"
    first = chalkgrad(tmp_path, *options.split(), "--out", "first")
    assert first.returncode == 0, first.stderr
    again = chalkgrad(tmp_path, "--headless", "--config", "first/config.json", "--out", "again")
    assert again.returncode == 0, again.stderr
    for name in ("config.json", "model.safetensors"):
        assert (tmp_path / "first" / name).read_bytes() == (tmp_path / "again" / name).read_bytes()
    assert history(tmp_path / "first") == history(tmp_path / "again")
    assert len(history(tmp_path / "first")) == 5
    tested = chalkgrad(tmp_path, "--headless", "--model", "again/model.safetensors")
    loss = float(history(tmp_path / "again")[-1][4])
    assert f"test loss {loss:.6f}\n" in tested.stdout
    assert tested.returncode == 0


def test_a_run_has_a_picture_of_the_window(tmp_path: Path) -> None:
    found = chalkgrad(tmp_path, "--headless", "--dataset", "iris", "--epochs", "2")
    assert names(tmp_path / "out") == [
        "config.json",
        "history.csv",
        "model.safetensors",
        "window.png",
    ], found.stderr
    picture = (tmp_path / "out" / "window.png").read_bytes()
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = int.from_bytes(picture[16:20], "big"), int.from_bytes(picture[20:24], "big")
    assert (width, height) == (1600, 1000)


def test_without_a_display_it_says_so_and_trains(tmp_path: Path) -> None:
    found = chalkgrad(tmp_path, "--dataset", "iris", "--epochs", "2")
    assert found.returncode == 0, found.stderr
    assert found.stderr.startswith("chalkgrad: there is no display here")
    assert "model.safetensors" in names(tmp_path / "out" / "demonstration")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("--headless --hiden 3", "Did you mean --hidden?"),
        ("--headless --dataset mnits", "Did you mean 'mnist'?"),
        ("--headless --dataset diabetes --output softmax", "identity output"),
        ("--headless --dataset mnist --data-dir . --out out", "t10k-labels-idx1-ubyte"),
        ("--headless --lr nan --out out", "learning rate"),
        ("--headless --config history.csv --out out", "history.csv"),
        ("--model missing.safetensors --headless", "missing.safetensors"),
        ("--screenshot no/folder/window.png", "no/folder"),
    ],
)
def test_bad_input_is_one_line_status_2_and_nothing_written(
    tmp_path: Path, arguments: str, words: str
) -> None:
    found = chalkgrad(tmp_path, *arguments.split())
    assert found.returncode == 2
    (line,) = found.stderr.splitlines()
    assert line.startswith("chalkgrad: ")
    assert words in line
    assert found.stdout == ""
    assert names(tmp_path) == []


def test_help_and_version_load_nothing_large() -> None:
    script = (
        "import runpy, sys\n"
        "for option in ('--help', '--version'):\n"
        "    sys.argv = ['main.py', option]\n"
        "    try:\n"
        "        runpy.run_path('main.py', run_name='__main__')\n"
        "    except SystemExit as end:\n"
        "        assert not end.code\n"
        "print(sorted({'numpy', 'pandas', 'PySide6', 'safetensors'} & set(sys.modules)))\n"
    )
    found = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    lines = found.stdout.splitlines()
    assert "--headless" in found.stdout
    assert lines[-2].startswith("Chalkgrad 0.")
    assert lines[-1] == "[]"


def test_numpy_has_one_thread() -> None:
    script = (
        "from core.blas import use_one_thread; use_one_thread()\n"
        "import numpy, threadpoolctl\n"
        "print({pool['num_threads'] for pool in threadpoolctl.threadpool_info()})\n"
    )
    free = {name: value for name, value in os.environ.items() if not name.endswith("_NUM_THREADS")}
    found = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env=free,
        capture_output=True,
        text=True,
        check=True,
    )
    # On a Mac numpy can use Accelerate, which threadpoolctl does not know.
    assert found.stdout.strip() in ("{1}", "set()")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for a single process")
def test_interrupted_it_stops_with_130_and_leaves_nothing(tmp_path: Path) -> None:
    # A shell that runs the tests in the background lets its children ignore SIGINT.
    script = (
        "import runpy, signal, sys\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "sys.argv = ['main.py', '--headless', '--epochs', '1000000']\n"
        f"sys.path.insert(0, {str(ROOT)!r})\n"
        f"runpy.run_path({str(MAIN)!r}, run_name='__main__')\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env=NO_DISPLAY,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    assert process.stderr is not None
    with process, process.stderr as log:
        try:
            assert log.readline().startswith("epoch 1/1000000")
            process.send_signal(signal.SIGINT)
            process.wait(timeout=60)
            last = log.read().splitlines()[-1]
        finally:
            process.kill()
    assert process.returncode == 130
    assert last.startswith("chalkgrad: interrupted in epoch ")
    assert names(tmp_path) == []
