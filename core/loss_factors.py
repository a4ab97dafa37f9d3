"""The factors that squared errors are written with, and their gradients."""

from __future__ import annotations

from core.formula import Term, sign
from core.ops import SquaredError


def squared_factor(loss: SquaredError, entries: int) -> Term | None:
    """Return the factor of a squared error; None for 1."""
    if loss.factor == "1/2":
        return sign(r"\frac{1}{2}", "½")
    if loss.factor == "mean" and entries > 1:
        return sign(rf"\frac{{1}}{{{entries}}}", f"1/{entries}")
    return None


def squared_slope(loss: SquaredError, entries: int) -> Term | None:
    """Return the factor of its gradient, twice that of the loss; None for 1."""
    if loss.factor == "1/2":
        return None
    if loss.factor == "mean" and entries > 1:
        return sign(rf"\frac{{2}}{{{entries}}}", f"2/{entries}")
    return sign("2", "2")
