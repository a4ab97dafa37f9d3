"""What the data view says. Pure functions: records in, words out."""

from __future__ import annotations

import math
import re
from html import escape

import numpy as np

from core.data_config import DataConfig
from core.datasets.dataset import Dataset, Task
from core.messages import Ready
from gui.drawing.written import grouped, localized
from gui.plots.scales import four_digits

_LINK = re.compile(r"https?://[^\s()<>,]+[^\s()<>,.;]|arXiv:\d{4}\.\d{4,5}")
MOST_NAMES = 24
"""Names of features or classes that are listed one by one."""


def number(value: float, decimals: int | None = None) -> str:
    """A number with so many decimals; without, with four significant digits.

    Separators begin with five digits: the data may be years.
    """
    if not math.isfinite(value):
        return "–"
    if decimals is None or abs(value) >= 1e7:
        text = four_digits(value)
    else:
        text = f"{value:,.{decimals}f}"
    if abs(value) < 10_000:
        text = text.replace(",", "")
    if not text.strip("-0."):
        text = text.removeprefix("-")  # a zero has no sign
    return localized(text.replace("-", "−"))


def counted(count: int, one: str, many: str = "") -> str:
    """ "1 sample", "1,297 samples"."""
    return f"{grouped(count)} {one if count == 1 else many or one + 's'}"


def linked(text: str) -> str:
    """The text as HTML in which addresses can be clicked. Everything else is left as it is."""
    parts, end = [], 0
    for found in _LINK.finditer(text):
        parts.append(escape(text[end : found.start()]))
        shown = found[0]
        address = shown if shown.startswith("http") else shown.replace("arXiv:", _ARXIV)
        parts.append(f'<a href="{escape(address)}">{escape(shown)}</a>')
        end = found.end()
    return "".join(parts) + escape(text[end:])


_ARXIV = "https://arxiv.org/abs/"


def facts(ready: Ready) -> list[tuple[str, str]]:
    """What there is to know of a data set, as pairs of a heading and a sentence."""
    dataset = ready.dataset
    found = [
        ("Task", task(dataset)),
        ("Samples", samples(ready)),
        ("Features", features(dataset)),
        answers(dataset),
        ("Split", split(ready)),
        ("Scaling", scaling(dataset)),
    ]
    return [(heading, text) for heading, text in found if text]


def task(dataset: Dataset) -> str:
    """What is to be predicted."""
    if dataset.task is Task.REGRESSION:
        return f"Regression: {counted(dataset.outputs, 'number')} to predict"
    return f"Classification: one of {grouped(dataset.outputs)} classes"


def samples(ready: Ready) -> str:
    """How many samples each part has."""
    parts = ready.split
    train, total = len(parts.train), len(ready.dataset.train)
    development = "" if parts.development is None else f", {grouped(total - train)} to choose by"
    if ready.dataset.test is not ready.dataset.train:
        test = len(parts.test)
        told = f"{grouped(total + test)}: {grouped(train)} to train on{development}"
        return f"{told}, {grouped(test)} to test with"
    if not development:
        return f"{grouped(train)} to train on and to test with"
    return f"{grouped(total)}: {grouped(train)} to train on{development}, all of them to test with"


def features(dataset: Dataset) -> str:
    """What a sample consists of."""
    if dataset.image_shape is not None:
        rows, columns = dataset.image_shape
        return f"Images of {columns} × {rows}: {counted(dataset.inputs, 'pixel')} from 0 to 1"
    return f"{grouped(dataset.inputs)}: {_listed(dataset.feature_names)}"


def answers(dataset: Dataset) -> tuple[str, str]:
    """What the model is to find, by name."""
    if dataset.task is Task.REGRESSION:
        heading = "Target" if dataset.outputs == 1 else "Targets"
        names = _listed(dataset.target_names)
        scaled = "; trained on with mean 0 and deviation 1" if dataset.target_scale else ""
        return heading, names + scaled
    return "Classes", _listed(dataset.class_names)


def split(ready: Ready) -> str:
    """How the samples were cut into parts."""
    dataset, config = ready.dataset, ready.config
    sentences = [_test_part(dataset, config.data)]
    if ready.split.development is not None:
        share = _percent(config.development_fraction)
        sentences.append(
            f"{share} of the training part is held out as the development part, drawn with "
            f"seed {config.seed}."
        )
    return " ".join(sentences)


def _test_part(dataset: Dataset, data: DataConfig) -> str:
    if data.test_share == 0:
        return "None: the training part is also what is tested with."
    total = len(dataset.train) + len(dataset.test)
    if dataset.test_is_published:
        share = _percent(len(dataset.test) / total)
        return f"The test part is the one that the data set was published with, {share} of it."
    wanted = 0.2 if data.test_share is None else data.test_share
    told = f"{_percent(wanted)} is the test part, drawn at random with seed {data.seed}"
    if dataset.task is Task.REGRESSION:
        return f"{told}."
    return f"{told}, {_manner(dataset, wanted) if data.stratified else 'whatever the class'}."


def _manner(dataset: Dataset, share: float) -> str:
    """How even the classes are, for of a few samples no fifth can be taken."""
    tested = np.bincount(np.asarray(dataset.test.y, np.int64), minlength=dataset.outputs)
    trained = np.bincount(np.asarray(dataset.train.y, np.int64), minlength=dataset.outputs)
    error = float(np.abs(tested - share * (tested + trained)).max())
    if error > 0.5 + 1e-6:
        return "whatever the class, for there are too few samples to take a share of each"
    rounded = "" if error < 1e-6 else ", rounded to whole samples"
    return f"the same share of every class{rounded}"


def scaling(dataset: Dataset) -> str:
    """What was done to the features."""
    kind = "off" if dataset.scaling is None else dataset.scaling.kind
    if kind == "off":
        return "Off: the features are used as they are."
    what = {
        "standard": "Standard: each feature has mean 0 and deviation 1",
        "min-max": "Min-max: each feature lies between 0 and 1",
    }[kind]
    return f"{what}, by the statistics of the training part only."


def _listed(names: tuple[str, ...]) -> str:
    shown = ", ".join(names[:MOST_NAMES])
    more = len(names) - MOST_NAMES
    return f"{shown} and {grouped(more)} more" if more > 0 else shown


def _percent(share: float) -> str:
    return localized(f"{100 * share:.3g} %")
