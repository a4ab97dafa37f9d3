from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from shlex import split as words

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import checks, command_line, initializers, ops, optimizers
from core.command_line import Options, parse
from core.config import HiddenLayer, RunConfig, to_json
from core.data_config import DataConfig, FileOptions
from core.datasets import catalog
from core.errors import UserError


def config(*arguments: str) -> RunConfig:
    """Return the run of a command line that says something about one."""
    found = parse(arguments).config
    assert found is not None
    return found


def test_the_names_are_those_of_the_engine() -> None:
    assert catalog.names() == command_line.DATASETS
    assert set(ops.ACTIVATIONS) == set(command_line.ACTIVATIONS)
    assert checks.OUTPUTS == command_line.OUTPUTS
    assert checks.LOSSES == command_line.LOSSES
    assert tuple(initializers.INITIALIZERS) == command_line.INITIALIZERS
    assert tuple(optimizers.OPTIMIZERS) == command_line.OPTIMIZERS


def test_nothing_said_is_nothing_decided() -> None:
    assert parse([]) == Options()
    assert parse(["--headless"]).config is None


def test_the_example_of_the_readme() -> None:
    options = parse(
        words(
            "--headless --dataset mnist --data-dir ../shared/data --hidden 32 --activation sigmoid "
            "--optimizer adam --lr 1e-3 --batch-size 32 --epochs 3 --seed 0 --out out/"
        )
    )
    assert options.headless
    assert (options.data_dir, options.out) == (Path("../shared/data"), Path("out"))
    assert options.config == RunConfig("mnist", (HiddenLayer(32, "sigmoid"),), epochs=3)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--hidden", "none"], ()),
        (["--hidden", "128,64"], (HiddenLayer(128), HiddenLayer(64))),
        (["--activation", "tanh"], (HiddenLayer(32, "tanh"),)),
        (
            ["--hidden", "3, 2", "--activation", "relu,leaky-relu"],
            (HiddenLayer(3, "relu"), HiddenLayer(2, "leaky relu")),
        ),
        (["--hidden", "none", "--activation", "tanh"], ()),
    ],
)
def test_hidden_layers(arguments: list[str], expected: tuple[HiddenLayer, ...]) -> None:
    assert config(*arguments).hidden == expected


def test_names_of_several_words_may_have_hyphens() -> None:
    found = config("--optimizer", "gradient-descent", "--output", "Modified_Softmax")
    assert (found.optimizer, found.output) == ("gradient descent", "modified softmax")


def test_an_optimizer_brings_its_learning_rate_unless_one_is_given() -> None:
    assert config("--optimizer", "sgd").learning_rate == 0.1
    assert config("--optimizer", "sgd", "--lr", "0.5").learning_rate == 0.5
    assert config("--optimizer", "adam").learning_rate == 1e-3


def test_settings_of_the_optimizer() -> None:
    found = config("--optimizer", "adamw", "--set", "beta1=0.8", "--set", "eps=1e-6")
    assert found.hyperparameters == (("beta1", 0.8), ("eps", 1e-6))


def test_regression_gets_an_output_and_a_loss_that_fit() -> None:
    found = config("--dataset", "diabetes")
    assert (found.output, found.loss) == ("identity", "mean squared error")
    assert config("--dataset", "diabetes", "--loss", "half squared error").loss.startswith("half")


def test_the_other_fields() -> None:
    found = config(
        *words("--initializer normal --sigma 0.5 --weight-decay 1e-4 --batch-size 7 --seed 9"),
        *words("--development 0.2 --loss squared-error --output sigmoid"),
    )
    assert (found.initializer, found.sigma, found.weight_decay) == ("normal", 0.5, 1e-4)
    assert (found.batch_size, found.seed, found.development_fraction) == (7, 9, 0.2)
    assert (found.loss, found.output) == ("squared error", "sigmoid")


WORDS = words("--lr --hidden --set --size --model --epochs --dataset --out -1 1e9 nan none = , x")

