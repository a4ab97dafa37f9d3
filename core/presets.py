"""Runs to start from, ready made."""

from __future__ import annotations

from dataclasses import dataclass

from core.config import HiddenLayer, RunConfig
from core.data_config import DataConfig


@dataclass(frozen=True, slots=True)
class Preset:
    """A configuration with a name, and in a sentence what is to be seen with it."""

    title: str
    explanation: str
    config: RunConfig


PRESETS = (
    Preset(
        "Perceptron 64-32-10",
        "One hidden layer on the small digits, as at the first start: over 90 % in seconds.",
        RunConfig(optimizer="sgd", learning_rate=0.03, epochs=400),
    ),
    Preset(
        "Softmax regression on digits",
        "No hidden layer: each row of W is a template of one digit.",
        RunConfig(hidden=()),
    ),
    Preset(
        "Softmax regression on MNIST",
        "No hidden layer, 784 pixels, Adam, 3 epochs: about 92.4 % right.",
        RunConfig(dataset="mnist", hidden=(), epochs=3),
    ),
    Preset(
        "784-32-10 sigmoid on MNIST",
        "32 sigmoid units between pixels and classes, Adam, 3 epochs: about 94.2 % right.",
        RunConfig(dataset="mnist", hidden=(HiddenLayer(32, "sigmoid"),), epochs=3),
    ),
    Preset(
        "Softmax regression on Fashion-MNIST",
        "Clothes instead of digits, SGD with rate 0.1, batches of 256, 10 epochs: about 83.7 %.",
        RunConfig(
            dataset="fashion-mnist",
            hidden=(),
            optimizer="sgd",
            learning_rate=0.1,
            batch_size=256,
            epochs=10,
        ),
    ),
    Preset(
        "Linear regression on diabetes",
        "No hidden layer and the identity as output: least squares by gradient descent.",
        RunConfig(
            dataset="diabetes",
            hidden=(),
            output="identity",
            loss="mean squared error",
            optimizer="gradient descent",
            learning_rate=0.1,
            epochs=200,
        ),
    ),
    Preset(
        "Linear regression, as in the text",
        "y = 2 x₁ - 3.4 x₂ + 4.2 with little noise: after three epochs the weights are found.",
        RunConfig(
            dataset="linear",
            hidden=(),
            output="identity",
            loss="half squared error",
            initializer="normal",
            optimizer="sgd",
            learning_rate=0.03,
            batch_size=10,
            epochs=3,
        ),
    ),
    Preset(
        "Advertising, as in the text",
        "Nothing scaled, SGD with rate 1e-5, batches of 64: ten times that rate diverges.",
        RunConfig(
            dataset="advertising",
            hidden=(),
            output="identity",
            loss="mean squared error",
            optimizer="sgd",
            learning_rate=1e-5,
            batch_size=64,
            epochs=100,
            data=DataConfig(test_share=0.0, scaling="off", scale_target=False),
        ),
    ),
    Preset(
        "Exclusive or, 2-4-2",
        "Four tanh units fold the plane: small enough to be seen as neurons.",
        RunConfig(
            dataset="xor",
            hidden=(HiddenLayer(4, "tanh"),),
            optimizer="sgd",
            learning_rate=0.05,
            batch_size=16,
            epochs=1000,
        ),
    ),
    Preset(
        "Spirals, 2-8-8-2",
        "Watch under Model how the border winds itself between the arms.",
        RunConfig(
            dataset="spirals",
            hidden=(HiddenLayer(8, "tanh"), HiddenLayer(8, "tanh")),
            learning_rate=0.003,
            epochs=2000,
        ),
    ),
    Preset(
        "A curve with a gap, 1-16-1",
        "The curve bends to the points; in the gap nothing holds it.",
        RunConfig(
            dataset="sine-gap",
            hidden=(HiddenLayer(16, "tanh"),),
            output="identity",
            loss="mean squared error",
            learning_rate=0.01,
            batch_size=16,
            epochs=1000,
        ),
    ),
)


def default_config() -> RunConfig:
    """Return the run of the first start: it reaches 90 % in about three seconds."""
    return PRESETS[0].config
