"""What is asked of the engine while it trains, and how often: by a clock that the test sets."""

from __future__ import annotations

from math import ceil

import numpy as np
import pytest

from core.arrays import frozen_copy
from core.messages import Ask
from gui import questions
from gui.questions import GRID_SECONDS, PREDICTIONS_SECONDS, TRACE_SECONDS, Questions
from gui.records import Origin, Sample

SAMPLE = Sample(Origin.TEST, 0, frozen_copy([0.0, 1.0]), frozen_copy([1.0]), None)
PLACES = np.zeros((4, 2))


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(questions, "monotonic", clock)
    return clock


def asked(about: Questions, clock: Clock, seconds: float) -> list[Ask]:
    """What is asked in so many seconds by somebody who looks every millisecond."""
    found = []
    for _ in range(round(1000 * seconds)):
        clock.now += 0.001
        ask = about.next(7, SAMPLE)
        found += [] if ask is None else [ask]
    return found


def test_the_sample_alone_is_asked_about_if_nobody_looks_at_more(clock: Clock) -> None:
    found = asked(Questions(), clock, 3.0)
    assert len(found) == pytest.approx(3.0 / TRACE_SECONDS, abs=1)
    assert all(ask.run == 7 and ask.x is SAMPLE.x and ask.tag is SAMPLE for ask in found)
    assert not any(ask.update or ask.batch or ask.predictions for ask in found)
    assert all(ask.grid is None for ask in found)


def test_the_plane_has_questions_of_its_own(clock: Clock) -> None:
    about = Questions()
    about.inputs = PLACES
    found = asked(about, clock, 3.0)
    plane = [ask for ask in found if ask.grid is not None]
    assert all(ask.grid is PLACES and ask.x is None for ask in plane)
    assert len(plane) == pytest.approx(3.0 / GRID_SECONDS, abs=3)
    assert len(found) - len(plane) == pytest.approx(3.0 / TRACE_SECONDS, abs=1)


def test_the_test_set_is_predicted_more_rarely(clock: Clock) -> None:
    about = Questions()
    about.predictions = True
    found = [ask for ask in asked(about, clock, 6.0) if ask.predictions]
    apart = ceil(PREDICTIONS_SECONDS / TRACE_SECONDS) * TRACE_SECONDS  # with a trace that is due
    assert len(found) == pytest.approx(6.0 / apart, abs=1)
    assert all(ask.x is SAMPLE.x for ask in found)


def test_nothing_is_asked_before_there_is_a_sample(clock: Clock) -> None:
    assert Questions().next(1, None) is None


def test_at_rest_everything_is_asked_at_once(clock: Clock) -> None:
    about = Questions()
    about.inputs, about.batch = PLACES, True
    ask = about.at_rest(7, SAMPLE, predictions=True)
    assert ask.update
    assert ask.batch
    assert ask.predictions
    assert ask.grid is PLACES
    assert about.next(7, SAMPLE) is None, "nothing is due so soon after"
