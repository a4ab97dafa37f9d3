"""From the options to what they ask for: the window, a picture of it, or a run without either."""

from __future__ import annotations

from pathlib import Path

from core import headless
from core.command_line import Options
from core.config import RunConfig
from core.datasets import catalog
from core.datasets.folders import is_missing
from core.errors import UserError
from core.files import writable_folder, writable_target, write_through
from core.model_file import SavedModel, load
from core.quoting import quoted
from core.shield import FAILED, say
from core.training import Trained
from gui.display import has_display, missing_libraries

PICTURE_SIZE = (1600, 1000)
OUT = Path("out")
DEMONSTRATION = OUT / "demonstration"
"""Not `OUT` itself: nobody asked to replace the results of an earlier run."""


def start(options: Options) -> int:
    """Do what the options ask for and return the exit status; UserError for bad input."""
    if options.list_datasets:
        return headless.list_datasets()
    if options.download and options.config is not None:
        _download(options.config.dataset, options.data_dir)
    if options.screenshot is not None:
        return _screenshot(options, options.screenshot)
    if options.headless:
        return _headless(options, options.out or OUT)
    if not has_display():
        what = f"trains without a window, into {DEMONSTRATION}"
        if options.model is not None:
            what = "only tests the model"
        say(f"there is no display here, so this {what} (as --headless does).")
        return _headless(options, DEMONSTRATION)
    if lacking := missing_libraries(window=True):
        say(lacking)
        return FAILED
    from gui.app import run

    return run(options)


def _download(name: str, data_dir: Path | None) -> None:
    """Fetch the files of a data set unless they are there."""
    entry = catalog.entry(name)
    if entry is None or not entry.needs_folder:
        raise UserError(f"{name} need not be downloaded. Leave out --download.")
    if is_missing(name, data_dir):
        from core.datasets.downloads.lines import download_with_lines  # loads a library for the net

        download_with_lines(name, data_dir)


def _headless(options: Options, out: Path) -> int:
    if options.model is not None:
        return headless.evaluate(options.model, options.data_dir)
    return headless.run(options.config or RunConfig(), options.data_dir, out, _render_result)


def _screenshot(options: Options, path: Path) -> int:
    if not path.parent.is_dir():
        raise UserError(
            f"There is no folder {quoted(path.parent)}. Make it, or choose another one."
        )
    writable_target(path)
    writable_folder(path.parent)
    model = None if options.model is None else load(options.model)
    if lacking := missing_libraries(window=False):
        say(lacking)
        return FAILED
    from gui.screenshot import render

    config = options.config if model is None else model.config
    write_through(
        path,
        lambda part: render(
            part,
            options.size or PICTURE_SIZE,
            config=config,
            data_dir=options.data_dir,
            theme=options.theme or "light",
            train=options.train,
            page=options.page or "window",
            beat=options.beat,
            trained=None if model is None else _trained(model),
        ),
    )
    return headless.DONE


def _render_result(result: headless.Result, path: Path) -> None:
    """Make the picture of a run that has ended."""
    if lacking := missing_libraries(window=False):
        raise UserError(lacking)
    from gui.screenshot import render

    render(
        path,
        PICTURE_SIZE,
        config=result.config,
        data_dir=result.data_dir,
        trained=_trained(result.model),
        history=result.history,
    )


def _trained(model: SavedModel) -> Trained:
    return Trained(model.parameters, model.epoch, model.step)
