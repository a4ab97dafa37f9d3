"""Whoever draws goes first: the others wait for it, but not for ever."""

from __future__ import annotations

import threading

import pytest

from core import right_of_way
from core.right_of_way import RightOfWay

LONG = 20.0
"""Seconds after which a test gives up."""


def waiting(way: RightOfWay) -> threading.Thread:
    thread = threading.Thread(target=way.give_way, daemon=True)
    thread.start()
    return thread


def test_nobody_waits_where_nobody_is() -> None:
    way = RightOfWay()
    assert not way.is_taken
    way.give_way()


def test_whoever_gives_way_goes_on_when_the_first_is_through(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(right_of_way, "PATIENCE", LONG)
    way = RightOfWay()
    with way:
        with way:
            assert way.is_taken
        assert way.is_taken  # entered twice, left once
        thread = waiting(way)
        thread.join(0.05)
        assert thread.is_alive()
    thread.join(LONG / 2)
    assert not thread.is_alive()


def test_an_error_inside_opens_the_way_again() -> None:
    way = RightOfWay()
    with pytest.raises(ZeroDivisionError), way:
        raise ZeroDivisionError
    assert not way.is_taken


def test_nobody_waits_for_ever_for_one_that_hangs() -> None:
    way = RightOfWay()
    with way:
        thread = waiting(way)
        thread.join(LONG)
        assert not thread.is_alive()
