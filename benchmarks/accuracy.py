"""Test accuracies that the source texts report."""

from __future__ import annotations

from benchmarks.report import table
from core.config import HiddenLayer, RunConfig
from core.datasets.dataset import Dataset
from core.training import Epoch, Learner, train

SOFTMAX = RunConfig(dataset="mnist", hidden=(), epochs=3)
PERCEPTRON = RunConfig(dataset="mnist", hidden=(HiddenLayer(32, "sigmoid"),), epochs=3)
FASHION = RunConfig(
    dataset="fashion-mnist", hidden=(), optimizer="sgd", learning_rate=0.1, batch_size=256,
    epochs=10,
)  # fmt: skip


def final_accuracy(config: RunConfig, data: Dataset) -> float:
    """Train as configured; return the accuracy on the test set."""
    events = list(train(Learner(config, data), config.epochs))
    last = events[-1]
    assert isinstance(last, Epoch)
    return last.test.score


def report(mnist: Dataset, fashion: Dataset) -> str:
    """Return the table."""
    cases = (
        ("MNIST, softmax regression, Adam, batch 32, 3 epochs", SOFTMAX, mnist, 92.4, 0.5),
        ("MNIST, 784-32-10 sigmoid, Adam, batch 32, 3 epochs", PERCEPTRON, mnist, 94.2, 0.5),
        ("Fashion-MNIST, softmax, SGD 0.1, batch 256, 10 epochs", FASHION, fashion, 83.7, 1.0),
    )
    rows = []
    for name, config, data, published, margin in cases:
        ours = 100 * final_accuracy(config, data)
        verdict = "yes" if abs(ours - published) <= margin else "NO"
        rows.append([name, f"{ours:.2f} %", f"{published} +- {margin}", verdict])
    return table("Accuracy on the test set", ["run", "ours", "published", "within"], rows)
