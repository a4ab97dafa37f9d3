"""Training without a window: read the data, train, write the results into a folder."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import numpy as np

from core import model_file
from core.checks import Severity, check, require_valid
from core.config import RunConfig, fitted, to_json
from core.datasets import catalog, made
from core.datasets.catalog import Kind
from core.datasets.dataset import Dataset, Task
from core.errors import UserError
from core.files import remove, writable_folder, writable_target, write_files, write_through
from core.history import History
from core.metrics import Evaluator, Metrics
from core.model_file import SavedModel
from core.model_schema import require_fit
from core.progress import Progress, loss_text, score_text
from core.training import Diverged, Epoch, Learner, Step, split, train

DONE, DIVERGED, INTERRUPTED = 0, 3, 130
"""Exit status."""

CONFIG, HISTORY, MODEL, PICTURE = "config.json", "history.csv", "model.safetensors", "window.png"
FILES = (CONFIG, HISTORY, MODEL, PICTURE)


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """A finished run, as far as it came."""

    config: RunConfig
    data_dir: Path | None
    model: SavedModel
    history: History
    diverged: Diverged | None


Renderer = Callable[[Result, Path], None]
"""Makes a picture of the window with a run and writes it to a file, a PNG whatever its name.

Raises UserError or ImportError where that is not possible."""


def run(
    config: RunConfig,
    data_dir: Path | None,
    out: Path,
    render: Renderer | None = None,
    *,
    log: TextIO | None = None,
) -> int:
    """Train as `config` says and write the results into the folder `out`; return the exit status.

    Files of an earlier run in that folder are replaced. Raises UserError, with nothing written, if
    the configuration, the data or the folder cannot be used. Interrupted, it writes nothing. If the
    training diverges, the last good parameters are written and the status is 3.
    """
    log = log or sys.stderr
    dataset = catalog.load(config.dataset, config.data, data_dir)
    config = fitted(config, dataset.task)
    # The engine's loop does the same: `train` looks at every loss and says so in its own words.
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        learner = _learner(config, dataset)
        made = writable_folder(out)
        for name in FILES:
            writable_target(out / name)
        _notices(config, dataset, log)
        try:
            result = _train(learner, dataset, data_dir, log)
        except BaseException as error:
            if made:
                with suppress(OSError):
                    out.rmdir()
            if isinstance(error, KeyboardInterrupt):
                _say(log, f"interrupted in epoch {learner.epoch}; nothing was written.")
                return INTERRUPTED
            raise
        _write(result, dataset, out)
        final = learner.evaluate(learner.data.test)
    if result.diverged is not None:
        _say(log, _in_words(result.diverged))
    _summary(result, dataset, final)
    _picture(result, out / PICTURE, render, log)
    print(f"{out}: {', '.join(file for file in FILES if (out / file).is_file())}")
    return DONE if result.diverged is None else DIVERGED


def evaluate(path: Path, data_dir: Path | None) -> int:
    """Test a saved model on the data set that it was trained on, and print the result.

    Raises UserError if the file or the data set cannot be used.
    """
    model = model_file.load(path)
    dataset = catalog.load(model.config.dataset, model.config.data, data_dir)
    require_fit(model.data, dataset)
    test = split(dataset, RunConfig()).test
    network, parameters = model.restore()
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        metrics = Evaluator(network, parameters).evaluate(test.x, test.y, test.labels)
    name = _score_name(dataset)
    print(f"{path}: {dataset.title}, trained for {_epochs(model.epoch)}")
    print(f"test loss {loss_text(metrics.loss, 6)}")
    print(f"test {name} {score_text(metrics.score, name)} of {len(test):,} samples")
    return DONE


def list_datasets() -> int:
    """Print what data sets there are, by where they come from."""
    entries = [entry for entry in catalog.entries() if entry.kind is not Kind.BROUGHT]
    width = max(len(entry.name) for entry in entries)
    for kind in (Kind.EMBEDDED, Kind.MADE, Kind.DOWNLOADED):
        print(f"{_HEADINGS[kind]}:")
        for entry in entries:
            if entry.kind is kind:
                print(f"  {entry.name:{width}}  {entry.summary}{_knobs(entry)}")
        print()
    print("Yours:")
    print(
        f"  {'FILE':{width}}  a table (CSV, TSV), IDX or npz arrays, or a folder of images by class"
    )
    return DONE


_HEADINGS = {
    Kind.EMBEDDED: "Included",
    Kind.MADE: "Made here (--noise, --samples, --classes, --data-seed)",
    Kind.DOWNLOADED: "Downloaded on request (--download), or in a folder of yours (--data-dir)",
}


def _knobs(entry: catalog.Entry) -> str:
    kind = made.BY_NAME.get(entry.name)
    if kind is None:
        return ""
    return f"; noise {kind.noise.default:g}, {kind.samples.default:,} samples"


def history_csv(history: History, dataset: Dataset) -> str:
    """Return the history as CSV, a row for each epoch, every number with all its digits."""
    score = "accuracy" if dataset.task is Task.CLASSIFICATION else "rmse"
    curve = history.epochs()
    parts = ["train", "development", "test"]
    if not np.isfinite(curve["development_loss"]).any():
        parts.remove("development")
    names = ["epoch", "step"]
    names += [f"{part}_{metric}" for part in parts for metric in ("loss", "score")]
    names.append("seconds")
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([name.replace("score", score) for name in names])
    for row in zip(*(curve[name].tolist() for name in names), strict=True):
        writer.writerow([int(row[0]), int(row[1]), *map(repr, row[2:])])
    return text.getvalue()


def _learner(config: RunConfig, dataset: Dataset) -> Learner:
    require_valid(config, dataset)
    learner = Learner(config, dataset)
    if not np.isfinite(learner.parameters.flat).all():
        raise UserError("The initial weights are too large to be numbers. Choose a smaller sigma.")
    return learner


def _train(learner: Learner, dataset: Dataset, data_dir: Path | None, log: TextIO) -> Result:
    config, history = learner.config, History()
    progress = Progress(log, config.epochs, learner.steps_per_epoch, _score_name(dataset))
    epochs, diverged = 0, None
    try:
        for event in train(learner, config.epochs):
            if isinstance(event, Step):
                history.add_step(event)
                progress.step(event)
            elif isinstance(event, Epoch):
                history.add_epoch(event)
                progress.epoch(event)
                epochs = event.epoch
            else:
                diverged = event
    finally:
        progress.close()
    model = model_file.saved_model(config, dataset, learner.parameters, epochs, learner.step)
    return Result(config, data_dir, model, history, diverged)


def _write(result: Result, dataset: Dataset, out: Path) -> None:
    write_files(
        {
            out / CONFIG: to_json(result.config).encode(),
            out / HISTORY: history_csv(result.history, dataset).encode(),
            out / MODEL: model_file.to_bytes(result.model),
        }
    )


def _picture(result: Result, path: Path, render: Renderer | None, log: TextIO) -> None:
    # First, so that no picture of an earlier run can stand beside the new numbers.
    remove(path)
    try:
        if render is None:
            raise UserError("there is nothing here to draw it with.")
        write_through(path, lambda part: render(result, part))
    except (UserError, ImportError) as error:
        _say(log, f"{path.name} is left out: {error}")


def _notices(config: RunConfig, dataset: Dataset, log: TextIO) -> None:
    for notice in dataset.notices:
        _say(log, notice)
    for problem in check(config, dataset):
        if problem.severity is Severity.WARNING:
            _say(log, problem.message)


def _summary(result: Result, dataset: Dataset, final: Metrics) -> None:
    name = _score_name(dataset)
    print(
        f"{dataset.title}: test loss {loss_text(final.loss)}, test {name} "
        f"{score_text(final.score, name)} after {_epochs(result.model.epoch)}{_units(dataset)}"
    )


def _units(dataset: Dataset) -> str:
    """What an error is measured in, where it is not the unit of the target."""
    if not dataset.target_scale:
        return ""
    deviation = ", ".join(f"{scale:.4g}" for scale in dataset.target_scale)
    return f" (the target is standardised: its deviation is {deviation})"


def _in_words(diverged: Diverged) -> str:
    loss = "infinite" if diverged.loss == diverged.loss else "not a number"
    return (
        f"the loss was {loss} after step {diverged.step:,}, so training stopped; the last good "
        "parameters are saved. Try a smaller learning rate."
    )


def _score_name(dataset: Dataset) -> str:
    return "accuracy" if dataset.task is Task.CLASSIFICATION else "rmse"


def _epochs(count: int) -> str:
    return f"{count:,} epoch{'' if count == 1 else 's'}"


def _say(log: TextIO, message: str) -> None:
    print(f"chalkgrad: {' '.join(message.split())}", file=log)
