"""Numbers to predict from one or two features: curves and planes, without their noise.

Each sample takes the number of training samples, of test samples and a seed, and returns the
features (N, d) and the targets (N, 1), the test samples last.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray

from core.datasets.dataset import Task
from core.datasets.made_set import PLANE_FEATURES, Limits, MadeSet
from core.datasets.random_numbers import Stream, normals, uniforms

FloatArray = NDArray[np.float64]
Sample = tuple[FloatArray, FloatArray]

GAP = (-0.5, 0.5)
"""Where "sine-gap" has no training samples."""

PLANE_WEIGHTS, PLANE_BIAS = np.array([0.8, -0.6]), 0.3

LINEAR_WEIGHTS, LINEAR_BIAS = np.array([2.0, -3.4]), 4.2


def sine(x: FloatArray) -> FloatArray:
    """One and a half waves."""
    return np.sin(1.5 * math.pi * x)


def step(x: FloatArray) -> FloatArray:
    """From -1 to 1 at 0."""
    return np.where(x < 0, -1.0, 1.0)


def absolute(x: FloatArray) -> FloatArray:
    """|x|, moved down by a half."""
    return np.abs(x) - 0.5


def cubic(x: FloatArray) -> FloatArray:
    """The Chebyshev polynomial of degree 3: it fills the square."""
    return 4 * x**3 - 3 * x


def curve(formula: Callable[[FloatArray], FloatArray], train: int, test: int, seed: int) -> Sample:
    """X uniform in [-1, 1), y by the formula."""
    x = _uniform(train + test, 1, seed)
    return x, formula(x)


def sine_with_gap(train: int, test: int, seed: int) -> Sample:
    """The sine; training samples only beside the gap, test samples everywhere."""
    x = _uniform(train + test, 1, seed)
    low, high = GAP
    sides = x[:train]
    # Squeezes [-1, 0) into [-1, low) and [0, 1) into [high, 1).
    x[:train] = np.where(sides < 0, -1 + (sides + 1) * (low + 1), high + sides * (1 - high))
    return x, sine(x)


def plane(train: int, test: int, seed: int) -> Sample:
    """y = 0.8 x₁ - 0.6 x₂ + 0.3, the features uniform in [-1, 1)."""
    x = _uniform(train + test, 2, seed)
    return x, _affine(x, PLANE_WEIGHTS, PLANE_BIAS)


def linear(train: int, test: int, seed: int) -> Sample:
    """y = 2 x₁ - 3.4 x₂ + 4.2, the features normal with mean 0 and deviation 1."""
    x = normals(seed, Stream.PLACES, train + test, 2)
    return x, _affine(x, LINEAR_WEIGHTS, LINEAR_BIAS)


def _affine(x: FloatArray, weights: FloatArray, bias: float) -> FloatArray:
    # Not x @ w: a BLAS rounds as its kernel for this processor and this number of rows does.
    return np.asarray((x * weights).sum(axis=1, keepdims=True) + bias, np.float64)


def _uniform(rows: int, columns: int, seed: int) -> FloatArray:
    return 2 * uniforms(seed, Stream.PLACES, rows, columns) - 1


def _regression(
    name: str,
    title: str,
    sample: Callable[[int, int, int], tuple[FloatArray, FloatArray]],
    *,
    features: tuple[str, ...] = ("x",),
    noise: Limits[float],
    samples: int = 200,
    own_test: bool = False,
    texts: tuple[str, str, str],
) -> MadeSet:
    summary, description, source = texts
    return MadeSet(
        name,
        title,
        Task.REGRESSION,
        summary,
        description,
        source,
        features,
        noise,
        Limits(samples, 20, 10_000),
        None,
        lambda train, test, _classes, seed: sample(train, test, seed),
        own_test,
    )


def _curve(
    name: str,
    title: str,
    formula: Callable[[FloatArray], FloatArray],
    *,
    texts: tuple[str, str, str],
) -> MadeSet:
    return _regression(
        name,
        title,
        partial(curve, formula),
        noise=Limits(0.1, 0.0, 1.0),
        texts=texts,
    )


_NOISE = "plus normal noise"

SETS = (
    _curve(
        "sine",
        "Sine",
        sine,
        texts=(
            "One and a half waves of a sine (regression)",
            "A curve to be fitted from one feature. A straight line misses it; watch how the "
            "hidden neurons put it together.",
            "y = sin(3π/2 x), x uniform in -1 to 1, " + _NOISE + ".",
        ),
    ),
    _regression(
        "sine-gap",
        "Sine with a gap",
        sine_with_gap,
        noise=Limits(0.1, 0.0, 1.0),
        own_test=True,
        texts=(
            "A sine whose middle is missing from the training part (regression)",
            "No training sample lies in the middle, between -0.5 and 0.5; test samples lie "
            "everywhere. In the gap the network must guess, and the test loss shows how well. "
            "The test samples are made besides the training samples, a fifth as many; with a "
            "test share of your own they are mixed, and the gap is lost.",
            "y = sin(3π/2 x), x uniform in -1 to 1, outside the gap for training, " + _NOISE + ".",
        ),
    ),
    _curve(
        "cubic",
        "Cubic",
        cubic,
        texts=(
            "A polynomial of degree 3 (regression)",
            "Two bends within the square, and steep ends.",
            "y = 4 x³ - 3 x, x uniform in -1 to 1, " + _NOISE + ".",
        ),
    ),
    _curve(
        "step",
        "Step",
        step,
        texts=(
            "A jump from -1 to 1 (regression)",
            "A network's function has no jumps: see how steep it becomes, and what the weights "
            "have to do for that.",
            "y = -1 for x < 0, else 1, x uniform in -1 to 1, " + _NOISE + ".",
        ),
    ),
    _curve(
        "absolute",
        "Absolute value",
        absolute,
        texts=(
            "A sharp bend: two ReLU neurons are enough (regression)",
            "|x| = relu(x) + relu(-x): two hidden neurons with ReLU can represent it exactly.",
            "y = |x| - 1/2, x uniform in -1 to 1, " + _NOISE + ".",
        ),
    ),
    _regression(
        "plane",
        "Plane",
        plane,
        features=PLANE_FEATURES,
        noise=Limits(0.1, 0.0, 1.0),
        texts=(
            "A plane over two features (regression)",
            "Linear regression finds the plane: weights 0.8 and -0.6, bias 0.3.",
            "y = 0.8 x₁ - 0.6 x₂ + 0.3, x₁ and x₂ uniform in -1 to 1, " + _NOISE + ".",
        ),
    ),
    _regression(
        "linear",
        "Synthetic linear data",
        linear,
        features=PLANE_FEATURES,
        noise=Limits(0.01, 0.0, 2.0),
        samples=1000,
        own_test=True,
        texts=(
            "y = 2 x₁ - 3.4 x₂ + 4.2 with little noise (regression)",
            "The example of Dive into Deep Learning: weights 2 and -3.4, bias 4.2. With SGD, "
            "learning rate 0.03 and minibatches of 10, half the squared loss is near 0.03, 0.0001 "
            "and 0.00005 after the first three epochs (the text, with other random numbers, "
            "prints 0.025, 0.00009 and 0.00005). All samples train; test samples are made "
            "besides, a fifth as many.",
            "y = 2 x₁ - 3.4 x₂ + 4.2, x₁ and x₂ normal with mean 0 and deviation 1, "
            + _NOISE
            + ". Zhang, Lipton, Li, Smola: Dive into Deep Learning, section 3.2.",
        ),
    ),
)
