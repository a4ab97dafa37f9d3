"""The command line: arguments to a frozen `Options`, or one clear line about what is wrong.

Only the standard library is imported until the arguments have been read, so `--help` is there at
once.
"""

from __future__ import annotations

import argparse
import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from core.argument_types import (
    assignment,
    dataset,
    integer,
    list_of,
    number,
    one_of,
    path,
    size,
    widths,
)
from core.config import RunConfig
from core.data_config import MISSING, SCALINGS
from core.errors import UserError
from core.version import VERSION

DATASETS = (
    "digits",
    "iris",
    "wine",
    "breast-cancer",
    "diabetes",
    "mnist",
    "fashion-mnist",
    "advertising",
    "gaussians",
    "circles",
    "xor",
    "spirals",
    "moons",
    "sine",
    "sine-gap",
    "cubic",
    "step",
    "absolute",
    "plane",
    "linear",
)
ACTIVATIONS = ("sigmoid", "tanh", "relu", "leaky relu", "identity")
OUTPUTS = ("softmax", "modified softmax", "sigmoid", "identity")
LOSSES = ("cross-entropy", "squared error", "half squared error", "mean squared error")
INITIALIZERS = ("uniform", "xavier", "he", "normal", "zeros")
OPTIMIZERS = (
    "gradient descent",
    "sgd",
    "momentum",
    "nesterov",
    "adagrad",
    "rmsprop",
    "adam",
    "adamw",
)
TASKS = ("classification", "regression")
"""The names that the engine has, again: asking it would load numpy before --help. A test holds them
together."""

