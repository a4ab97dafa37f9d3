"""The engine and its rivals: the same network, data, batch and optimizer, one BLAS thread each.

Every contender has `epoch() -> float`: shuffle, train one epoch with Adam, return the seconds.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any, Protocol

import numpy as np

from core.arrays import Array, IntArray
from core.config import HiddenLayer, RunConfig
from core.datasets.dataset import Dataset
from core.products import product_by_columns, product_by_rows
from core.training import Epoch, Learner, train

LEARNING_RATE = 1e-3


@dataclass(frozen=True, slots=True)
class Case:
    """A network and its batch: widths from the input to the classes, sigmoid in between."""

    widths: tuple[int, ...]
    batch: int

    @property
    def name(self) -> str:
        """784-32-10, batch 32."""
        return f"{'-'.join(map(str, self.widths))}, batch {self.batch}"


class Contender(Protocol):
    """Somebody who can train an epoch."""

    def epoch(self) -> float:
        """Train one epoch; return the seconds."""


class Chalkgrad:
    """This engine, as the program runs it: with the loss and the accuracy of every minibatch."""

    def __init__(self, case: Case, data: Dataset) -> None:
        hidden = tuple(HiddenLayer(width, "sigmoid") for width in case.widths[1:-1])
        config = RunConfig(data.name, hidden, learning_rate=LEARNING_RATE, batch_size=case.batch)
        self._learner = Learner(config, data)
        self._events = train(self._learner, sys.maxsize)

    def epoch(self) -> float:
        """Take the epoch's steps; its evaluation, which nobody else does, is not timed."""
        started = perf_counter()
        for _ in range(self._learner.steps_per_epoch):
            next(self._events)
        seconds = perf_counter() - started
        assert isinstance(next(self._events), Epoch)
        return seconds


