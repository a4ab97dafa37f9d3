"""Choosing what has to be downloaded first: the offer, the download, and giving it up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core.command_line import parse
from core.datasets import advertising, folders
from core.datasets.downloads import registry
from core.errors import UserError
from gui import launch
from gui.engine_client import EngineClient
from gui.session import Notice, Session
from tests.core.download_server import Server, serving

FILE = folders.SHARED / advertising.FILE
pytestmark = pytest.mark.skipif(
    not FILE.is_file(), reason=f"the published file is not there: {FILE}"
)
PATIENCE = 20_000


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Server]:
    monkeypatch.setenv("CHALKGRAD_DATA", str(tmp_path / "data"))
    with serving({advertising.FILE: FILE.read_bytes()}) as server:
        yield server


@pytest.fixture
def session(qtbot: QtBot, server: Server) -> Iterator[Session]:
    client = EngineClient()
    session = Session(client)
    client.start()
    session.start()
    qtbot.waitUntil(lambda: session.ready is not None, timeout=PATIENCE)
    yield session
    assert session.downloads.shut_down()
    assert client.shut_down()


def from_mirror(monkeypatch: pytest.MonkeyPatch, server: Server, behaviour: str) -> None:
    remote = replace(registry.REMOTE_SETS["advertising"], mirrors=(server.mirror(behaviour),))
    monkeypatch.setitem(registry.REMOTE_SETS, "advertising", remote)


def want(session: Session, qtbot: QtBot) -> None:
    session.apply(replace(session.config, dataset="advertising"))
    qtbot.waitUntil(lambda: session.wanted == "advertising", timeout=PATIENCE)


def test_what_is_not_there_is_offered_and_what_stood_stays(session: Session, qtbot: QtBot) -> None:
    told: list[Notice | None] = []
    session.notice.connect(told.append)
    want(session, qtbot)
    assert session.config.dataset == "digits"
    assert session.dataset is not None
    assert session.dataset.name == "digits"
    assert told in ([], [None])


def test_another_choice_ends_the_offer(session: Session, qtbot: QtBot) -> None:
    want(session, qtbot)
    session.apply(replace(session.config, dataset="iris"))
    assert session.wanted == ""


def test_after_the_download_it_is_open(
    session: Session, qtbot: QtBot, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    from_mirror(monkeypatch, server, "good")
    want(session, qtbot)
    with qtbot.waitSignal(session.downloads.finished, timeout=PATIENCE):
        session.download()
    qtbot.waitUntil(lambda: not session.loading, timeout=PATIENCE)
    assert session.dataset is not None
    assert session.dataset.name == "advertising"
    assert session.config.output == "identity"
    assert session.wanted == ""


@pytest.mark.parametrize("behaviour", ["404", "page", "half"])
def test_a_failed_download_is_told_and_offered_again(
    session: Session,
    qtbot: QtBot,
    server: Server,
    monkeypatch: pytest.MonkeyPatch,
    behaviour: str,
    tmp_path: Path,
) -> None:
    from_mirror(monkeypatch, server, behaviour)
    want(session, qtbot)
    told: list[Notice | None] = []
    session.notice.connect(told.append)
    with qtbot.waitSignal(session.downloads.failed, timeout=PATIENCE):
        session.download()
    assert told[-1] is not None
    assert "Advertising" in told[-1].message
    assert session.wanted == "advertising"
    assert session.dataset is not None
    assert session.dataset.name == "digits"
    assert not list((tmp_path / "data").rglob("*.csv"))


def test_a_download_can_be_given_up(
    session: Session, qtbot: QtBot, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    from_mirror(monkeypatch, server, "stall")
    want(session, qtbot)
    session.download()
    qtbot.waitUntil(server.waiting.is_set, timeout=PATIENCE)
    session.downloads.cancel()
    assert not session.downloads.busy
    assert session.wanted == "advertising"
    server.release.set()


def test_the_command_line_fetches_before_it_trains(
    server: Server,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    from_mirror(monkeypatch, server, "good")
    words = "--headless --download --dataset advertising --epochs 1 --hidden none --out"
    options = parse([*words.split(), str(tmp_path / "out")])
    monkeypatch.setattr(launch, "_render_result", lambda result, path: path.write_bytes(b"picture"))
    assert launch.start(options) == 0
    assert launch.start(options) == 0
    assert [behaviour for behaviour, _ in server.asked] == ["good"]
    assert "Downloading Advertising" in capsys.readouterr().err


def test_what_is_included_need_not_be_fetched() -> None:
    with pytest.raises(UserError, match="need not be downloaded"):
        launch.start(parse(["--headless", "--download", "--dataset", "iris"]))
