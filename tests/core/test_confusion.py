from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import accuracy_score, confusion_matrix, precision_score, recall_score

from core.config import RunConfig
from core.confusion import confusion
from core.metrics import batch_score
from core.models import build_network


def _random(seed: int, count: int, classes: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    labels = random.integers(classes, size=count)
    scores = random.normal(size=(count, classes)).astype(np.float32)
    scores[np.arange(count), labels] += 1.0
    return scores, labels


@given(st.integers(0, 1000), st.integers(1, 300), st.integers(2, 12))
def test_counts_agree_with_scikit_learn(seed: int, count: int, classes: int) -> None:
    scores, labels = _random(seed, count, classes)
    found = confusion(scores, labels)
    predicted = scores.argmax(axis=1)
    expected = confusion_matrix(labels, predicted, labels=range(classes))
    assert np.array_equal(found.counts, expected)
    assert found.accuracy == accuracy_score(labels, predicted)
    shares = confusion_matrix(labels, predicted, labels=range(classes), normalize="true")
    np.testing.assert_allclose(found.row_shares, shares, rtol=1e-15)


@given(st.integers(0, 1000), st.integers(1, 300), st.integers(2, 12))
def test_precision_and_recall_agree_with_scikit_learn(seed: int, count: int, classes: int) -> None:
    scores, labels = _random(seed, count, classes)
    found = confusion(scores, labels)
    for ours, theirs in ((found.precision, precision_score), (found.recall, recall_score)):
        expected = theirs(
            labels, found.predicted, labels=range(classes), average=None, zero_division=np.nan
        )
        np.testing.assert_allclose(ours, expected, rtol=1e-15)


def test_accuracy_is_the_same_number_as_the_score_of_training() -> None:
    scores, labels = _random(3, 997, 10)
    network = build_network(RunConfig(), 64, 10, 10)
    y = np.eye(10, dtype=np.float32)[labels]
    assert confusion(scores, labels).accuracy == batch_score(scores, y, network, labels)


@given(st.integers(0, 1000), st.integers(1, 200), st.integers(2, 6))
def test_every_sample_is_in_exactly_one_cell(seed: int, count: int, classes: int) -> None:
    found = confusion(*_random(seed, count, classes))
    cells = [found.in_cell(t, p) for t in range(classes) for p in range(classes)]
    assert [len(cell) for cell in cells] == found.counts.ravel().tolist()
    assert sorted(np.concatenate(cells).tolist()) == list(range(count))
    assert sorted([*found.right().tolist(), *found.wrong().tolist()]) == list(range(count))
    assert len(found.right()) == found.correct


def test_no_samples_give_an_empty_matrix() -> None:
    found = confusion(np.zeros((0, 3), np.float32), np.zeros(0, np.int64))
    assert found.counts.tolist() == [[0, 0, 0]] * 3
    assert np.isnan(found.accuracy)
    assert np.isnan(found.recall).all()
    assert found.row_shares.tolist() == [[0, 0, 0]] * 3


def test_of_equal_scores_the_first_counts() -> None:
    found = confusion(np.full((2, 4), 0.25, np.float32), np.array([0, 3]))
    assert found.predicted.tolist() == [0, 0]


@pytest.mark.parametrize("labels", [[0, 1], [0, 1, 3], [0, -1, 1]])
def test_labels_that_do_not_fit_are_refused(labels: list[int]) -> None:
    with pytest.raises(ValueError, match="labels"):
        confusion(np.zeros((3, 3), np.float32), np.array(labels))
