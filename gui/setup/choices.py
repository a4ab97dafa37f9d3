"""What the combo boxes offer: the engine's names, their titles, and a sentence about each."""

from __future__ import annotations

from dataclasses import dataclass

from core.datasets import catalog
from core.optimizers import OPTIMIZERS


@dataclass(frozen=True, slots=True)
class Choice:
    """An entry of a combo box: the name in the configuration, its title, what it is."""

    key: str
    title: str
    tip: str


ACTIVATION_CHOICES = (
    Choice("sigmoid", "Sigmoid", "Squeezes each score to between 0 and 1; flat far from 0."),
    Choice("tanh", "Tanh", "Squeezes each score to between -1 and 1; flat far from 0."),
    Choice("relu", "ReLU", "Keeps what is positive and makes the rest 0. Fast, and rarely flat."),
    Choice("leaky relu", "Leaky ReLU", "As ReLU, but lets 1 % of what is negative through."),
    Choice("identity", "Identity", "Passes the scores on. Layers of it alone stay linear."),
)

OUTPUT_CHOICES = (
    Choice("softmax", "Softmax", "Turns the scores into probabilities that add up to 1."),
    Choice(
        "modified softmax",
        "Modified softmax",
        "A softmax whose last class is the reference with score 0: one score less to learn.",
    ),
    Choice("sigmoid", "Sigmoid", "Squeezes each score to between 0 and 1, for itself."),
    Choice("identity", "Identity", "Gives the scores as they are: for numbers of any size."),
)

LOSS_CHOICES = (
    Choice(
        "cross-entropy",
        "Cross-entropy",
        "The negative logarithm of the probability given to the true class.",
    ),
    Choice("squared error", "Squared error", "The sum of the squared differences to the target."),
    Choice(
        "half squared error",
        "½ squared error",
        "Half the squared error: its derivative is the difference itself.",
    ),
    Choice(
        "mean squared error",
        "Mean squared error",
        "The squared error divided by the number of outputs.",
    ),
)

INITIALIZER_CHOICES = (
    Choice("uniform", "Uniform", "Evenly within ±1/√n, n being the inputs of the layer."),
    Choice("xavier", "Xavier", "Evenly within ±√(6/(n + m)): made for sigmoid and tanh."),
    Choice("he", "He", "Normal with variance 2/n: made for ReLU."),
    Choice("normal", "Normal", "Normal with the standard deviation σ that you choose."),
    Choice("zeros", "Zeros", "All alike, to see why not: the units of a layer never part."),
)

OPTIMIZER_CHOICES = tuple(
    Choice(kind.name, kind.title, kind.explanation) for kind in OPTIMIZERS.values()
)


def dataset_choices() -> tuple[Choice, ...]:
    """The data sets of the catalog."""
    return tuple(
        Choice(
            entry.name,
            entry.title.replace(" x ", " × "),
            _sentence(entry.summary, entry.needs_folder),
        )
        for entry in catalog.entries()
    )


def _sentence(summary: str, needs_folder: bool) -> str:
    return f"{summary}. Needs a folder with its files." if needs_folder else f"{summary}."
