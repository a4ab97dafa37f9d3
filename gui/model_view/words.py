"""What the pictures of the model say in words. Pure functions."""

from __future__ import annotations

from collections.abc import Callable

from core.data_config import Point
from core.datasets.dataset import Task
from core.datasets.made_set import CLASS_NAMES
from core.datasets.painted import MOST_CLASSES, MOST_POINTS
from core.messages import Ready
from gui.drawing.written import grouped
from gui.model_view.numbers import short
from gui.model_view.outlook import Outlook
from gui.model_view.shown import Picture

MOST_UNITS = 256
"""Pictures of more units would take too long to draw several times a second."""
EMPTY = "What the model makes of the data comes with the first run."


def title(picture: Picture | None, ready: Ready) -> str:
    """The name of a picture."""
    classes = ready.dataset.task is Task.CLASSIFICATION
    match picture:
        case Picture.PLANE | Picture.SLICE:
            return "Decision regions" if classes else "Predicted surface"
        case Picture.CURVE:
            return "Probabilities" if classes else "Fitted curve"
        case Picture.IMAGES:
            return "Rows of W₁ as images"
    return "Coefficients"


def caption(picture: Picture | None, ready: Ready, found: Outlook | None) -> str:
    """How a picture is read, in a sentence or two."""
    dataset = ready.dataset
    classes = dataset.task is Task.CLASSIFICATION
    sentences = []
    if picture is Picture.SLICE:
        others = dataset.inputs - 2
        held = "other feature is" if others == 1 else f"other {grouped(others)} features are"
        sentences.append(
            f"A slice: the {held} held at the traced sample’s values, and the points are "
            "projected onto it."
        )
        if classes:
            sentences.append("Right and wrong are judged with all features of a point.")
    elif picture is Picture.PLANE and classes:
        sentences.append("The colour is the class that wins, paler where the network is unsure.")
    elif picture is Picture.PLANE:
        sentences.append("The colour is the prediction; a point that blends in is predicted well.")
    elif picture is Picture.CURVE and classes:
        sentences.append("A curve for each class; its points lie in a row of their own below.")
    elif picture is Picture.IMAGES:
        sentences.append(
            "What each class looks for: orange pixels speak for it, blue ones against it."
            if not ready.config.hidden
            else "What each unit of the first layer looks for: it adds orange pixels and subtracts "
            "blue ones."
        )
    if picture is Picture.IMAGES and ready.network.widths[1] > MOST_UNITS:
        sentences.append(f"The first {MOST_UNITS} of {grouped(ready.network.widths[1])} units.")
    if found is not None and found.points.total > len(found.points):
        sentences.append(
            f"{grouped(len(found.points))} of {grouped(found.points.total)} points are shown."
        )
    return " ".join(sentences)


def painting_hint(paints: bool) -> str:
    """What one can do on a plane that is painted on."""
    if paints:
        return "Click or drag to paint; the right button erases. Keys 1 to 5 choose the class."
    return hint(Picture.PLANE)


def hint(picture: Picture | None) -> str:
    """What one can do, while nothing is pointed at."""
    match picture:
        case Picture.PLANE | Picture.SLICE | Picture.CURVE:
            return "Click a point to trace it on the stage."
        case Picture.IMAGES:
            return "Point at a pixel to read its weight."
    return ""


def unit_titles(ready: Ready) -> tuple[tuple[str, ...], str]:
    """Names of the rows of W_1, and what they are."""
    classes, rows = ready.dataset.class_names, ready.network.widths[1]
    if not ready.config.hidden and classes:
        reference = ready.config.output == "modified softmax"
        return classes[: len(classes) - reference], "class"
    if not ready.config.hidden:
        return ready.dataset.target_names, "target"
    return tuple(str(number) for number in range(1, min(rows, MOST_UNITS) + 1)), "unit"


def is_paintable(ready: Ready) -> bool:
    """True if the points of a run can be taken over as painted ones."""
    dataset = ready.dataset
    count = len(dataset.train) + len(dataset.test)
    fits = dataset.inputs == 2 and dataset.image_shape is None
    return fits and 2 <= len(dataset.class_names) <= MOST_CLASSES and count <= MOST_POINTS


def painted_point(points: tuple[Point, ...]) -> Callable[[int], str]:
    """What to say of a painted point that no network knows yet."""

    def describe(row: int) -> str:
        point = points[row]
        return f"x₁ {short(point.x)}, x₂ {short(point.y)}; class {CLASS_NAMES[point.label]}"

    return describe
