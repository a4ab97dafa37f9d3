"""Bad data and changes of data while a run stands or trains: what was loaded stays."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from time import monotonic

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from core.config import HiddenLayer, RunConfig, fitted
from core.data_config import DataConfig, FileOptions
from core.datasets.catalog import FILE
from core.datasets.dataset import Task
from core.messages import Ready, RunState
from gui.engine_client import EngineClient
from gui.session import Notice, Origin, Session
from tests.core.faulty_files import CSV, FAULTY

PATIENCE = 20_000
FAST = RunConfig(optimizer="sgd", learning_rate=0.03, epochs=10_000)


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[Session]:
    client = EngineClient()
    session = Session(client, FAST)
    client.start()
    session.start()
    qtbot.waitUntil(lambda: session.trace is not None, timeout=PATIENCE)
    yield session
    session.pause()
    assert client.shut_down()


def with_file(session: Session, path: Path) -> RunConfig:
    """Return the settings with another data set, as the panels ask for it."""
    return replace(session.config, dataset=FILE, data=DataConfig(file=FileOptions(str(path))))


def told(session: Session) -> list[str]:
    """Return the list that the messages will be in."""
    messages: list[str] = []

    def keep(notice: Notice | None) -> None:
        if notice is not None:
            messages.append(notice.message)
            assert notice.details == "", "a bug: " + notice.details

    session.notice.connect(keep)
    return messages


def step(session: Session) -> int:
    return 0 if session.place is None else session.place.step


def test_what_was_loaded_stays_whatever_is_refused(
    session: Session, qtbot: QtBot, tmp_path: Path
) -> None:
    messages, before, config = told(session), session.ready, session.config
    for number, fault in enumerate(FAULTY):
        folder = tmp_path / str(number)
        folder.mkdir()
        messages.clear()
        session.apply(with_file(session, fault.write(folder)))
        qtbot.waitUntil(lambda: bool(messages) and not session.loading, timeout=PATIENCE)
        assert fault.says in messages[0], fault.name
        assert session.ready is before
        assert session.config == config
    session.step()
    qtbot.waitUntil(lambda: step(session) == 1, timeout=PATIENCE)


def test_a_refusal_in_training_leaves_a_run_that_goes_on(
    session: Session, qtbot: QtBot, tmp_path: Path
) -> None:
    messages, before = told(session), session.ready
    session.run()
    qtbot.waitUntil(lambda: step(session) > 20, timeout=PATIENCE)
    session.apply(with_file(session, FAULTY[0].write(tmp_path)))
    qtbot.waitUntil(lambda: bool(messages), timeout=PATIENCE)
    assert session.ready is before
    assert session.config.dataset == "digits"
    reached = step(session)
    session.run()
    qtbot.waitUntil(lambda: step(session) > reached + 20, timeout=PATIENCE)
    assert session.state is RunState.RUNNING


def test_data_and_network_change_in_training_and_the_latest_wins(
    session: Session, qtbot: QtBot, tmp_path: Path
) -> None:
    messages = told(session)
    table = tmp_path / "table.csv"
    table.write_text(CSV)
    session.run()
    qtbot.waitUntil(lambda: step(session) > 20, timeout=PATIENCE)
    for number in range(60):
        config = replace(session.config, hidden=(HiddenLayer(1 + number % 7, "tanh"),))
        name = ("iris", "spirals", "digits", "wine")[number % 4]
        config = replace(config, dataset=name, data=DataConfig())
        if number % 5 == 4:
            config = with_file(session, table)
        session.apply(config)
        session.run()  # does nothing while something is loading
        if number % 3 == 0:
            QCoreApplication.processEvents()
    last = replace(session.config, dataset="moons", data=DataConfig(samples=80))
    last = fitted(last, Task.CLASSIFICATION)
    session.apply(last)
    qtbot.waitUntil(lambda: not session.loading, timeout=PATIENCE)
    assert session.config == last
    assert session.ready is not None
    assert session.ready.config == last
    assert session.dataset is not None
    assert session.dataset.name == "moons"
    assert session.state is RunState.READY
    assert step(session) == 0
    session.run()
    qtbot.waitUntil(lambda: step(session) > 20, timeout=PATIENCE)
    assert messages == []


def test_giving_up_a_large_file_leaves_the_run_at_once(
    session: Session, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "large.csv"
    with path.open("w") as file:
        file.write("a,b,c,y\n")
        for number in range(400_000):
            file.write(f"{number / 7:.6f},{number % 977}.25,{number % 31},{number % 3}\n")
    messages, before, config = told(session), session.ready, session.config
    with qtbot.waitSignal(session.progress_changed, timeout=PATIENCE):
        session.apply(with_file(session, path))
    asked = monotonic()
    session.cancel_loading()
    qtbot.waitUntil(lambda: not session.loading, timeout=PATIENCE)
    session.step()
    qtbot.waitUntil(lambda: step(session) == 1, timeout=PATIENCE)
    # 200 ms are wanted; `python -m benchmarks data` measures that, on a machine that is free.
    assert monotonic() - asked < 0.6
    assert session.ready is before
    assert session.config == config
    assert messages == []


def test_what_belongs_to_the_old_data_is_void_with_the_new(session: Session, qtbot: QtBot) -> None:
    session.apply(replace(FAST, dataset="spirals", hidden=(HiddenLayer(8, "tanh"),)))
    qtbot.waitUntil(lambda: session.trace is not None and not session.loading, timeout=PATIENCE)
    corners = np.array([[-1, -1], [1, 1], [0, 0]], np.float32)
    session.watch_grid(corners)
    session.watch_predictions(True)
    session.show_sample(Origin.TRAIN, 3)
    session.run()
    qtbot.waitUntil(
        lambda: session.grid is not None and session.predictions is not None, timeout=PATIENCE
    )
    seen: list[tuple[object, object, object, object]] = []

    def look(_record: Ready) -> None:
        seen.append((session.grid, session.predictions, session.trace, session.sample))

    session.run_ready.connect(look)
    session.apply(replace(session.config, dataset="iris", data=DataConfig()))
    qtbot.waitUntil(lambda: bool(seen), timeout=PATIENCE)
    assert seen == [(None, None, None, None)]
    qtbot.waitUntil(lambda: session.predictions is not None, timeout=PATIENCE)
    assert session.predictions is not None
    assert session.predictions.values.shape == (30, 3)
    assert session.grid is None, "a plane has no place in four dimensions"
    assert session.sample is not None
    assert session.sample.x.shape == (4,)


def test_without_a_network_the_sets_that_are_included_go_on(
    session: Session, qtbot: QtBot, tmp_path: Path
) -> None:
    messages = told(session)
    empty = tmp_path / "empty"
    empty.mkdir()
    session.set_data_dir(empty)
    session.apply(replace(session.config, dataset="mnist"))
    qtbot.waitUntil(lambda: bool(messages) and not session.loading, timeout=PATIENCE)
    assert "download" in messages[0].lower()
    assert session.wanted == "mnist"
    assert session.config.dataset == "digits"
    for name in ("iris", "diabetes", "spirals"):
        with qtbot.waitSignal(session.run_ready, timeout=PATIENCE):
            session.apply(replace(session.config, dataset=name))
        assert session.dataset is not None
        assert session.dataset.name == name
    assert session.wanted == ""
    assert len(messages) == 1


def test_a_file_that_was_spoilt_is_told_at_the_next_reset_and_one_that_has_gone_is_not_missed(
    session: Session, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "table.csv"
    path.write_text(CSV)
    session.apply(with_file(session, path))
    qtbot.waitUntil(
        lambda: session.dataset is not None and session.dataset.name == FILE, timeout=PATIENCE
    )
    messages, before = told(session), session.ready
    path.write_bytes(gzip.compress(CSV.encode()))
    session.reset()
    qtbot.waitUntil(lambda: bool(messages) and not session.loading, timeout=PATIENCE)
    assert str(path) in messages[0]
    assert session.ready is before
    path.unlink()
    messages.clear()
    with qtbot.waitSignal(session.run_ready, timeout=PATIENCE):
        session.reset()
    assert not messages, "its rows are still known"
    assert session.ready is not None
    assert before is not None
    assert session.ready.dataset is before.dataset
    session.step()
    qtbot.waitUntil(lambda: step(session) == 1, timeout=PATIENCE)
