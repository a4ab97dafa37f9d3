"""Small networks with a trace each, and what the inspector is given of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from core.batch_trace import take_batch_trace, with_mean
from core.config import HiddenLayer, RunConfig
from core.formula import NumberStyle
from core.formulas import Formulas, formulas
from core.key import Key
from core.models import build_network
from core.notation import PROGRESSIVE, Notation
from core.parameters import ParameterVector
from core.trace import Trace, take_trace
from gui.inspector.subject import Shown, Subject, strongest

CONFIGS = {
    "softmax": RunConfig(hidden=(HiddenLayer(5, "relu"),)),
    "deep": RunConfig(hidden=(HiddenLayer(4, "tanh"), HiddenLayer(3, "sigmoid"))),
    "squared": RunConfig(hidden=(HiddenLayer(4, "leaky relu"),), loss="squared error"),
    "reference": RunConfig(hidden=(), output="modified softmax"),
    "regression": RunConfig(hidden=(), output="identity", loss="mean squared error"),
}


def trace_of(config: RunConfig, inputs: int = 6, outputs: int = 3, seed: int = 0) -> Trace:
    """Take a trace of a network with random parameters on a random sample."""
    network = build_network(config, inputs, outputs, outputs)
    random = np.random.default_rng(seed)
    theta = ParameterVector(network.graph, np.float64)
    theta.flat[:] = random.normal(size=theta.flat.size) / np.sqrt(inputs)
    y = np.eye(outputs)[1]
    return take_trace(network, theta, random.random(inputs), y, step=120)


def next_trace(trace: Trace, seed: int = 1) -> Trace:
    """Take a trace of the same network and sample with other parameters."""
    theta = ParameterVector(trace.network.graph, np.float64)
    theta.flat[:] = np.random.default_rng(seed).normal(size=theta.flat.size)
    return take_trace(trace.network, theta, trace.x, trace.y, step=trace.step + 1)


def written(trace: Trace, notation: Notation = PROGRESSIVE, split: bool = False) -> Formulas:
    """Write down the network of a trace."""
    return formulas(trace.network, notation, split=split)


def with_batch(shown: Shown, count: int = 5) -> Shown:
    """Return the same with the mean over a minibatch that the trace's sample begins."""
    trace = shown.trace
    theta = ParameterVector(trace.network.graph, np.float64)
    theta.assign(
        {
            f"{letter}_{layer.layer.number}": getattr(layer, letter)
            for layer in trace.layers
            for letter in "Wb"
        }
    )
    random = np.random.default_rng(3)
    x = np.vstack([trace.x[None], random.random((count - 1, trace.x.size))])
    y = np.vstack(
        [trace.y[None], np.eye(trace.y.size)[random.integers(trace.y.size, size=count - 1)]]
    )
    batch = take_batch_trace(trace.network, theta, x, y)
    found = formulas(trace.network, shown.formulas.symbols.notation, batch=count)
    return replace(shown, formulas=found, trace=with_mean(trace, batch), batch=batch)


def shown_of(trace: Trace, symbol: str, number: int, cell: int = -1, comma: bool = False) -> Shown:
    """Return what the parts are given when an entry of a thing is selected."""
    key = Key(symbol, number)
    entry = cell if cell >= 0 else strongest(trace, key)
    style = NumberStyle(6, comma)
    return Shown(written(trace), trace, Subject(key, cell), entry, style)
