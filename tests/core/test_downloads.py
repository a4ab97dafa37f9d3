"""Downloads against a server on this machine that does all that servers do."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core.datasets.downloads.download import fetch_set
from core.datasets.downloads.fetch import Patience
from core.errors import UserError
from core.work import Work
from tests.core.download_cases import FILES, QUICK, entries, everything, made_up
from tests.core.download_server import Server, serving

WHOLE = {f"made-up/{name}": data for name, data in FILES.items()}


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def server() -> Iterator[Server]:
    with serving(FILES) as server:
        yield server


class Recorded(Work):
    """Keeps all reports."""

    def __init__(self) -> None:
        super().__init__()
        self.reports: list[tuple[str, int, int]] = []

    def report(self, what: str, done: int, total: int) -> None:
        super().report(what, done, total)
        self.reports.append((what, done, total))


def fetched(
    server: Server, folder: Path, *behaviours: str, patience: Patience = QUICK
) -> dict[str, bytes]:
    mirrors = [server.mirror(behaviour) for behaviour in behaviours]
    assert fetch_set(made_up(), folder, Work(), mirrors, patience) == folder / "made-up"
    return everything(folder)


@pytest.mark.parametrize("behaviour", ["good", "redirect"])
def test_the_files_arrive_whole_and_nothing_else(
    server: Server, tmp_path: Path, behaviour: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert fetched(server, tmp_path / "größe ∂", behaviour) == WHOLE
    assert entries(tmp_path / "größe ∂") == ["made-up", "made-up/a", "made-up/b"]
    assert capfd.readouterr() == ("", "")


def test_progress_is_in_bytes_over_all_files(server: Server, tmp_path: Path) -> None:
    work, total = Recorded(), sum(map(len, FILES.values()))
    fetch_set(made_up(), tmp_path, work, [server.mirror("good")], QUICK)
    assert {what for what, _, _ in work.reports} == {"Downloading Made up"}
    done = [done for _, done, _ in work.reports]
    assert done == sorted(done)
    assert done[-1] == total
    assert {total for _, _, total in work.reports} == {total}


def test_new_files_are_as_readable_as_any_other(server: Server, tmp_path: Path) -> None:
    fetched(server, tmp_path, "good")
    (tmp_path / "plain").touch()
    mode = (tmp_path / "plain").stat().st_mode
    assert (tmp_path / "made-up" / "a").stat().st_mode == mode


FAULTS = {
    "404": r"127\.0\.0\.1:\d+ answered 404 \(Not Found\)",
    "500": r"answered 500 \(Internal Server Error\)",
    "page": "sent a web page instead of the file",
    "disguised": "sent a web page instead of the file",
    "broken": "broke the connection off",
    "half": "sent 45,000 of 90,000 bytes",
    "long": "sent more than the 90,000 bytes of the file",
    "wrong": "sent other bytes than the published ones",
    "circle": "from one address to the next without end",
}


@pytest.mark.parametrize("behaviour", FAULTS)
def test_each_fault_is_named_and_leaves_nothing(
    server: Server, tmp_path: Path, behaviour: str
) -> None:
    with pytest.raises(UserError, match=FAULTS[behaviour]) as caught:
        fetched(server, tmp_path, behaviour)
    assert entries(tmp_path) == ["made-up"]
    text = str(caught.value)
    assert text.startswith("Made up could not be downloaded (a): ")
    assert "get a, b yourself, from http://x/" in text
    assert text.endswith("choose their folder. The data sets that are included need no network.")


@pytest.mark.parametrize("behaviour", FAULTS)
def test_the_next_mirror_makes_up_for_each_fault(
    server: Server, tmp_path: Path, behaviour: str
) -> None:
    assert fetched(server, tmp_path, behaviour, "good") == WHOLE


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [("mute", "did not answer within 0.2 seconds"), ("stall", "sent nothing for 0.2 seconds")],
)
def test_a_mirror_that_stalls_is_given_up(
    server: Server, tmp_path: Path, behaviour: str, reason: str
) -> None:
    patience = Patience(connect=0.2, read=0.2, retries=3)
    with pytest.raises(UserError, match=reason):
        fetched(server, tmp_path, behaviour, patience=patience)
    assert entries(tmp_path) == ["made-up"]
    assert fetched(server, tmp_path, behaviour, "good", patience=patience) == WHOLE
    assert server.asked.count((behaviour, "a")) == 2, "a stall is not tried again"
    assert (behaviour, "b") not in server.asked, "the mirror that works is asked first from then on"


def test_all_mirrors_are_named_with_their_reasons(server: Server, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"answered 404 \(Not Found\); .* sent a web page"):
        fetched(server, tmp_path, "404", "page")
    assert [behaviour for behaviour, _ in server.asked] == ["404", "page"]


def test_a_connection_that_breaks_is_tried_again(server: Server, tmp_path: Path) -> None:
    (tmp_path / "made-up").mkdir()
    (tmp_path / "made-up" / "b").write_bytes(FILES["b"])
    patience = Patience(retries=1)
    assert fetched(server, tmp_path, "once-broken", patience=patience) == WHOLE
    assert server.asked == [("once-broken", "a")] * 2


def test_a_mirror_that_is_not_there_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:  # bound, but nobody listens
        taken.bind(("127.0.0.1", 0))
        mirror = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        with pytest.raises(UserError, match="refused the connection"):
            fetch_set(made_up(), tmp_path, Work(), [mirror], Patience(retries=3))


def test_without_a_network_it_says_so_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []

    def nobody(host: object, *_args: Any, **_kwargs: Any) -> None:
        asked.append(host)
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    mirrors = ["https://one.invalid/", "https://two.invalid/"]
    with pytest.raises(UserError, match="no connection to the internet"):
        fetch_set(made_up(), tmp_path, Work(), mirrors, Patience(retries=3))
    assert asked == ["one.invalid", "two.invalid"], "once each: no waiting in vain"
    assert entries(tmp_path) == ["made-up"]


def test_what_is_there_is_not_fetched_again(server: Server, tmp_path: Path) -> None:
    fetched(server, tmp_path, "good")
    server.asked.clear()
    assert fetched(server, tmp_path, "500") == WHOLE
    assert server.asked == []


def test_a_folder_that_has_the_files_is_used_as_it_is(server: Server, tmp_path: Path) -> None:
    for name, data in FILES.items():
        (tmp_path / name).write_bytes(data)
    before = entries(tmp_path)
    assert fetch_set(made_up(), tmp_path, Work(), [server.mirror("500")], QUICK) == tmp_path
    assert (entries(tmp_path), server.asked) == (before, [])


def test_a_damaged_file_is_replaced_and_the_others_stay(server: Server, tmp_path: Path) -> None:
    fetched(server, tmp_path, "good")
    (tmp_path / "made-up" / "b").write_bytes(bytes(len(FILES["b"])))
    server.asked.clear()
    assert fetched(server, tmp_path, "good") == WHOLE
    assert server.asked == [("good", "b")]


def test_a_damaged_file_stays_until_a_better_one_is_there(server: Server, tmp_path: Path) -> None:
    (tmp_path / "made-up").mkdir()
    (tmp_path / "made-up" / "a").write_bytes(b"old")
    with pytest.raises(UserError):
        fetched(server, tmp_path, "half")
    assert everything(tmp_path) == {"made-up/a": b"old"}


def test_files_of_the_same_names_beside_are_left_alone(server: Server, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"mine")
    assert fetched(server, tmp_path, "good") == {"a": b"mine"} | WHOLE


def test_a_folder_that_cannot_be_made_is_refused(server: Server, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UserError, match=r"file.*Choose another"):
        fetched(server, tmp_path / "file", "good")
    assert server.asked == []


def test_a_read_only_folder_is_refused(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, *_args: Any, **_kwargs: Any) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    # Not by permissions: tests in containers run as root, whom they do not stop.
    monkeypatch.setattr(Path, "touch", refuse)
    with pytest.raises(UserError, match=r"Permission denied. Choose another"):
        fetched(server, tmp_path, "good")
    assert server.asked == []


def test_a_disk_without_room_is_refused_before_anything_is_fetched(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Usage:
        free = 1000

    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage)
    with pytest.raises(UserError, match=r"room for 0\.0 MB, and Made up takes 0\.1 MB. Choose"):
        fetched(server, tmp_path, "good")
    assert server.asked == []


FULL = """
import resource, sys
from pathlib import Path
import pooch, requests
from core.errors import UserError
from core.work import Work
from tests.core.download_cases import QUICK, fetch_set, made_up

resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))
try:
    fetch_set(made_up(), Path(sys.argv[1]), Work(), [sys.argv[2]], QUICK)
except UserError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on the size of files")
def test_a_disk_that_fills_up_in_the_middle_is_told_and_nothing_stays(
    server: Server, tmp_path: Path
) -> None:
    run = [sys.executable, "-B", "-c", FULL, str(tmp_path), server.mirror("good")]
    result = subprocess.run(run, capture_output=True, text=True, timeout=60, check=True)
    expected = f"“{tmp_path / 'made-up'}” cannot take the files of Made up: File too large. Choose"
    assert result.stdout.startswith(expected)
    assert entries(tmp_path) == ["made-up"]


def test_a_single_file_lies_in_its_own_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody(*_args: Any, **_kwargs: Any) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    with pytest.raises(UserError, match=r"get a yourself, from .*, and choose its folder"):
        fetch_set(made_up({"a": b"x"}), tmp_path, Work(), ["https://one.invalid/"], QUICK)
