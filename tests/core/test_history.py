from __future__ import annotations

import threading
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.history import BUCKETS, EPOCH_COLUMNS, History
from core.metrics import Metrics
from core.training import Epoch, Step


def _feed(history: History, loss: np.ndarray, score: np.ndarray, first: int = 1) -> None:
    for step, (one, other) in enumerate(zip(loss.tolist(), score.tolist(), strict=True), first):
        history.add_step(Step(1, step, one, other, 32))


def _numbers(count: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    return random.exponential(size=count), random.integers(0, 33, count) / 32


def _compare(history: History, loss: np.ndarray, score: np.ndarray) -> None:
    """Hold the buckets against the raw numbers, cut at the steps that the buckets name."""
    curve = history.steps()
    ends = curve.step.astype(int)
    starts = np.concatenate([[0], ends[:-1]])
    assert ends[-1] == len(loss)
    assert np.all(np.diff(ends) > 0)
    widths = np.diff(np.concatenate([[0], ends]))
    assert len(set(widths[:-1].tolist())) <= 1  # all but the last hold equally many
    assert widths[-1] <= widths[0]
    means = np.add.reduceat(loss, starts) / widths
    np.testing.assert_allclose(curve.loss, means, rtol=1e-12)
    assert np.array_equal(curve.loss_low, np.minimum.reduceat(loss, starts))
    assert np.array_equal(curve.loss_high, np.maximum.reduceat(loss, starts))
    np.testing.assert_allclose(curve.score, np.add.reduceat(score, starts) / widths, rtol=1e-12)


def test_a_million_steps_agree_with_numpy_on_the_raw_numbers() -> None:
    loss, score = _numbers(1_000_003)
    history = History()
    _feed(history, loss, score)
    _compare(history, loss, score)
    assert BUCKETS // 2 <= len(history.steps().step) <= BUCKETS


@given(st.integers(1, 700), st.sampled_from([4, 8, 16, 64]))
def test_any_number_of_steps_agrees(count: int, buckets: int) -> None:
    loss, score = _numbers(count, count)
    history = History(buckets)
    _feed(history, loss, score)
    _compare(history, loss, score)
    assert len(history.steps().step) <= buckets


def test_steps_are_kept_one_by_one_as_long_as_there_is_room() -> None:
    loss, score = _numbers(BUCKETS - 1)
    history = History()
    _feed(history, loss, score)
    curve = history.steps()
    assert np.array_equal(curve.loss, loss)
    assert np.array_equal(curve.loss_high, loss)
    assert np.array_equal(curve.step, np.arange(1, BUCKETS))


def test_memory_does_not_grow_with_the_steps() -> None:
    history = History()
    loss, score = _numbers(20_000)
    _feed(history, loss, score)
    tracemalloc.start()
    try:
        _feed(history, loss, score, first=20_001)
        before = tracemalloc.get_traced_memory()[0]
        _feed(history, loss, score, first=40_001)
        grown = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert grown < 4096


def test_an_empty_history_gives_empty_curves() -> None:
    history = History()
    assert history.steps().step.size == 0
    assert len(history.epochs()) == 0
    assert history.version == 0


def test_a_curve_is_a_copy() -> None:
    history = History()
    history.add_step(Step(1, 1, 0.5, 0.25, 32))
    curve = history.steps()
    history.add_step(Step(1, 2, 5.0, 1.0, 32))
    assert curve.loss.tolist() == [0.5]
    curve.loss[0] = 99.0
    assert history.steps().loss.tolist() == [0.5, 5.0]


def test_every_record_makes_a_new_version() -> None:
    history = History()
    versions = [history.version]
    history.add_step(Step(1, 1, 0.5, 0.25, 32))
    versions.append(history.version)
    history.add_epoch(Epoch(1, 1, Metrics(0.1, 0.9), None, Metrics(0.2, 0.8), 0.5))
    versions.append(history.version)
    assert versions == sorted(set(versions))


def test_epochs_come_back_with_nan_where_there_is_no_development_set() -> None:
    history = History()
    history.add_epoch(Epoch(1, 41, Metrics(0.5, 0.8), None, Metrics(0.6, 0.7), 0.25))
    history.add_epoch(Epoch(2, 82, Metrics(0.4, 0.9), Metrics(0.45, 0.85), Metrics(0.5, 0.8), 0.5))
    curve = history.epochs()
    assert len(curve) == 2
    assert tuple(curve.columns) == EPOCH_COLUMNS
    assert curve["step"].tolist() == [41, 82]
    assert curve["test_score"].tolist() == [0.7, 0.8]
    assert np.isnan(curve["development_loss"][0])
    assert curve["development_loss"][1] == 0.45
    frame = history.to_frame()
    assert list(frame.columns) == list(EPOCH_COLUMNS)
    assert frame["epoch"].tolist() == [1, 2]
    assert frame["epoch"].dtype.kind == "i"


@pytest.mark.parametrize("buckets", [16, BUCKETS])
def test_reading_while_another_thread_writes_sees_whole_steps(buckets: int) -> None:
    count = 60_000
    history = History(buckets)
    broken: list[str] = []
    done = threading.Event()

    def read() -> None:
        newest = 0.0
        while not done.is_set():
            curve = history.steps()
            if not curve.step.size:
                continue
            # Loss and step are fed equal: what a reader sees must say so in every bucket.
            if not (curve.loss_high == curve.step).all():
                broken.append("a bucket without its last step")
            if not (np.diff(curve.step) > 0).all() or curve.step[-1] < newest:
                broken.append("steps out of order")
            if not (curve.loss_low <= curve.loss).all() or not (curve.loss <= curve.step).all():
                broken.append("a mean outside its bounds")
            if curve.loss_low[0] != 1.0:
                broken.append("the first step is missing")
            newest = curve.step[-1]

    reader = threading.Thread(target=read)
    reader.start()
    try:
        steps = np.arange(1.0, count + 1.0)
        _feed(history, steps, steps)
    finally:
        done.set()
        reader.join(10)
    assert broken == []
    assert history.steps().step[-1] == count


def test_thinned_epochs_are_rows_of_all_and_end_with_the_last() -> None:
    history = History()
    assert len(history.epochs(10)) == 0
    for number in range(1, 1001):
        metrics = Metrics(1.0 / number, 0.5)
        history.add_epoch(Epoch(number, 10 * number, metrics, None, metrics, 0.1))
    everything = history.epochs()
    assert len(everything) == 1000
    for most in (1, 7, 100, 999, 1000, 5000):
        thinned = history.epochs(most)
        assert len(thinned) <= most + 1
        rows = thinned["epoch"].astype(int) - 1
        assert rows[-1] == 999
        assert (np.diff(rows) > 0).all()
        np.testing.assert_array_equal(thinned["test_loss"], everything["test_loss"][rows])