WRITTEN = RunConfig(
    "wine",
    (HiddenLayer(7, "tanh"), HiddenLayer(5, "relu")),
    optimizer="momentum",
    learning_rate=0.0123456789012345,
    hyperparameters=(("momentum", 0.5),),
    epochs=3,
    seed=4,
)


@pytest.fixture
def written(tmp_path: Path) -> str:
    path = tmp_path / "config.json"
    path.write_text(to_json(WRITTEN), encoding="utf-8")
    return str(path)


def test_a_written_configuration_comes_back(written: str) -> None:
    assert config("--config", written) == WRITTEN


def test_what_is_said_goes_before_what_is_written(written: str) -> None:
    assert config("--config", written, "--epochs", "9") == replace(WRITTEN, epochs=9)
    kept = config("--config", written, "--optimizer", "momentum")
    assert kept == WRITTEN


def test_another_optimizer_does_not_inherit_the_settings_of_the_first(written: str) -> None:
    found = config("--config", written, "--optimizer", "adam")
    assert (found.learning_rate, found.hyperparameters) == (1e-3, ())


def test_another_kind_of_data_brings_its_output(written: str) -> None:
    found = config("--config", written, "--dataset", "diabetes")
    assert (found.output, found.loss) == ("identity", "mean squared error")


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    path.write_text(to_json(WRITTEN), encoding="utf-8-sig")
    assert config("--config", str(path)) == WRITTEN


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[1]",
        b"{",
        b"\xff\xfe",
        b'{"epoch": 3}',
        b'{"seed": 1, "seed": 2}',
        b'{"learning_rate": NaN}',
        b'{"seed": 1' + 400 * b"0" + b"}",
        b'{"sigma": 1' + 400 * b"0" + b"}",
        100_000 * b"[",
        b" " * (2 << 20),
    ],
)
def test_an_unusable_configuration_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "config.json"
    path.write_bytes(content)
    with pytest.raises(UserError, match=r"config\.json"):
        parse(["--config", str(path)])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--hiden", "3"], "Did you mean --hidden?"),
        (["--dataset", "mnits"], "Did you mean 'mnist'?"),
        (["--optimizer", "adan"], "Did you mean 'adam'?"),
        (["--activation", "rellu"], "Did you mean 'relu'?"),
        (["--set", "beta=0.5"], "Did you mean beta"),
        (["--optimizer", "sgd", "--set", "momentum=0.5"], "It has none"),
        (["--set", "beta1"], "momentum=0.9"),
        (["--lr", "0,01"], "Write a point"),
        (["--lr"], "--lr: expected one argument"),
        (["--epochs", "3.5"], "no whole number"),
        (["--epochs", "1" + 30 * "0"], "too large"),
        (["--hidden", "64;32"], "128,64, or none"),
        (["--hidden", ""], "128,64, or none"),
        (["--hidden", "9,8", "--activation", "relu,tanh,relu"], "one for each"),
        (["--screenshot", "a.png", "--size", "huge"], "1600x1000"),
        (["--screenshot", "a.png", "--size", "9x9"], "out of range"),
        (["--size", "800x600"], "belongs to --screenshot"),
        (["--train"], "belongs to --screenshot"),
        (["--out", "x"], "--headless"),
        (["--headless", "--screenshot", "a.png"], "Leave out one"),
        (["--model", "m", "--epochs", "3"], "brings its own"),
        (["--headless", "--model", "m", "--out", "x"], "writes nothing"),
        (["--model", ""], "a name is needed"),
        (["--config", "no/such/file"], "no/such/file"),
        (["run"], "options begin with --"),
    ],
)
def test_bad_arguments_are_named_in_one_line(arguments: list[str], words: str) -> None:
    with pytest.raises(UserError) as caught:
        parse(arguments)
    message = str(caught.value)
    assert words in message
    assert "\n" not in message


