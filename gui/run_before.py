"""What is said of the run that stood before."""

from __future__ import annotations

from core.config import RunConfig
from core.differences import differences
from core.messages import Before
from gui.drawing.written import localized


def in_words(before: Before, now: RunConfig) -> str:
    """What the button for it does."""
    place = f"step {before.step:,}" if before.step else "a step on a drawing"
    others = "; ".join((place, *differences(before.config, now)))
    return localized(f"Take up the run before this one again: {others}")


def legend_tip(before: Before, now: RunConfig) -> str:
    """What its curves are."""
    others = ", ".join(differences(before.config, now)) or "the same settings"
    return localized(f"The run before this one, dashed: {others}")
