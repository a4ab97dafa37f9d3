"""What a new choice of settings means beside what was chosen."""

from __future__ import annotations

from dataclasses import replace

from core.checks import Problem, Severity
from core.config import RunConfig, fitted
from core.datasets import catalog, painted
from core.errors import UserError


def adapted(config: RunConfig, old: RunConfig) -> RunConfig:
    """Choose an output and a loss that fit when the new data set asks for another kind."""
    if (config.dataset, config.data.file) == (old.dataset, old.data.file):
        return config
    if (config.output, config.loss) != (old.output, old.loss):
        return config  # chosen along with the data
    entry, before = catalog.entry(config.dataset), catalog.entry(old.dataset)
    if entry is None:
        return config
    left_open = replace(config, output="", loss="")
    if entry.task is None:  # only the file knows
        return left_open
    if before is not None and before.task is entry.task:
        return config
    return fitted(left_open, entry.task)


def about_points(config: RunConfig) -> tuple[Problem, ...]:
    """Say why painted points are no data set yet: what was trained on before is not theirs."""
    if config.dataset != catalog.PAINTED:
        return ()
    try:
        painted.raw_data(config.data)
    except UserError as error:
        return (Problem("dataset", Severity.ERROR, str(error)),)
    return ()
