"""Linear regression solved at once: what gradient descent is on its way to."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.datasets.dataset import IS_WORD, Dataset
from core.errors import UserError
from core.quoting import quoted

FloatArray = NDArray[np.float64]

_SLACK = 16.0
"""How many roundings a column may be off and still count as made of others. Householder's method
loses a few; a column of measurements is off by many orders of magnitude more."""


@dataclass(frozen=True, slots=True, eq=False)
class Coefficients:
    """The parameters of y = W x + b."""

    intercept: FloatArray  # b: (k,)
    weights: FloatArray  # W: (k, d), as in a linear layer


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """The coefficients with the least mean squared error, and that error."""

    coefficients: Coefficients
    mean_squared_error: float  # the mean over all N k targets, as the loss takes it


def solve(x: NDArray[np.floating], y: NDArray[Any], names: Sequence[str] = ()) -> Solution:
    """Least squares for x (N, d) and y (N, k) or (N,), in the units of x and y, in float64.

    By a QR decomposition (Householder) of the columns less their means, which is what is left
    of them once the column of ones, the intercept's, has been dealt with. The normal equations
    would square the condition number and with it the error.

    Raises UserError if there is no single solution: fewer samples than coefficients, or a column
    that others determine (`names` are what they are called); also if a number is not finite.
    ValueError if the shapes do not belong together.
    """
    if x.ndim != 2 or y.ndim not in (1, 2) or len(x) != len(y):
        raise ValueError(f"x {x.shape} and y {y.shape} do not belong together")
    if names and len(names) != x.shape[1]:
        raise ValueError(f"{len(names)} names for {x.shape[1]} columns")
    table = np.asarray(x, np.float64)
    targets = np.asarray(y, np.float64).reshape(len(y), -1)
    samples, features = table.shape
    if samples <= features:
        raise UserError(
            f"{samples:,} samples do not settle {features:,} weights and an intercept: many "
            "solutions fit equally well. Use more samples or fewer columns."
        )
    if not (np.isfinite(table).all() and np.isfinite(targets).all()):
        raise UserError("Some numbers are missing or infinite. Leave out the rows they are in.")
    x_mean, y_mean = table.mean(axis=0), targets.mean(axis=0)
    centred = table - x_mean
    Q, R = np.linalg.qr(centred)
    # What was rounded to float32 on the way here is exact to float32 only.
    _refuse_dependent(table, R, float(np.finfo(x.dtype).eps), names)
    weights = np.linalg.solve(R, Q.T @ (targets - y_mean)).T
    intercept = y_mean - weights @ x_mean
    errors = table @ weights.T + intercept - targets
    return Solution(Coefficients(intercept, weights), float(np.mean(np.square(errors))))


def one_of_many(x: NDArray[np.floating], y: NDArray[Any]) -> Coefficients:
    """Coefficients with the least mean squared error, where there is no single solution.

    For x (N, d) and y (N, k). By a singular value decomposition (LAPACK's gelsd) of the columns
    less their means, over their norms: a column of small numbers is no column of roundings.

    Raises numpy.linalg.LinAlgError if it does not converge.
    """
    table = np.asarray(x, np.float64)
    targets = np.asarray(y, np.float64).reshape(len(y), -1)
    x_mean, y_mean = table.mean(axis=0), targets.mean(axis=0)
    centred = table - x_mean
    norms = np.linalg.norm(centred, axis=0)
    rounding = _SLACK * math.sqrt(table.shape[1]) * float(np.finfo(x.dtype).eps)
    varies = norms > rounding * np.linalg.norm(table, axis=0)
    weights = np.zeros((targets.shape[1], table.shape[1]))
    unit = centred[:, varies] / norms[varies]
    found = np.linalg.lstsq(unit, targets - y_mean, rcond=rounding)[0]
    weights[:, varies] = found.T / norms[varies]
    return Coefficients(y_mean - weights @ x_mean, weights)


def in_own_units(coefficients: Coefficients, dataset: Dataset) -> Coefficients:
    """Coefficients for the scaled columns of a data set, as those for its original columns.

    With x = scale x' + offset, and the same for y: what y' = W' x' + b' says of x and y. Infinite,
    or not a number, where float64 cannot hold the product: with features near 1e-300 and targets
    near 1e12, say.
    """
    weights = np.asarray(coefficients.weights, np.float64)
    intercept = np.asarray(coefficients.intercept, np.float64)
    with np.errstate(over="ignore", invalid="ignore"):
        if dataset.scaling is not None:
            weights = weights / dataset.scaling.scale
            intercept = intercept - weights @ dataset.scaling.offset
        if dataset.target_scale:
            scale = np.array(dataset.target_scale)
            weights = scale[:, np.newaxis] * weights
            intercept = scale * intercept + np.array(dataset.target_offset)
    return Coefficients(intercept, weights)


def _refuse_dependent(
    table: FloatArray, R: FloatArray, rounding: float, names: Sequence[str]
) -> None:
    """Raise UserError for the first column that those before it determine.

    |R_jj| is how much of column j is left when its share of the columns before it is taken away.
    """
    features = table.shape[1]
    norms = np.linalg.norm(table, axis=0)
    limits = _SLACK * np.sqrt(features) * rounding * norms
    dependent = np.flatnonzero(np.abs(np.diagonal(R)) <= limits)
    if not len(dependent):
        return
    j = int(dependent[0])
    called = names or [f"column {number}" for number in range(1, features + 1)]
    if np.linalg.norm(R[: j + 1, j]) <= limits[j]:
        raise UserError(
            f"{quoted(called[j])} never changes, so its weight and the intercept can stand for "
            "each other: many solutions fit equally well. Leave out this column."
        )
    shares = np.linalg.solve(R[:j, :j], R[:j, j])
    # A share counts if leaving it out would show.
    makers = [called[i] for i in range(j) if abs(shares[i]) * norms[i] > limits[j]]
    words = {name.partition(IS_WORD)[0] for name in (*makers, called[j])}
    if len(words) == 1 and all(IS_WORD in name for name in makers):
        raise UserError(
            f"In every row one of the words of {quoted(words.pop())} is true, so their weights and "
            "the intercept can stand for each other: many solutions fit equally well, all with "
            "the same error."
        )
    raise UserError(
        f"{quoted(called[j])} follows from {_listed([quoted(name) for name in makers])}: many "
        "solutions fit equally well. Leave out one of these columns."
    )


def _listed(names: Sequence[str]) -> str:
    if len(names) > 6:
        names = (*names[:5], f"{len(names) - 5} others")
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
