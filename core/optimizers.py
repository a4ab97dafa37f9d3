"""Optimizers: how a gradient changes the parameters. In order of increasing difficulty.

Each works in place on the flat parameter vector ``theta`` and its gradient ``g``, in as few passes
as it can. Definitions are PyTorch's. Where a running mean like ``m = b m + (1 - b) g`` is kept, it
is kept without its constant factor, as ``M = m / (1 - b) = b M + g``, and the factor goes into the
step: the same numbers, one pass less.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass, field
from math import sqrt
from typing import Any

import numpy as np

from core.arrays import Array


@dataclass(frozen=True, slots=True)
class Hyperparameter:
    """One of an optimizer's own settings: what it is called, its default and its range."""

    name: str
    label: str
    default: float
    low: float
    high: float
    explanation: str


class Optimizer(ABC):
    """Changes `theta` (n,) in place by the gradient `g` (n,), both of which it keeps hold of."""

    def __init__(
        self, theta: Array, g: Array, learning_rate: float, weight_decay: float = 0.0
    ) -> None:
        self.theta = theta
        self.g = g
        self.learning_rate = learning_rate
        self.weight_decay = weight_decay
        self.scratch = np.empty_like(theta)
        self.t = 0
        """Steps taken."""

    def step(self) -> None:
        """Take one step."""
        self.t += 1
        if self.weight_decay:
            self.decay()
        self.update()

    def decay(self) -> None:
        """Add the gradient of ``weight_decay / 2 ||theta||^2``."""
        np.multiply(self.theta, self.weight_decay, out=self.scratch)
        np.add(self.g, self.scratch, out=self.g)

    @abstractmethod
    def update(self) -> None:
        """Change theta by the gradient."""

    def memory(self) -> dict[str, tuple[Array, float]]:
        """Return what is remembered by its letter in the texts, (n,), and its factor there.

        The arrays are the optimizer's own, not copies.
        """
        return {}

    def twin(self, theta: Array, g: Array) -> Optimizer:
        """Return an optimizer that remembers the same, in the precision of `theta`.

        `theta` and `g` are (n,), usually float64 copies for a picture of the update: a step of the
        twin changes them, and nothing of this optimizer.
        """
        twin = copy(self)
        for name, value in vars(self).items():
            if isinstance(value, np.ndarray) and name not in ("theta", "g", "scratch"):
                setattr(twin, name, value.astype(theta.dtype))
        twin.theta, twin.g, twin.scratch = theta, g, np.empty_like(theta)
        return twin


class GradientDescent(Optimizer):
    """``theta -= lr g``. With a minibatch gradient this is SGD, with the whole set plain GD."""

    def update(self) -> None:
        """Two passes."""
        np.multiply(self.g, self.learning_rate, out=self.scratch)
        np.subtract(self.theta, self.scratch, out=self.theta)


class Momentum(Optimizer):
    """``v = mu v + g`` (the first time v = g), ``theta -= lr v``; Nesterov: ``g + mu v`` for v."""

    def __init__(self, *args: Any, momentum: float = 0.9, nesterov: bool = False, **kw: Any):
        super().__init__(*args, **kw)
        self.momentum = momentum
        self.nesterov = nesterov
        self.v = np.zeros_like(self.theta)

    def update(self) -> None:
        """Four passes; Nesterov six."""
        np.multiply(self.v, self.momentum, out=self.v)
        np.add(self.v, self.g, out=self.v)
        direction = self.v
        if self.nesterov:
            direction = np.multiply(self.v, self.momentum, out=self.scratch)
            np.add(direction, self.g, out=direction)
        np.multiply(direction, self.learning_rate, out=self.scratch)
        np.subtract(self.theta, self.scratch, out=self.theta)

    def memory(self) -> dict[str, tuple[Array, float]]:
        """Return the velocity v."""
        return {"v": (self.v, 1.0)}


