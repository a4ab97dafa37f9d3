"""Networks with a trace each: all activations, outputs and losses that go together."""

from __future__ import annotations

import numpy as np

from core.checks import LOSSES, OUTPUTS
from core.config import HiddenLayer, RunConfig
from core.models import Network, build_network
from core.ops import ACTIVATIONS
from core.optimizers import build_optimizer
from core.parameters import ParameterVector
from core.trace import Trace, take_trace

INPUTS, ANSWERS = 4, 3


def _every_kind() -> list[RunConfig]:
    pairs = [(o, lo) for o in OUTPUTS for lo in LOSSES if lo != "cross-entropy" or "softmax" in o]
    names = list(ACTIVATIONS)
    hidden = [
        (HiddenLayer(5, names[k % len(names)]), HiddenLayer(4, names[(k + 2) % len(names)]))
        for k in range(len(pairs))
    ]
    kinds = [
        RunConfig(hidden=layers, output=output, loss=loss, seed=k)
        for k, (layers, (output, loss)) in enumerate(zip(hidden, pairs, strict=True))
    ]
    plain = RunConfig(hidden=(), output="identity", loss="half squared error")
    return [*kinds, RunConfig(hidden=()), plain]


CONFIGS = _every_kind()


def network_of(config: RunConfig) -> Network:
    """Build the network of a configuration."""
    return build_network(config, INPUTS, ANSWERS, ANSWERS)


def random_parameters(network: Network, seed: int) -> ParameterVector:
    """Draw float64 parameters."""
    parameters = ParameterVector(network.graph, np.float64)
    rng = np.random.default_rng(seed)
    parameters.flat[:] = rng.normal(scale=0.7, size=parameters.flat.size)
    return parameters


def trace_of(config: RunConfig) -> Trace:
    """Take a trace of a random sample, with the update of the configuration's optimizer."""
    network = network_of(config)
    parameters = random_parameters(network, config.seed)
    rng = np.random.default_rng(config.seed + 1)
    optimizer = build_optimizer(
        config.optimizer,
        parameters.flat,
        parameters.like().flat,
        config.learning_rate,
        config.weight_decay,
        dict(config.hyperparameters),
    )
    x, y = rng.normal(size=INPUTS), np.eye(ANSWERS)[rng.integers(ANSWERS)]
    return take_trace(network, parameters, x, y, optimizer=optimizer)
