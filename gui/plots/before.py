"""The run before, if its curves can stand beside those of the run that stands."""

from __future__ import annotations

from core.history import EpochCurve
from core.messages import Ready


def epochs_before(record: Ready, most: int) -> EpochCurve | None:
    """Return the epochs of the run before, thinned out to about `most`.

    None if there are none, or if they are of other data or another loss: then the same height
    would not mean the same.
    """
    before = record.before
    if before is None:
        return None
    now, then = record.config, before.config
    same_data = before.dataset is record.dataset
    if not same_data or (now.output, now.loss) != (then.output, then.loss):
        return None
    epochs = before.history.epochs(most)
    return epochs if len(epochs) else None


def by_epoch(before: EpochCurve, steps_per_epoch: int) -> EpochCurve:
    """Put each epoch where the run that stands has it: its own may have had other lengths."""
    return EpochCurve({**before.columns, "step": before["epoch"] * steps_per_epoch})
