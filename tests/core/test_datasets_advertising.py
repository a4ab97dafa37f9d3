"""Advertising, from the published file: the texts' figures, and what is refused."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from core.config import RunConfig
from core.data_config import DataConfig
from core.datasets import advertising, catalog, folders
from core.errors import UserError
from core.least_squares import solve
from core.training import Learner, train

FloatArray = NDArray[np.float64]

FILE = folders.SHARED / advertising.FILE
needs_file = pytest.mark.skipif(
    not FILE.is_file(), reason=f"the published file is not there: {FILE}"
)
RAW = DataConfig(test_share=0, scaling="off", scale_target=False)


@needs_file
def test_it_is_the_table_of_the_book() -> None:
    data = catalog.load("advertising")
    assert data.feature_names == ("TV", "Radio", "Newspaper")
    assert data.target_names == ("Sales",)
    assert len(data.train) + len(data.test) == 200
    assert data.notices == ()
    assert "statlearning" in data.source
    whole = catalog.load("advertising", RAW)
    assert whole.train.x[0].tolist() == pytest.approx([230.1, 37.8, 69.2])
    assert whole.train.y[0].tolist() == pytest.approx([22.1])


@needs_file
def test_the_coefficients_of_the_texts() -> None:
    raw = catalog.read("advertising")
    fitted = solve(raw.x, raw.y)
    expected = [2.93888937, 0.0457646455, 0.188530017, -0.00103749304]
    found = [*np.ravel(fitted.coefficients.intercept), *np.ravel(fitted.coefficients.weights)]
    assert found == pytest.approx(expected, abs=1e-9, rel=2e-9)  # as many digits as are printed
    assert fitted.mean_squared_error == pytest.approx(2.784126314510936, rel=1e-12)


def trained(seed: int) -> Learner:
    """Seed 001's run: batches of 64, learning rate 1e-5, 100 epochs, nothing scaled."""
    config = RunConfig(
        dataset="advertising",
        hidden=(),
        output="identity",
        loss="mean squared error",
        optimizer="sgd",
        learning_rate=1e-5,
        batch_size=64,
        epochs=100,
        seed=seed,
        data=RAW,
    )
    learner = Learner(config, catalog.load("advertising", config.data))
    for _ in train(learner, config.epochs):
        pass
    return learner


def figures_of_the_text(squares: FloatArray) -> FloatArray:
    """What the text prints as mean squared error, for a thousand orders of the samples.

    It averages the losses of four batches, of which the last holds 8 of the 200 samples.
    """
    generator = np.random.default_rng(0)
    orders = [generator.permutation(squares) for _ in range(1000)]
    return np.array(
        [np.mean([order[k : k + 64].mean() for k in range(0, 200, 64)]) for order in orders]
    )


PRINTED = 3.579949215054512


@needs_file
def test_the_printed_error_is_a_mean_of_uneven_batches() -> None:
    """The weights that the text ends with have the error 4.36 on all samples."""
    raw = catalog.read("advertising")
    predictions = raw.x @ [0.05261666, 0.26056877, -0.00472538] + 0.07641781
    squares = (predictions - raw.y[:, 0]) ** 2
    assert squares.mean() == pytest.approx(4.361, abs=5e-4)
    low, high = np.percentile(figures_of_the_text(squares), [1, 99])
    assert low < PRINTED < high


@needs_file
def test_stochastic_gradient_descent_ends_where_the_text_does() -> None:
    """It depends on the initial weights: the text's 4.36 is one run, here are twenty."""
    learners = [trained(seed) for seed in range(20)]
    errors = [learner.evaluate(learner.data.train).loss for learner in learners]
    assert min(errors) < 4.361 < max(errors)
    assert min(errors) > 2.784126314510936
    best = learners[int(np.argmin(errors))]
    predictions = best.evaluator.predict(best.data.train.x)
    figures = figures_of_the_text(((predictions - best.data.train.y) ** 2)[:, 0])
    low, high = np.percentile(figures, [1, 99])
    assert low < PRINTED < high


@needs_file
def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    path = Path(shutil.copy(FILE, tmp_path))
    path.write_bytes(path.read_bytes().replace(b"230.1", b"230.2"))
    with pytest.raises(UserError, match=r"Advertising.csv” is damaged"):
        catalog.load("advertising", data_dir=tmp_path)


def test_another_file_of_that_name_is_refused(tmp_path: Path) -> None:
    (tmp_path / advertising.FILE).write_text("a,b\n1,2\n")
    with pytest.raises(UserError, match="not the published file"):
        catalog.load("advertising", data_dir=tmp_path)


def test_without_the_file_the_message_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"--download.*--data-dir"):
        catalog.load("advertising", data_dir=tmp_path)