EXAMPLES = """\
examples:
  python main.py                                   the window
  python main.py --model out/model.safetensors     the window with a trained model
  python main.py --headless --epochs 10 --out out  train, write the results into the folder out
  python main.py --headless --config out/config.json --out again
                                                   the same run once more, bit for bit
  python main.py --headless --dataset mnist --data-dir FOLDER --hidden 128,64 --activation sigmoid
  python main.py --dataset spirals --noise 0.1 --samples 500 --hidden 8,8
  python main.py --dataset sales.csv --target sales --hidden none

exit status: 0 done, 1 something is missing on this machine, 2 bad input (nothing is written),
3 the training diverged (the last good parameters are written), 130 interrupted"""


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asks for."""

    config: RunConfig | None = None
    """The run, complete; None if nothing was said about it."""
    headless: bool = False
    data_dir: Path | None = None
    out: Path | None = None
    """The folder for the results."""
    model: Path | None = None
    screenshot: Path | None = None
    size: tuple[int, int] | None = None
    """Width and height of the picture."""
    theme: str | None = None
    """Of the picture: "light" or "dark"."""
    train: bool = False
    """Train before the picture is made."""
    page: str | None = None
    """What is in the picture: "window", "stage" or "data"."""
    beat: float | None = None
    """Where the playhead of the stage stands, in beats from the start."""
    list_datasets: bool = False
    download: bool = False
    """Fetch the data set of the run first, if it is not there."""


def parse(arguments: Sequence[str]) -> Options:
    """Read the arguments.

    Raises UserError naming the argument, what is wrong with it, and what was perhaps meant;
    SystemExit for --help and --version.
    """
    parser = _parser()
    given, unknown = parser.parse_known_args(arguments)
    if unknown:
        raise UserError(_about_unknown(parser, unknown[0]))
    from core.run_options import resolve  # it needs the data sets, and they need numpy

    config = resolve(given)
    _refuse_contradictions(given, config is not None)
    return Options(
        config=config,
        headless=given.headless,
        data_dir=given.data_dir,
        out=given.out,
        model=given.model,
        screenshot=given.screenshot,
        size=given.size,
        theme=given.theme,
        train=given.train,
        page=given.page,
        beat=given.beat,
        list_datasets=given.list_datasets,
        download=given.download,
    )


class _Parser(argparse.ArgumentParser):
    """Raises its errors instead of printing the usage and ending the program."""

    def error(self, message: str) -> NoReturn:
        text = message.removeprefix("argument ")
        raise UserError(text if text.endswith((".", "?")) else f"{text}. See --help.")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="chalkgrad",
        usage="python main.py [options]",
        description="Makes gradient descent and backpropagation visible.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
        argument_default=None,
        add_help=False,
    )
    _program_options(parser.add_argument_group("program"))
    _data_options(parser.add_argument_group("data"))
    _run_options(parser.add_argument_group("run"))
    return parser


def _program_options(group: argparse._ArgumentGroup) -> None:
    add = group.add_argument
    add("-h", "--help", action="help", help="say this, and exit")
    add("--version", action="version", version=f"Chalkgrad {VERSION}", help="say it, and exit")
    add("--list-datasets", action="store_true", help="say which data sets there are, and exit")
    add("--headless", action="store_true", help="train without a window, and write the results")
    add("--out", type=path, metavar="FOLDER", help="for the results of --headless (default: out)")
    add("--model", type=path, metavar="FILE", help="open a trained model; --headless tests it")
    add("--screenshot", type=path, metavar="FILE", help="make a picture of the window, and exit")
    add("--size", type=size, metavar="WxH", help="of the picture, as 1600x1000")
    add(
        "--theme",
        type=one_of("theme", ("light", "dark")),
        metavar="NAME",
        help="of the picture: light or dark",
    )
    add("--train", action="store_true", help="train before the picture is made")
    add(
        "--page",
        type=one_of("page", ("window", "stage", "data")),
        metavar="NAME",
        help="in the picture: window, stage or data (default: window)",
    )
    add("--beat", type=number, metavar="N", help="of the stage's animation, from 0 on")


def _run_options(group: argparse._ArgumentGroup) -> None:
    add = group.add_argument
    add("--config", type=path, metavar="FILE", help="begin with a config.json of an earlier run")
    add("--data-dir", type=path, metavar="FOLDER", help="holds the files of MNIST")
    add("--download", action="store_true", help="fetch the data set first if it is not there")
    add("--hidden", type=widths, metavar="WIDTHS", help="of the hidden layers: 128,64 or none")
    add(
        "--activation",
        type=list_of("activation", ACTIVATIONS),
        metavar="NAMES",
        help=f"for all hidden layers, or one for each (relu,tanh): {', '.join(ACTIVATIONS)}",
    )
    add("--output", type=one_of("output", OUTPUTS), metavar="NAME", help=", ".join(OUTPUTS))
    add("--loss", type=one_of("loss", LOSSES), metavar="NAME", help=", ".join(LOSSES))
    add(
        "--initializer",
        type=one_of("initializer", INITIALIZERS),
        metavar="NAME",
        help=", ".join(INITIALIZERS),
    )
    add("--sigma", type=number, metavar="X", help="standard deviation of the normal initializer")
    add(
        "--optimizer",
        type=one_of("optimizer", OPTIMIZERS),
        metavar="NAME",
        help=", ".join(OPTIMIZERS),
    )
    add("--lr", type=number, metavar="X", help="learning rate (default: the optimizer's)")
    add(
        "--set",
        type=assignment,
        metavar="NAME=X",
        action="append",
        help="one of the optimizer's own settings: momentum, alpha, beta1, beta2, eps",
    )
    add("--weight-decay", type=number, metavar="X", help="(default: 0)")
    add("--batch-size", type=integer, metavar="N", help="samples in a minibatch (default: 32)")
    add("--epochs", type=integer, metavar="N", help="(default: 20)")
    add("--seed", type=integer, metavar="N", help="of all random numbers (default: 0)")
    add(
        "--development",
        type=number,
        metavar="SHARE",
        help="of the training part that is held out (default: 0)",
    )


def _data_options(group: argparse._ArgumentGroup) -> None:
    add = group.add_argument
    add(
        "--dataset",
        type=dataset(DATASETS),
        metavar="NAME",
        help=f"a file or folder of your own, or {', '.join(DATASETS)}",
    )
    add("--noise", type=number, metavar="X", help="of a set that is made here")
    add("--samples", type=integer, metavar="N", help="to make, or to use of a file at most")
    add("--classes", type=integer, metavar="N", help="of a set that is made here, 2 to 5")
    add("--data-seed", type=integer, metavar="N", help="of made points and of the parts")
    add("--test-share", type=number, metavar="SHARE", help="of the test part; 0: test on training")
    add(
        "--scaling",
        type=one_of("scaling", SCALINGS),
        metavar="NAME",
        help=f"of the features: {', '.join(SCALINGS)}",
    )
    add(
        "--target-scaling",
        type=one_of("scaling of the target", ("off", "standard")),
        metavar="NAME",
        help="of numbers to predict: off, standard",
    )
    add("--target", metavar="COLUMN", help="what to predict from a table (default: the last)")
    add("--task", type=one_of("task", TASKS), metavar="NAME", help=", ".join(TASKS))
    add("--leave-out", metavar="COLUMNS", help="of a table, with commas between them")
    add(
        "--missing",
        type=one_of("treatment of missing cells", MISSING),
        metavar="NAME",
        help=f"rows with missing cells: {', '.join(MISSING)} (the column's mean)",
    )


def _refuse_contradictions(given: argparse.Namespace, configured: bool) -> None:
    if given.model is not None and configured:
        raise UserError(
            "--model brings its own configuration. Leave out the options of the run, or --model."
        )
    if given.download and given.dataset is None and given.config is None:
        raise UserError("--download needs to know what: add --dataset NAME.")
    if given.headless and given.screenshot is not None:
        raise UserError(
            "--headless already writes a picture of the window, window.png. Leave out one of "
            "--headless and --screenshot."
        )
    if given.screenshot is None:
        alone = {
            "--size": given.size,
            "--theme": given.theme,
            "--train": given.train or None,
            "--page": given.page,
            "--beat": given.beat,
        }
        for name, value in alone.items():
            if value is not None:
                raise UserError(f"{name} belongs to --screenshot. Add it, or leave out {name}.")
    if given.out is not None and not given.headless:
        raise UserError("--out is for the results of --headless. Add it, or leave out --out.")
    if given.out is not None and given.model is not None:
        raise UserError("--headless --model writes nothing. Leave out --out.")


def _about_unknown(parser: argparse.ArgumentParser, argument: str) -> str:
    if not argument.startswith("-"):
        return f"{argument!r} is not understood: options begin with --. See --help."
    name = argument.split("=", 1)[0]
    close = difflib.get_close_matches(name, parser._option_string_actions, n=1, cutoff=0.7)
    if close:
        return f"There is no option {name}. Did you mean {close[0]}?"
    return f"There is no option {name}. See --help."