class Floor:
    """The same matrix products alone, in preallocated buffers: what numpy leaves to save."""

    def __init__(self, case: Case, data: Dataset) -> None:
        rng = np.random.default_rng(0)
        self._steps = -(-len(data.train) // case.batch)
        self._products: list[tuple[Callable[[Array, Array, Array], None], Array, Array, Array]]
        self._products = []
        for layer, (n, m) in enumerate(zip(case.widths, case.widths[1:], strict=False)):
            z = rng.random((case.batch, n), dtype=np.float32)
            weight = rng.random((m, n), dtype=np.float32)
            p = rng.random((case.batch, m), dtype=np.float32)
            self._products.append((product_by_rows, z, weight.T, np.empty_like(p)))
            self._products.append((product_by_columns, p.T, z, np.empty_like(weight)))
            if layer:
                self._products.append((product_by_rows, p, weight, np.empty_like(z)))

    def epoch(self) -> float:
        """Multiply."""
        started = perf_counter()
        for _ in range(self._steps):
            for multiply, left, right, out in self._products:
                multiply(left, right, out)
        return perf_counter() - started


class Torch:
    """PyTorch as its tutorials write it, data in one tensor; `fused` for its fastest Adam."""

    def __init__(self, case: Case, data: Dataset, fused: bool = False) -> None:
        import torch

        torch.set_num_threads(1)
        torch.manual_seed(0)
        self._torch: Any = torch
        self._x = torch.from_numpy(np.array(data.train.x))
        self._y = torch.from_numpy(np.array(data.train.y))
        self._batch = case.batch
        layers: list[Any] = []
        for n, m in zip(case.widths, case.widths[1:], strict=False):
            layers += [torch.nn.Linear(n, m), torch.nn.Sigmoid()]
        self._model = torch.nn.Sequential(*layers[:-1])
        options = {"fused": True} if fused else {}
        self._adam = torch.optim.Adam(self._model.parameters(), lr=LEARNING_RATE, **options)

    def epoch(self) -> float:
        """Shuffle and train."""
        torch, x, y = self._torch, self._x, self._y
        started = perf_counter()
        order = torch.randperm(len(x))
        for start in range(0, len(x), self._batch):
            chosen = order[start : start + self._batch]
            loss = torch.nn.functional.cross_entropy(self._model(x[chosen]), y[chosen])
            self._adam.zero_grad()
            loss.backward()
            self._adam.step()
        return perf_counter() - started


class ScikitLearn:
    """MLPClassifier; it has no network without a hidden layer."""

    def __init__(self, case: Case, data: Dataset) -> None:
        from sklearn.neural_network import MLPClassifier

        self._x, self._y = data.train.x, data.train.y
        self._model = MLPClassifier(
            case.widths[1:-1],
            activation="logistic",
            solver="adam",
            alpha=0.0,
            batch_size=case.batch,
            learning_rate_init=LEARNING_RATE,
            random_state=0,
        )
        self._model.partial_fit(self._x[: case.batch], self._y[: case.batch], classes=np.arange(10))

    def epoch(self) -> float:
        """One call of partial_fit is one epoch."""
        started = perf_counter()
        self._model.partial_fit(self._x, self._y)
        return perf_counter() - started


class Jax:
    """JAX: the whole step compiled into one kernel, buffers donated, gathering included."""

    def __init__(self, case: Case, data: Dataset) -> None:
        import jax
        import jax.numpy as jnp

        rng = np.random.default_rng(0)
        pairs = list(zip(case.widths, case.widths[1:], strict=False))
        weights = [rng.normal(0, n**-0.5, (m, n)).astype(np.float32) for n, m in pairs]
        biases = [np.zeros(m, np.float32) for _, m in pairs]
        theta = jax.tree.map(jnp.asarray, (weights, biases))
        zeros = jax.tree.map(jnp.zeros_like, theta)
        self._state = (theta, zeros, jax.tree.map(jnp.zeros_like, theta), jnp.zeros(()))
        self._x, self._y = jnp.asarray(data.train.x), jnp.asarray(data.train.y)
        self._batch = case.batch
        self._step = jax.jit(_jax_step(jax, jnp), donate_argnums=0)
        self._jax: Any = jax
        self._rng = rng
        # Compiling is not training.
        for size in {case.batch, len(data.train) % case.batch} - {0}:
            self._advance(np.arange(size))

    def _advance(self, chosen: IntArray) -> None:
        self._state, self._loss = self._step(self._state, self._x, self._y, chosen)

    def epoch(self) -> float:
        """Shuffle and train, and wait for the last step."""
        started = perf_counter()
        order = self._rng.permutation(len(self._x))
        for start in range(0, len(order), self._batch):
            self._advance(order[start : start + self._batch])
        self._jax.block_until_ready(self._state)
        return perf_counter() - started


def _jax_step(jax: Any, jnp: Any) -> Callable[..., Any]:
    def loss_of(theta: Any, x: Any, y: Any) -> Any:
        weights, biases = theta
        for weight, bias in zip(weights[:-1], biases[:-1], strict=True):
            x = jax.nn.sigmoid(x @ weight.T + bias)
        scores = x @ weights[-1].T + biases[-1]
        chosen = jnp.take_along_axis(scores, y[:, None], axis=1)[:, 0]
        return jnp.mean(jax.nn.logsumexp(scores, axis=1) - chosen)

    def step(state: Any, x: Any, y: Any, chosen: Any) -> Any:
        theta, m, v, t = state
        loss, g = jax.value_and_grad(loss_of)(theta, x[chosen], y[chosen])
        t = t + 1
        m = jax.tree.map(lambda a, b: 0.9 * a + 0.1 * b, m, g)
        v = jax.tree.map(lambda a, b: 0.999 * a + 0.001 * b * b, v, g)
        rate, root = LEARNING_RATE / (1 - 0.9**t), jnp.sqrt(1 - 0.999**t)
        theta = jax.tree.map(
            lambda w, a, b: w - rate * a / (jnp.sqrt(b) / root + 1e-8), theta, m, v
        )
        return (theta, m, v, t), loss

    return step


def contenders(case: Case, data: Dataset) -> dict[str, Contender]:
    """Return everybody who can train this case, ourselves first."""
    rivals: dict[str, Callable[[], Contender]] = {
        "Chalkgrad": lambda: Chalkgrad(case, data),
        "floor": lambda: Floor(case, data),
        "PyTorch": lambda: Torch(case, data),
        "PyTorch fused": lambda: Torch(case, data, fused=True),
        "scikit-learn": lambda: ScikitLearn(case, data),
        "JAX jit": lambda: Jax(case, data),
    }
    if len(case.widths) == 2:
        del rivals["scikit-learn"]
    present: dict[str, Contender] = {}
    for name, build in rivals.items():
        try:
            present[name] = build()
        except ImportError as error:
            print(f"{name} is left out: {error}", file=sys.stderr)
    return present


NAMES: Sequence[str] = (
    "Chalkgrad", "floor", "PyTorch", "PyTorch fused", "scikit-learn", "JAX jit"
)  # fmt: skip
