"""Runs to start from, ready made."""

from __future__ import annotations

from dataclasses import dataclass

from core.config import HiddenLayer, RunConfig


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
)
