"""Which legend belongs to which picture."""

from __future__ import annotations

from gui.model_view.legend import (
    TRACED,
    WRONG,
    Entry,
    Scale,
    of_classes,
    of_coloured_parts,
    of_parts,
)
from gui.model_view.outlook import Outlook
from gui.theme import signed_lut, values_lut


def legend_of(found: Outlook) -> tuple[list[Entry], Scale | None]:
    """The legend of a plane or a curve."""
    members = found.points.members
    if found.classes:
        entries = [*of_classes(found.dataset.class_names), *of_parts(members, shades=False)]
        return [*entries, WRONG, TRACED], None
    if found.values is None:
        return [*of_coloured_parts(members), TRACED], None
    scale = Scale(*found.values, values_lut, found.dataset.target_names[0])
    return [*of_parts(members, shades=True), TRACED], scale


def legend_of_weights(scale: float) -> tuple[list[Entry], Scale | None]:
    """The legend of the rows of W."""
    return [], Scale(-scale, scale, signed_lut, "weight")
