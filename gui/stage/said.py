"""What the caption says beside what happens in a beat: whose gradients, whose step. No Qt."""

from __future__ import annotations

from core.batch_trace import BatchTrace

IN_TRAINING = "Training at full speed. Pause it to play one of its steps."
AT_START = "The sample and the parameters are given. Nothing has been computed yet."
_ALONE = (
    "At rest: the whole pass, before the update. The gradients and the update are those "
    "if this sample alone were the minibatch."
)


def at_rest(batch: BatchTrace | None) -> str:
    """Say what stands there before anybody plays; without a minibatch, of the sample alone."""
    if batch is None:
        return _ALONE
    count = f"{batch.count:,}"
    if batch.is_next:
        whose = f"over the {count} samples of the run's next minibatch; its step is this update"
    else:
        whose = f"over a minibatch of {count} with this sample in it; the run's next one is another"
    return f"At rest: the whole pass, before the update. The gradients are means {whose}."


def averaging(batch: BatchTrace, done: int) -> str:
    """Say how many samples have gone into the mean by now."""
    many = "sample" if done == 1 else "samples"
    return f"The gradients are means over {done} {many} of the minibatch's {batch.count:,}."


def with_step(sentence: str, batch: BatchTrace | None) -> str:
    """Add to the sentence of an update whether the run's next step does the same."""
    if batch is None:
        whose = ", as if this sample alone were the minibatch"
    elif batch.is_next:
        whose = "; the run's next step does just that"
    else:
        whose = "; the run's next minibatch is another"
    return f"{sentence.removesuffix('.')}{whose}."


def of_next(sentence: str) -> str:
    """Add to the first sentence of another sample that nothing has been learned from the last."""
    return f"{sentence.removesuffix('.')} (the next sample, at the same weights)."
