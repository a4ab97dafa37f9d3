"""Coefficients that gradient descent has found, beside those that solve the problem at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.datasets.dataset import IS_WORD, Dataset
from core.errors import UserError
from core.least_squares import Coefficients, in_own_units, one_of_many, solve
from core.training import Part
from gui.drawing.written import localized
from gui.model_view.names import cut

FloatArray = NDArray[np.float64]

MSE = "MSE"
QUICK = 5_000_000
"""Numbers times columns, or samples where these are fewer: solved in some ten milliseconds."""


@dataclass(frozen=True, slots=True)
class Row:
    """One coefficient; what is not known is None."""

    name: str
    learned: float | None
    closed: float | None

    @property
    def difference(self) -> float | None:
        """How far gradient descent is from the end of its way."""
        if self.learned is None or self.closed is None:
            return None
        return self.learned - self.closed


class Fit:
    """The closed form for a training part, and the error of any other coefficients on it.

    That error is a parabola: δ away from some coefficients with the residuals r it is
    mean(r²) + 2 δᵀ [1 X]ᵀ r / N + δᵀ [1 X]ᵀ [1 X] δ / N. So, once the sums over the samples are
    known, it costs the same for ten samples and for a million. With more features than samples the
    samples themselves are less than those sums.
    """

    def __init__(self, dataset: Dataset, part: Part) -> None:
        self.dataset = dataset
        self._part = part
        self.closed: Coefficients | None = None
        self.problem = ""
        """Why there is no closed form, in a sentence."""
        names = [_brief(name) for name in dataset.feature_names]
        try:
            self.closed = solve(part.x, part.y, names).coefficients
        except UserError as error:
            self.problem = localized(str(error))
        table = np.column_stack([np.ones(len(part)), np.asarray(part.x, np.float64)])
        self._middle = np.zeros((table.shape[1], part.y.shape[1]))
        best = self.closed or _one_of_many(part)
        if best is not None:
            self._middle = _stacked(best)
        with np.errstate(over="ignore", invalid="ignore"):  # numbers that float32 could not hold
            residuals = table @ self._middle - part.y
            self._bend = _bend(table)
            self._slope = table.T @ residuals / len(part)
            self._least = np.mean(np.square(residuals), axis=0)
        self._least_is_known = best is not None

    @staticmethod
    def is_quick(part: Part) -> bool:
        """True if nobody notices how long it takes."""
        samples, features = part.x.shape
        return bool(samples * features * min(samples, features) <= QUICK)

    def is_of(self, dataset: Dataset, part: Part) -> bool:
        """True if it was made for these very data."""
        return self.dataset is dataset and self._part.x is part.x

    @property
    def has_units(self) -> bool:
        """True if own units and those of the network differ."""
        scaled = self.dataset.scaling is not None and self.dataset.scaling.kind != "off"
        return scaled or bool(self.dataset.target_scale)

    def rows(self, learned: Coefficients | None, own: bool) -> list[Row]:
        """The intercept and the weights, target by target."""
        found = self._in_units(learned, own)
        closed = self._in_units(self.closed, own)
        features, targets = self.dataset.feature_names, self.dataset.target_names
        rows = []
        for k, target in enumerate(targets):
            prefix = f"{target}: " if len(targets) > 1 else ""
            for j, name in enumerate(("intercept", *features)):
                rows.append(Row(prefix + name, _entry(found, k, j), _entry(closed, k, j)))
        return rows

    def mean_squared_error(self, learned: Coefficients | None, own: bool) -> Row:
        """The mean squared error on the training part, of both."""
        scale = np.ones(self.dataset.outputs)
        with np.errstate(over="ignore", invalid="ignore"):
            if own and self.dataset.target_scale:
                scale = np.square(np.array(self.dataset.target_scale))
            found = None if learned is None else float(np.mean(scale * self._errors(learned)))
            closed = float(np.mean(scale * self._least)) if self._least_is_known else None
        return Row(MSE, found, closed)

    def _errors(self, learned: Coefficients) -> FloatArray:
        """Mean squared error of each target, (k,)."""
        away = _stacked(learned) - self._middle
        with np.errstate(over="ignore", invalid="ignore"):
            slope = 2.0 * np.sum(away * self._slope, axis=0)
            return np.asarray(self._least + slope + self._bend(away))

    def _in_units(self, coefficients: Coefficients | None, own: bool) -> Coefficients | None:
        if coefficients is None or not own:
            return coefficients
        return in_own_units(coefficients, self.dataset)


def _brief(name: str) -> str:
    """A name short enough for a sentence; a column of words is still known by its own."""
    return IS_WORD.join(cut(piece) for piece in name.split(IS_WORD, 1))


def _one_of_many(part: Part) -> Coefficients | None:
    """Coefficients with the least error, where many have it; None if numbers are missing."""
    if not (np.isfinite(part.x).all() and np.isfinite(part.y).all()):
        return None
    try:
        return one_of_many(part.x, part.y)
    except np.linalg.LinAlgError:
        return None


def _bend(table: FloatArray) -> Callable[[FloatArray], FloatArray]:
    """The mean squares (k,) of `table` (N, n) @ `away` (n, k), as a function of `away`."""
    samples, numbers = table.shape
    if numbers > samples:
        return lambda away: np.asarray(np.mean(np.square(table @ away), axis=0))
    gram = table.T @ table / samples
    return lambda away: np.asarray(np.sum(away * (gram @ away), axis=0))


def _stacked(coefficients: Coefficients) -> FloatArray:
    """Intercept over weights, (1 + d, k)."""
    return np.concatenate([coefficients.intercept[np.newaxis], coefficients.weights.T])


def _entry(coefficients: Coefficients | None, target: int, number: int) -> float | None:
    if coefficients is None:
        return None
    row = (
        coefficients.intercept[target] if number == 0 else coefficients.weights[target][number - 1]
    )
    return float(row)
