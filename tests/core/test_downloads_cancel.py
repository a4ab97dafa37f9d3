"""Downloads that are cancelled, killed, or done twice at the same time."""

from __future__ import annotations

import os
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core.datasets.downloads.download import fetch_set
from core.work import CancelledError, Work
from tests.core.download_cases import FILES, QUICK, entries, everything, in_background, made_up
from tests.core.download_server import PATIENCE, Server, serving

WHOLE = {f"made-up/{name}": data for name, data in FILES.items()}
TIMES = 5

PROCESS = """
import sys
from pathlib import Path
from core.work import Work
from tests.core.download_cases import QUICK, fetch_set, made_up

fetch_set(made_up(), Path(sys.argv[1]), Work(), [sys.argv[2]], QUICK)
"""


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def server() -> Iterator[Server]:
    with serving(FILES) as server:
        yield server


def process(folder: Path, mirror: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", PROCESS, str(folder), mirror])


def transfers() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name.startswith("download of")]


@pytest.mark.parametrize("behaviour", ["mute", "stall", "trickle"])
def test_it_ends_within_200_ms_of_a_cancel(server: Server, tmp_path: Path, behaviour: str) -> None:
    took = []
    for _ in range(TIMES):
        server.waiting.clear()
        with in_background(made_up(), tmp_path, server.mirror(behaviour)) as background:
            assert server.waiting.wait(PATIENCE)
            start = time.perf_counter()
            background.work.cancel()
            background.join()
            took.append(time.perf_counter() - start)
        assert (background.cancelled, background.error) == (True, None)
        assert entries(tmp_path) == ["made-up"]
    assert statistics.median(took) < 0.2


def test_a_cancel_cuts_the_connection(server: Server, tmp_path: Path) -> None:
    with in_background(made_up(), tmp_path, server.mirror("stall")) as background:
        assert server.waiting.wait(PATIENCE)
        background.work.cancel()
    for thread in transfers():
        thread.join(QUICK.read / 2)
    assert transfers() == [], "the server still holds the file back, and nobody waits for it"


def test_a_thread_that_was_left_behind_writes_nothing(server: Server, tmp_path: Path) -> None:
    with in_background(made_up(), tmp_path, server.mirror("mute")) as background:
        assert server.waiting.wait(PATIENCE)
        background.work.cancel()
    assert background.cancelled
    server.release.set()
    for thread in transfers():
        thread.join(PATIENCE)
    assert transfers() == []
    assert entries(tmp_path) == ["made-up"]


def test_a_name_server_that_stalls_does_not_hold_a_cancel_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, answer = threading.Event(), threading.Event()

    def slow(*_args: Any, **_kwargs: Any) -> None:
        asked.set()
        answer.wait(PATIENCE)
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    took = []
    try:
        for _ in range(TIMES):
            asked.clear()
            with in_background(made_up(), tmp_path, "https://one.invalid/") as background:
                assert asked.wait(PATIENCE)
                start = time.perf_counter()
                background.work.cancel()
                background.join()
                took.append(time.perf_counter() - start)
            assert background.cancelled
    finally:
        answer.set()
        for thread in transfers():
            thread.join(PATIENCE)
    assert statistics.median(took) < 0.2
    assert entries(tmp_path) == ["made-up"]


def test_work_that_was_cancelled_before_asks_nobody(server: Server, tmp_path: Path) -> None:
    work = Work()
    work.cancel()
    with pytest.raises(CancelledError):
        fetch_set(made_up(), tmp_path, work, [server.mirror("good")], QUICK)
    assert (server.asked, entries(tmp_path)) == ([], ["made-up"])


def test_after_a_cancel_it_can_be_done_again(server: Server, tmp_path: Path) -> None:
    with in_background(made_up(), tmp_path, server.mirror("stall")) as background:
        assert server.waiting.wait(PATIENCE)
        background.work.cancel()
    fetch_set(made_up(), tmp_path, Work(), [server.mirror("good")], QUICK)
    assert everything(tmp_path) == WHOLE


def test_two_processes_at_the_same_time_both_end_well(server: Server, tmp_path: Path) -> None:
    both = [process(tmp_path, server.mirror("together")) for _ in range(2)]
    assert [one.wait(PATIENCE) for one in both] == [0, 0]
    assert everything(tmp_path) == WHOLE
    assert entries(tmp_path) == ["made-up", "made-up/a", "made-up/b"]
    assert server.asked.count(("together", "a")) == 2, "both were at it together"


def test_what_a_killed_process_left_is_swept(server: Server, tmp_path: Path) -> None:
    killed = process(tmp_path, server.mirror("stall"))
    assert server.waiting.wait(PATIENCE)
    killed.kill()
    killed.wait(PATIENCE)
    assert any(name.startswith(".download-") for name in entries(tmp_path))
    assert not (tmp_path / "made-up" / "a").exists()
    fetch_set(made_up(), tmp_path, Work(), [server.mirror("good")], QUICK)
    assert entries(tmp_path) == ["made-up", "made-up/a", "made-up/b"]


def test_what_a_living_process_is_at_is_left_alone(server: Server, tmp_path: Path) -> None:
    other = process(tmp_path, server.mirror("stall"))
    assert server.waiting.wait(PATIENCE)
    fetch_set(made_up(), tmp_path, Work(), [server.mirror("good")], QUICK)
    assert any(name.startswith(".download-") for name in entries(tmp_path))
    server.release.set()
    assert other.wait(PATIENCE) == 0
    assert everything(tmp_path) == WHOLE
    assert entries(tmp_path) == ["made-up", "made-up/a", "made-up/b"]


def test_what_another_computer_left_is_swept_when_it_has_been_silent_for_an_hour(
    server: Server, tmp_path: Path
) -> None:
    old, new = (tmp_path / f".download-elsewhere-1-{digit * 16}" for digit in "01")
    for folder in (old, new):
        folder.mkdir()
        (folder / "half").touch()
    for path in (old / "half", old):
        os.utime(path, (time.time() - 4000,) * 2)
    fetch_set(made_up(), tmp_path, Work(), [server.mirror("good")], QUICK)
    assert not old.exists()
    assert new.exists()
