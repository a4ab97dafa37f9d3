"""What the combo boxes offer: the engine's names, their titles, and a sentence about each."""

from __future__ import annotations

from dataclasses import dataclass

from core.datasets import catalog
from core.datasets.catalog import Kind
from core.optimizers import OPTIMIZERS
from gui.drawing.written import localized


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


_GROUPS = (Kind.EMBEDDED, Kind.MADE, Kind.DOWNLOADED, Kind.BROUGHT)


def dataset_choices() -> tuple[Choice, ...]:
    """The data sets of the catalog, in the order in which they are offered."""
    return tuple(choice for _, choices in dataset_groups() for choice in choices)


def dataset_groups() -> tuple[tuple[str, tuple[Choice, ...]], ...]:
    """The data sets by where they come from: the name of a group, what is in it.

    The file that somebody brought along is not among them: it has a name of its own.
    """
    entries = [entry for entry in catalog.entries() if entry.name != catalog.FILE]
    return tuple(
        (
            kind.value,
            tuple(
                Choice(
                    entry.name, entry.title.replace(" x ", " × "), localized(f"{entry.summary}.")
                )
                for entry in entries
                if entry.kind is kind
            ),
        )
        for kind in _GROUPS
    )
