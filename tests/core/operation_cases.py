"""One or more cases for every operation: shapes of its parents, and values on which it is smooth.

What `test_ops` checks of each case it so checks of every operation; an operation without a case
fails there.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.arrays import Array, Shape
from core.ops import (
    Add,
    Affine,
    CrossEntropy,
    Divide,
    Exp,
    IdentityFunction,
    LeakyReLU,
    Log,
    ModifiedSoftmax,
    Multiply,
    Negate,
    Operation,
    Power,
    ReLU,
    Sigmoid,
    Softmax,
    SoftmaxCrossEntropy,
    Sqrt,
    SquaredError,
    Subtract,
    Sum,
    Tanh,
)

Draw = Callable[[np.random.Generator, Shape], Array]


def anywhere(rng: np.random.Generator, shape: Shape) -> Array:
    return rng.uniform(-2.0, 2.0, shape)


def positive(rng: np.random.Generator, shape: Shape) -> Array:
    return rng.uniform(0.5, 2.0, shape)


def off_zero(rng: np.random.Generator, shape: Shape) -> Array:
    """Both signs, away from the kink."""
    return np.asarray(rng.uniform(0.1, 2.0, shape) * rng.choice([-1.0, 1.0], shape))


def probabilities(rng: np.random.Generator, shape: Shape) -> Array:
    """Rows that add up to 1."""
    weights = rng.uniform(0.5, 2.0, shape)
    return np.asarray(weights / weights.sum(axis=-1, keepdims=True))


@dataclass(frozen=True)
class Case:
    """An operation with the shapes of its parents and where to draw their values."""

    operation: Operation
    shapes: tuple[Shape, ...]
    draw: tuple[Draw, ...]
    variables: int
    """How many of the parents, from the first, it is differentiated by (a loss: not its target)."""
    shared: frozenset[int] = frozenset()
    """Parents that are the same for the whole batch."""

    def values(self, rng: np.random.Generator, batch: int) -> list[Array]:
        return [
            draw(rng, shape if k in self.shared else (batch, *shape))
            for k, (shape, draw) in enumerate(zip(self.shapes, self.draw, strict=True))
        ]

    def sample(self, values: list[Array], row: int) -> list[Array]:
        return [v if k in self.shared else v[row] for k, v in enumerate(values)]

    @property
    def output_shape(self) -> Shape:
        return self.operation.output_shape(*self.shapes)

    def __str__(self) -> str:
        shapes = " ".join("x".join(map(str, shape)) or "scalar" for shape in self.shapes)
        return f"{type(self.operation).__name__} {shapes}"


def _one(operation: Operation, draw: Draw = anywhere, shape: Shape = (4,)) -> Case:
    return Case(operation, (shape,), (draw,), 1)


def _two(operation: Operation, draw: Draw = anywhere, shape: Shape = (4,)) -> Case:
    return Case(operation, (shape, shape), (anywhere, draw), 2)


def _loss(operation: Operation, z: int, y: int, draw: Draw, target: Draw) -> Case:
    return Case(operation, ((z,), (y,)), (draw, target), 1)


CASES: tuple[Case, ...] = (
    *(_two(op) for op in (Add(), Subtract(), Multiply())),
    _two(Divide(), positive),
    *(_two(op, shape=()) for op in (Add(), Multiply())),
    _two(Multiply(), shape=(2, 3)),
    _one(Sum()),
    _one(Sum(), shape=(2, 3)),
    *(_one(op) for op in (IdentityFunction(), Negate(), Sigmoid(), Tanh(), Exp())),
    *(_one(op, off_zero) for op in (ReLU(), LeakyReLU())),
    *(_one(op, positive) for op in (Log(), Sqrt(), Power(0.5), Power(-1.0))),
    *(_one(op, off_zero) for op in (Power(2.0), Power(3.0), Power(1.0), Power(0.0))),
    _one(Sigmoid(), shape=(2, 3)),
    _one(Exp(), shape=()),
    *(_one(op) for op in (Softmax(), ModifiedSoftmax())),
    Case(
        Affine(), ((4,), (3, 4), (3,)), (anywhere, anywhere, anywhere), 3, shared=frozenset({1, 2})
    ),
    *(_loss(SquaredError(factor), 4, 4, anywhere, anywhere) for factor in ("1", "1/2", "mean")),
    _loss(CrossEntropy(), 4, 4, probabilities, probabilities),
    _loss(SoftmaxCrossEntropy(), 4, 4, anywhere, probabilities),
    _loss(SoftmaxCrossEntropy(), 4, 4, anywhere, positive),  # a target that does not add up to 1
    _loss(SoftmaxCrossEntropy(reference=True), 3, 4, anywhere, probabilities),
)


def all_operations() -> set[type[Operation]]:
    """Every operation of the engine that can be used."""
    found: set[type[Operation]] = set()
    waiting = Operation.__subclasses__()
    while waiting:
        operation = waiting.pop()
        waiting += operation.__subclasses__()
        if not inspect.isabstract(operation) and operation.__module__.startswith("core."):
            found.add(operation)
    return found


def slope(f: Callable[[float], Array], step: float = 1e-3) -> Array:
    """Return f'(0) by central differences of fourth order."""
    return np.asarray((f(-2 * step) - 8 * f(-step) + 8 * f(step) - f(2 * step)) / (12 * step))


def run_forward(
    operation: Operation, values: list[Array], lead: Shape, shapes: tuple[Shape, ...]
) -> tuple[Array, tuple[Array, ...]]:
    """Return the value of an operation in fresh buffers, and its workspace."""
    dtype = values[0].dtype
    work = operation.workspace(lead, shapes, dtype)
    out = np.full((*lead, *operation.output_shape(*shapes)), np.nan, dtype)
    operation.forward(values, out, work)
    return out, work
