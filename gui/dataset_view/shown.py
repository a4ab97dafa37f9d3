"""Some samples of a part, and what is known of each: what grid and table show. No widgets."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from core.arrays import Array, IntArray
from core.datasets.dataset import Dataset, Task
from core.metrics import predicted_classes
from core.training import Part, Split
from gui.dataset_view.words import number
from gui.drawing.written import grouped


class PartName(StrEnum):
    """One of the parts of a data set."""

    TRAIN = "train"
    DEVELOPMENT = "development"
    TEST = "test"


PART_WORDS = {
    PartName.TRAIN: "training",
    PartName.DEVELOPMENT: "development",
    PartName.TEST: "test",
}


_CLICK = "Click (or Enter) to put it on the stage"


class Verdict(StrEnum):
    """Which samples by what the model makes of them."""

    ALL = "all"
    RIGHT = "right"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """Chosen samples of a part."""

    dataset: Dataset
    name: PartName
    part: Part
    members: IntArray
    """Their indices in the part, in the order in which they are shown."""
    values: Array | None = None
    """(N, K), what the model makes of the whole part, if that is known."""
    predicted: IntArray | None = None
    """(N,), the classes that it chooses; None for regression."""
    probabilities: bool = False
    """Whether `values` are probabilities."""
    untrained: bool = False
    """Whether they come from a network that has learnt nothing yet."""

    def __len__(self) -> int:
        return len(self.members)

    def truth(self, index: int) -> str:
        """The class or the targets of a sample."""
        if self.part.labels is not None:
            return self.dataset.class_names[int(self.part.labels[index])]
        return _numbers(self.dataset.own_targets(self.part.y[index]))

    def guess(self, index: int) -> str:
        """What the model makes of it; empty while that is not known."""
        if self.predicted is not None:
            return self.dataset.class_names[int(self.predicted[index])]
        if self.values is None:
            return ""
        return _numbers(self.dataset.own_targets(self.values[index]))

    def right(self, index: int) -> bool | None:
        """Whether the model is right; None where there is no right or wrong, or nothing known."""
        if self.predicted is None or self.part.labels is None:
            return None
        return bool(self.predicted[index] == self.part.labels[index])

    def sentence(self, index: int) -> str:
        """All of it in words."""
        where = f"{PART_WORDS[self.name].capitalize()} sample {grouped(index + 1)}"
        told = f"{where}: {self.truth(index)}"
        right = self.right(index)
        if right is None:
            guess = self.guess(index)
            return f"{told}, predicted {guess}{self._remark}" if guess else told
        sure = ""
        if self.probabilities and self.values is not None:
            sure = f" ({100 * float(self.values[index].max()):.0f} %)"
        verdict = "right" if right else "wrong"
        return f"{told}, predicted {self.guess(index)}{sure}, {verdict}{self._remark}"

    @property
    def _remark(self) -> str:
        return " (untrained)" if self.untrained else ""

    def tip(self, index: int) -> str:
        """The same, and what can be done."""
        return f"{self.sentence(index)}\n{_CLICK}"


def part_of(split: Split, name: PartName) -> Part | None:
    """The part of that name, if there is one."""
    return {
        PartName.TRAIN: split.train,
        PartName.DEVELOPMENT: split.development,
        PartName.TEST: split.test,
    }[name]


def shown(
    dataset: Dataset,
    name: PartName,
    part: Part,
    values: Array | None,
    label: int | None = None,
    verdict: Verdict = Verdict.ALL,
    probabilities: bool = False,
    untrained: bool = False,
) -> Shown:
    """Choose by class and by right or wrong; without predictions nothing is right or wrong."""
    predicted = None
    if values is not None and dataset.task is Task.CLASSIFICATION:
        predicted = predicted_classes(values, dataset.outputs)
    chosen = np.ones(len(part), bool)
    if label is not None and part.labels is not None:
        chosen &= part.labels == label
    if verdict is not Verdict.ALL:
        if predicted is None or part.labels is None:
            chosen[:] = False
        else:
            chosen &= (predicted == part.labels) == (verdict is Verdict.RIGHT)
    members = np.flatnonzero(chosen)
    return Shown(dataset, name, part, members, values, predicted, probabilities, untrained)


def _numbers(values: Array) -> str:
    return ", ".join(number(float(value)) for value in np.atleast_1d(values))