@given(st.lists(st.sampled_from(WORDS) | st.text(), max_size=4))
def test_no_arguments_give_anything_but_options_or_an_explanation(arguments: list[str]) -> None:
    try:
        found = parse([argument for argument in arguments if argument != "-h"])
    except UserError:
        return
    assert isinstance(found, Options)


# Data.


@pytest.mark.parametrize(
    ("arguments", "data"),
    [
        ("--dataset spirals --noise 0.1 --samples 500", DataConfig(noise=0.1, samples=500)),
        ("--dataset gaussians --classes 5 --data-seed 3", DataConfig(classes=5, seed=3)),
        (
            "--dataset wine --test-share 0.3 --scaling min-max",
            DataConfig(test_share=0.3, scaling="min-max"),
        ),
        ("--dataset diabetes --target-scaling off", DataConfig(scale_target=False)),
    ],
)
def test_knobs_of_the_data(arguments: str, data: DataConfig) -> None:
    run = config(*arguments.split())
    assert run.data == data
    assert run.dataset == arguments.split()[1]


def test_a_file_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "sales.csv"
    config = parse(
        ["--dataset", str(path), "--target", "sales", "--leave-out", "a, b", "--missing", "mean"]
    ).config
    assert config is not None
    assert config.dataset == "file"
    assert config.data.file == FileOptions(
        str(path), target="sales", leave_out=("a", "b"), missing="mean"
    )
    assert (config.output, config.loss) == ("", "")


def test_a_file_keeps_a_loss_that_was_said(tmp_path: Path) -> None:
    arguments = ["--dataset", str(tmp_path / "a.csv"), "--loss", "squared error"]
    config = parse(arguments).config
    assert config is not None
    assert (config.output, config.loss) == ("", "squared error")


def test_a_relative_path_is_written_down_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    config = parse(["--dataset", "a.csv"]).config
    assert config is not None
    assert config.data.file is not None
    assert config.data.file.path == str(tmp_path / "a.csv")


def test_another_set_does_not_inherit_the_knobs_of_the_one_before(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    base = RunConfig(dataset="spirals", data=DataConfig(noise=0.2, seed=4))
    path.write_text(to_json(base))
    kept = parse(["--config", str(path), "--samples", "90"]).config
    assert kept is not None
    assert kept.data == DataConfig(noise=0.2, samples=90, seed=4)
    other = parse(["--config", str(path), "--dataset", "moons"]).config
    assert other is not None
    assert other.data == DataConfig()


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ("--noise 0.1", "made here"),
        ("--dataset mnist --classes 3", "made here"),
        ("--dataset iris --samples 50", "made here"),
        ("--dataset iris --target species", "file of your own"),
        ("--leave-out a", "file of your own"),
        ("--dataset spiral", "spirals"),
        ("--scaling robust", "min-max"),
        ("--task clustering", "regression"),
    ],
)
def test_knobs_that_belong_elsewhere_are_refused(arguments: str, word: str) -> None:
    with pytest.raises(UserError, match=word):
        parse(arguments.split())


def test_a_download_is_asked_for_by_name() -> None:
    assert parse(["--dataset", "mnist", "--download"]).download
    with pytest.raises(UserError, match="--dataset NAME"):
        parse(["--download"])


def test_a_path_is_written_without_detours(tmp_path: Path) -> None:
    file = tmp_path / "a" / ".." / "b" / "table.csv"
    found = config("--dataset", str(file)).data.file
    assert found is not None
    assert found.path == str(tmp_path / "b" / "table.csv")


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    gone = str(tmp_path / "gone")
    with pytest.raises(UserError, match=r"--data-dir: there is no folder .*gone"):
        parse(["--dataset", "iris", "--data-dir", gone])
    assert parse(["--dataset", "iris", "--data-dir", str(tmp_path)]).data_dir == tmp_path
    # A download makes it, and who asks for MNIST is told what was looked for there.
    assert parse(["--dataset", "mnist", "--data-dir", gone]).data_dir == Path(gone)
