"""Which points are made, how a file is read, and how the samples are cut and scaled."""

from __future__ import annotations

from dataclasses import dataclass

SCALINGS = ("off", "standard", "min-max")
MISSING = ("refuse", "drop", "mean")
TEXT_COLUMNS = ("one-hot", "leave out")


@dataclass(frozen=True, slots=True)
class Point:
    """A point that somebody painted on the plane, and its class."""

    x: float
    y: float
    label: int


@dataclass(frozen=True, slots=True)
class FileOptions:
    """How a file is read. What is empty or None is recognised from the file itself."""

    path: str
    separator: str = ""
    """One character: "," ";" "|", a tab or a space."""
    decimal: str = ""
    """"." or ","."""
    encoding: str = ""
    header: bool | None = None
    """Whether the first line names the columns."""
    target: str = ""
    """The column to predict; empty: one that is called target, class or so, or else the last."""
    task: str = ""
    """"classification" or "regression"."""
    leave_out: tuple[str, ...] = ()
    """Columns that are neither features nor the target."""
    missing: str = "refuse"
    """What becomes of rows with empty or infinite cells: one of MISSING."""
    text: str = "one-hot"
    """What becomes of columns of words: one of TEXT_COLUMNS."""


@dataclass(frozen=True, slots=True)
class DataConfig:
    """What is done to a data set before it is trained on. None and "" leave it to the source."""

    noise: float | None = None
    """Of made points: a standard deviation, in the units of the points."""
    samples: int | None = None
    """How many points are made, or how many rows of a file are used at most."""
    classes: int | None = None
    """Of made points that come in classes."""
    seed: int = 0
    """Of made points, and of the cut into parts."""
    test_share: float | None = None
    """None: the published test part, or else a fifth. 0: the training part tests as well."""
    stratified: bool = True
    """Every class has the same share in both parts."""
    scaling: str = ""
    """Of the features: one of SCALINGS."""
    scale_target: bool | None = None
    """Whether numbers to predict are standardised."""
    points: tuple[Point, ...] = ()
    """Of the data set "painted"."""
    file: FileOptions | None = None
    """Of the data set "file"."""