class AdaGrad(Optimizer):
    """``r += g^2``, ``theta -= lr g / (sqrt r + eps)``."""

    def __init__(self, *args: Any, eps: float = 1e-10, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.eps = eps
        self.r = np.zeros_like(self.theta)

    def update(self) -> None:
        """Seven passes."""
        np.multiply(self.g, self.g, out=self.scratch)
        np.add(self.r, self.scratch, out=self.r)
        np.sqrt(self.r, out=self.scratch)
        np.add(self.scratch, self.eps, out=self.scratch)
        np.divide(self.g, self.scratch, out=self.scratch)
        np.multiply(self.scratch, self.learning_rate, out=self.scratch)
        np.subtract(self.theta, self.scratch, out=self.theta)

    def memory(self) -> dict[str, tuple[Array, float]]:
        """Return the sum r of the squares."""
        return {"r": (self.r, 1.0)}


class RMSprop(Optimizer):
    """``r = alpha r + (1 - alpha) g^2``, ``theta -= lr g / (sqrt r + eps)``."""

    def __init__(self, *args: Any, alpha: float = 0.99, eps: float = 1e-8, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.alpha = alpha
        self.eps = eps
        self.r = np.zeros_like(self.theta)
        """r / (1 - alpha)."""

    def update(self) -> None:
        """Eight passes."""
        root = sqrt(1.0 - self.alpha)
        np.multiply(self.r, self.alpha, out=self.r)
        np.multiply(self.g, self.g, out=self.scratch)
        np.add(self.r, self.scratch, out=self.r)
        np.sqrt(self.r, out=self.scratch)
        np.add(self.scratch, self.eps / root, out=self.scratch)
        np.divide(self.g, self.scratch, out=self.scratch)
        np.multiply(self.scratch, self.learning_rate / root, out=self.scratch)
        np.subtract(self.theta, self.scratch, out=self.theta)

    def memory(self) -> dict[str, tuple[Array, float]]:
        """Return the running mean r of the squares."""
        return {"r": (self.r, 1.0 - self.alpha)}


class Adam(Optimizer):
    """Kingma and Ba 2015, as PyTorch writes it.

    ``m = b1 m + (1 - b1) g``, ``v = b2 v + (1 - b2) g^2``,
    ``theta -= lr / (1 - b1^t) * m / (sqrt v / sqrt(1 - b2^t) + eps)``.
    """

    def __init__(
        self, *args: Any, beta1: float = 0.9, beta2: float = 0.999, eps: float = 1e-8, **kw: Any
    ) -> None:
        super().__init__(*args, **kw)
        self.beta1 = beta1
        self.beta2 = beta2
        self.eps = eps
        self.m = np.zeros_like(self.theta)
        """m / (1 - b1)."""
        self.v = np.zeros_like(self.theta)
        """v / (1 - b2)."""

    def update(self) -> None:
        """Ten passes."""
        # sqrt(v) / sqrt(1 - b2^t) = root * sqrt(self.v)
        root = sqrt((1.0 - self.beta2) / (1.0 - self.beta2**self.t))
        rate = self.learning_rate * (1.0 - self.beta1) / (1.0 - self.beta1**self.t)
        np.multiply(self.m, self.beta1, out=self.m)
        np.add(self.m, self.g, out=self.m)
        np.multiply(self.v, self.beta2, out=self.v)
        np.multiply(self.g, self.g, out=self.scratch)
        np.add(self.v, self.scratch, out=self.v)
        np.sqrt(self.v, out=self.scratch)
        np.add(self.scratch, self.eps / root, out=self.scratch)
        np.divide(self.m, self.scratch, out=self.scratch)
        np.multiply(self.scratch, rate / root, out=self.scratch)
        np.subtract(self.theta, self.scratch, out=self.theta)

    def memory(self) -> dict[str, tuple[Array, float]]:
        """Return the running means m of the gradients and v of their squares, not corrected."""
        return {"m": (self.m, 1.0 - self.beta1), "v": (self.v, 1.0 - self.beta2)}


class AdamW(Adam):
    """Adam with decoupled weight decay: ``theta *= 1 - lr decay`` before the step."""

    def decay(self) -> None:
        """Shrink the parameters themselves; the gradient is left alone."""
        np.multiply(self.theta, 1.0 - self.learning_rate * self.weight_decay, out=self.theta)


@dataclass(frozen=True, slots=True)
class OptimizerKind:
    """An entry of the table of optimizers."""

    name: str
    title: str
    explanation: str
    build: Callable[..., Optimizer]
    hyperparameters: tuple[Hyperparameter, ...] = ()
    default_learning_rate: float = 0.1
    memory: Mapping[str, str] = field(default_factory=dict)
    """What it remembers, in words, by the letters of `Optimizer.memory`."""
    whole_set: bool = False
    """True if every step takes the gradient of the whole training set."""


_MOMENTUM = Hyperparameter(
    "momentum", "Momentum μ", 0.9, 0.0, 0.9999, "How much of the last velocity is kept."
)
_VELOCITY = {"v": "the velocity, a sum of the gradients in which older ones fade"}
_MEANS = {
    "m": "the running mean of the gradients",
    "v": "the running mean of the squares of the gradients",
}
_BETAS = (
    Hyperparameter("beta1", "β₁", 0.9, 0.0, 0.9999, "Memory of the running mean of gradients."),
    Hyperparameter("beta2", "β₂", 0.999, 0.0, 0.999999, "Memory of the mean of their squares."),
)


def _eps(default: float) -> Hyperparameter:
    return Hyperparameter("eps", "ε", default, 1e-16, 1.0, "Keeps the quotient finite.")


def _nesterov(*args: Any, **keywords: Any) -> Optimizer:
    return Momentum(*args, nesterov=True, **keywords)


OPTIMIZERS: dict[str, OptimizerKind] = {
    kind.name: kind
    for kind in (
        OptimizerKind(
            "gradient descent",
            "Gradient descent",
            "One step for the gradient of the whole training set.",
            GradientDescent,
            whole_set=True,
        ),
        OptimizerKind(
            "sgd", "SGD", "One step for the mean gradient of each minibatch.", GradientDescent
        ),
        OptimizerKind(
            "momentum",
            "Momentum",
            "Steps follow a velocity that remembers earlier gradients.",
            Momentum,
            (_MOMENTUM,),
            0.01,
            _VELOCITY,
        ),
        OptimizerKind(
            "nesterov",
            "Nesterov",
            "Momentum that looks one step ahead.",
            _nesterov,
            (_MOMENTUM,),
            0.01,
            _VELOCITY,
        ),
        OptimizerKind(
            "adagrad",
            "AdaGrad",
            "Each parameter's rate shrinks with the gradients that it has seen.",
            AdaGrad,
            (_eps(1e-10),),
            0.01,
            {"r": "the sum of the squares of the gradients"},
        ),
        OptimizerKind(
            "rmsprop",
            "RMSprop",
            "Each step is divided by a running mean of the gradient's size.",
            RMSprop,
            (
                Hyperparameter("alpha", "α", 0.99, 0.0, 0.9999, "Memory of the mean of squares."),
                _eps(1e-8),
            ),
            0.01,
            {"r": "the running mean of the squares of the gradients"},
        ),
        OptimizerKind(
            "adam",
            "Adam",
            "Momentum and RMSprop together, corrected for their start at zero.",
            Adam,
            (*_BETAS, _eps(1e-8)),
            0.001,
            _MEANS,
        ),
        OptimizerKind(
            "adamw",
            "AdamW",
            "Adam whose weight decay acts on the parameters themselves.",
            AdamW,
            (*_BETAS, _eps(1e-8)),
            0.001,
            _MEANS,
        ),
    )
}


def build_optimizer(
    name: str,
    theta: Array,
    g: Array,
    learning_rate: float,
    weight_decay: float = 0.0,
    hyperparameters: Mapping[str, float] | None = None,
) -> Optimizer:
    """Return an optimizer of the table, bound to the parameters and their gradient."""
    return OPTIMIZERS[name].build(
        theta, g, learning_rate, weight_decay, **dict(hyperparameters or {})
    )
