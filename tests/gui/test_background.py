"""Work beside the window: answers, progress, failures, and what nobody waits for any more."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from core.errors import UserError
from core.work import Progress, Work
from gui.background import Background


@pytest.fixture
def background() -> Iterator[Background]:
    made = Background("test work")
    yield made
    assert made.shut_down()


def test_the_answer_comes_in_the_thread_that_asked(background: Background, qtbot: QtBot) -> None:
    threads: list[threading.Thread] = []
    background.finished.connect(lambda _answer: threads.append(threading.current_thread()))
    with qtbot.waitSignal(background.finished) as caught:
        background.start(lambda _work: threading.current_thread())
        assert background.busy
    assert caught.args is not None
    assert caught.args[0] is not threading.main_thread()
    assert threads == [threading.main_thread()]
    assert not background.busy


def test_progress_is_told_while_it_works(background: Background, qtbot: QtBot) -> None:
    seen: list[Progress] = []
    go_on = threading.Event()
    background.progress_changed.connect(seen.append)
    background.progress_changed.connect(lambda _progress: go_on.set())

    def job(work: Work) -> str:
        work.report("Counting", 1, 2)
        assert go_on.wait(10)
        return "done"

    with qtbot.waitSignal(background.finished):
        background.start(job)
    assert seen == [Progress("Counting", 1, 2)]


@pytest.mark.parametrize(
    ("error", "said", "has_details"),
    [(UserError("No such file."), "No such file.", False), (ValueError("x"), "ValueError", True)],
)
def test_failures_are_sentences(
    background: Background, qtbot: QtBot, error: Exception, said: str, has_details: bool
) -> None:
    def job(work: Work) -> None:
        raise error

    with qtbot.waitSignal(background.failed) as caught:
        background.start(job)
    assert caught.args is not None
    assert said in caught.args[0]
    assert ("Traceback" in caught.args[1]) is has_details


def test_what_was_cancelled_is_not_heard_of(background: Background, qtbot: QtBot) -> None:
    answers: list[object] = []
    ended = threading.Event()
    go_on = threading.Event()
    background.finished.connect(answers.append)

    def stubborn(work: Work) -> str:
        go_on.wait(10)
        ended.set()
        return "too late"

    background.start(stubborn)
    background.cancel()
    assert not background.busy
    with qtbot.waitSignal(background.finished):
        background.start(lambda _work: "second")
        go_on.set()
        assert ended.wait(10)
    background.poll()
    assert answers == ["second"]


def test_a_new_job_cancels_the_one_before(background: Background, qtbot: QtBot) -> None:
    cancelled = threading.Event()
    begun = threading.Event()

    def endless(work: Work) -> None:
        begun.set()
        try:
            while True:
                work.report("Waiting", 0, 0)
        finally:
            cancelled.set()

    background.start(endless)
    assert begun.wait(10)
    with qtbot.waitSignal(background.finished) as caught:
        background.start(lambda _work: 2)
    assert cancelled.wait(10)
    assert caught.args == [2]
