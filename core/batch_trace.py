"""How the mean gradient of a minibatch comes about from the gradients of its samples.

A sample's gradient by W is an outer product, ``q = p (x) z``, so that it is kept as its two factors
and multiplied out when it is asked for: a sample costs ``m + n`` numbers for each layer instead of
``m n``. The samples are run through in parts of bounded size, and the factors are kept for the
first few only; the mean is over all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from core.arrays import Array, frozen_copy
from core.key import Key
from core.models import Network
from core.optimizers import Optimizer
from core.parameters import ParameterVector
from core.program import Program
from core.trace import Trace
from core.update import Update, preview

PART = 256
"""Samples that are computed at once."""


@dataclass(frozen=True, slots=True, eq=False)
class _Factors:
    """Of one layer, a row for each sample that is kept."""

    p_s: Array
    """(N, m), the adjoints of W z + b, each of its own sample's loss."""
    z: Array
    """(N, n)."""


@dataclass(frozen=True, slots=True, eq=False)
class BatchTrace:
    """The gradients of a minibatch. Made by `take_batch_trace`; all arrays are read-only."""

    network: Network
    x: Array
    """(B, d), the minibatch's samples; that of the trace beside it comes first."""
    y: Array
    """(B, k), their targets."""
    losses: Array
    """(B,)."""
    means: Mapping[Key, Array]
    """The mean over all B samples, for each q_W and q_b."""
    factors: tuple[_Factors, ...]
    update: Update | None
    """The optimizer's next step on this minibatch; None if no optimizer was given."""
    is_next: bool = False
    """The minibatch is the one of the run's next step."""

    @property
    def count(self) -> int:
        """B, the samples of the minibatch."""
        return len(self.losses)

    @property
    def samples(self) -> int:
        """N, the samples whose own gradients can be shown: the first of the minibatch."""
        return len(self.factors[0].z)

    def q(self, sample: int, key: tuple[str, int]) -> Array:
        """Return q_W or q_b of one sample; IndexError from `samples` on, KeyError for others."""
        if not 0 <= sample < self.samples:
            raise IndexError(f"the gradients of sample {sample} are not kept")
        layer = self._layer(key)
        if key[0] == "q_b":
            return np.asarray(layer.p_s[sample])
        return _frozen(np.multiply.outer(layer.p_s[sample], layer.z[sample]))

    def partial_mean(self, count: int, key: tuple[str, int]) -> Array:
        """Return the mean of the first `count` samples' q, 1 to `samples`; IndexError otherwise."""
        if not 1 <= count <= self.samples:
            raise IndexError(f"the mean of the first {count} samples is not kept")
        layer = self._layer(key)
        p_s = layer.p_s[:count]
        if key[0] == "q_b":
            return _frozen(p_s.mean(axis=0))
        return _frozen(p_s.T @ layer.z[:count] / count)

    def _layer(self, key: tuple[str, int]) -> _Factors:
        if Key(*key) not in self.means:
            raise KeyError(key)
        return self.factors[key[1] - 1]


def take_batch_trace(
    network: Network,
    parameters: ParameterVector,
    x: npt.ArrayLike,
    y: npt.ArrayLike,
    *,
    samples: int = 16,
    optimizer: Optimizer | None = None,
    is_next: bool = False,
) -> BatchTrace:
    """Run the minibatch x (B, d) with targets y (B, k), in float64.

    The gradients of the first `samples` can be looked at one by one. With an optimizer, the result
    has what its next step on the minibatch would make of the parameters. Beside these factors,
    memory is two copies of the parameters, x and y, and the activations of `PART` samples.
    ValueError if x is empty.
    """
    inputs, targets = np.asarray(x), np.asarray(y)
    count, kept = len(inputs), min(samples, len(inputs))
    if count == 0:
        raise ValueError("a minibatch needs at least one sample")
    theta = parameters.copy(np.float64)
    gradient, total = theta.like(), theta.like()
    factors = tuple(
        _Factors(
            np.empty((kept, network.graph[layer.score].shape[0])), np.empty((kept, layer.inputs))
        )
        for layer in network.layers
    )
    losses = np.empty(count)
    program: Program | None = None
    for start in range(0, count, PART):
        stop = min(start + PART, count)
        size = stop - start
        if program is None or program.batch != size:
            program = Program(network.graph, network.loss, theta, size, gradient)
        program.values[network.x][...] = inputs[start:stop]
        program.values[network.y][...] = targets[start:stop]
        losses[start:stop] = program.forward()
        program.backward()
        total.flat += gradient.flat * (size / count)
        _keep(program, network, factors, start, min(stop, kept))
    for layer in factors:
        _frozen(layer.p_s)
        _frozen(layer.z)
    total.freeze()
    means = {
        Key(f"q_{letter}", layer.number): total[f"{letter}_{layer.number}"]
        for layer in network.layers
        for letter in "Wb"
    }
    update = None if optimizer is None else preview(optimizer, theta, total)
    x, y = (frozen_copy(array, np.float64) for array in (inputs, targets))
    return BatchTrace(network, x, y, _frozen(losses), means, factors, update, is_next)


def _keep(
    program: Program, network: Network, factors: tuple[_Factors, ...], start: int, stop: int
) -> None:
    """Copy what the gradients of the samples from `start` to `stop` are made of."""
    if stop <= start:
        return
    for layer, kept in zip(network.layers, factors, strict=True):
        # The program's adjoints are those of the mean, 1/B of each sample's own.
        own = program.adjoints[layer.score][: stop - start] * program.batch
        kept.p_s[start:stop] = own
        kept.z[start:stop] = program.values[layer.source][: stop - start]


def _frozen(array: Array) -> Array:
    array.setflags(write=False)
    return array


def with_mean(trace: Trace, batch: BatchTrace, count: int | None = None) -> Trace:
    """Return the trace of a sample with the minibatch's gradients in place of its own.

    Each q is the mean over the first `count` samples that are kept, or over the whole minibatch,
    whose update then stands in place of the sample's. With `count` there is none: no step is taken
    with a mean that is not complete.
    """
    update = batch.update if count is None else None
    after = {} if update is None else dict(update.after.items())

    def mean(key: Key) -> Array:
        return batch.means[key] if count is None else batch.partial_mean(count, key)

    layers, nodes = [], list(trace.nodes)
    for each in trace.layers:
        number = each.layer.number
        q_weight, q_bias = mean(Key("q_W", number)), mean(Key("q_b", number))
        weight, bias = after.get(f"W_{number}"), after.get(f"b_{number}")
        layers.append(replace(each, q_W=q_weight, q_b=q_bias, W_after=weight, b_after=bias))
        for index, q, updated in (
            (each.layer.weight, q_weight, weight),
            (each.layer.bias, q_bias, bias),
        ):
            nodes[index] = replace(nodes[index], p=q, after=updated)
    return replace(trace, nodes=tuple(nodes), layers=tuple(layers), update=update)
