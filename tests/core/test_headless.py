from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pytest

from core import headless, model_file
from core.config import HiddenLayer, RunConfig, from_json
from core.datasets import catalog
from core.errors import UserError
from core.headless import Result
from core.training import Epoch, Event, Learner, train

RUN = RunConfig("digits", (HiddenLayer(8, "tanh"),), epochs=3, seed=7)
FILES = ["config.json", "history.csv", "model.safetensors", "window.png"]


def draw(_result: Result, path: Path) -> None:
    """Stand in for the window."""
    path.write_bytes(b"a picture")


def rows(folder: Path) -> list[dict[str, str]]:
    with (folder / "history.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def timeless(folder: Path) -> list[dict[str, str]]:
    return [{name: row[name] for name in row if name != "seconds"} for row in rows(folder)]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_run_writes_its_results(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "new" / "out"
    assert headless.run(RUN, None, out, draw) == 0
    assert names(out) == FILES
    assert from_json((out / "config.json").read_text(encoding="utf-8")) == RUN
    printed = capsys.readouterr()
    assert [line.split("  ")[0] for line in printed.err.splitlines()] == [
        f"epoch {epoch}/3" for epoch in (1, 2, 3)
    ]
    assert f"test accuracy {100 * float(rows(out)[-1]['test_accuracy']):.2f} %" in printed.out


def test_the_history_is_that_of_the_engine(tmp_path: Path) -> None:
    headless.run(RUN, None, tmp_path, draw)
    learner = Learner(RUN, catalog.load("digits"))
    epochs = [event for event in train(learner, RUN.epochs) if isinstance(event, Epoch)]
    found = rows(tmp_path)
    assert list(found[0]) == [
        "epoch",
        "step",
        "train_loss",
        "train_accuracy",
        "test_loss",
        "test_accuracy",
        "seconds",
    ]
    # == on floats: they are written with all their digits.
    assert [
        (
            int(row["epoch"]),
            int(row["step"]),
            float(row["train_loss"]),
            float(row["train_accuracy"]),
            float(row["test_loss"]),
            float(row["test_accuracy"]),
        )
        for row in found
    ] == [(e.epoch, e.step, e.train.loss, e.train.score, e.test.loss, e.test.score) for e in epochs]
    assert all(float(row["seconds"]) > 0 for row in found)
    model = model_file.load(tmp_path / "model.safetensors")
    assert (model.epoch, model.step) == (3, learner.step)
    for name, array in learner.parameters.items():
        np.testing.assert_array_equal(model.parameters[name], array)


@pytest.mark.parametrize(
    "config",
    [
        RUN,
        replace(RUN, development_fraction=0.2, optimizer="momentum", learning_rate=0.05),
        RunConfig(
            "diabetes",
            (HiddenLayer(4), HiddenLayer(3, "sigmoid")),
            output="identity",
            loss="mean squared error",
            learning_rate=1 / 300,
            epochs=2,
        ),
    ],
    ids=["digits", "development", "regression"],
)
def test_the_written_configuration_reproduces_the_run(tmp_path: Path, config: RunConfig) -> None:
    first, again = tmp_path / "first", tmp_path / "again"
    headless.run(config, None, first)
    read = from_json((first / "config.json").read_text(encoding="utf-8"))
    headless.run(read, None, again)
    for name in ("config.json", "model.safetensors"):
        assert (first / name).read_bytes() == (again / name).read_bytes()
    assert timeless(first) == timeless(again)


def test_the_development_set_has_columns_of_its_own(tmp_path: Path) -> None:
    headless.run(replace(RUN, development_fraction=0.1, epochs=1), None, tmp_path)
    columns = list(rows(tmp_path)[0])
    assert columns[4:6] == ["development_loss", "development_accuracy"]


def test_regression_has_the_root_mean_squared_error(tmp_path: Path) -> None:
    config = RunConfig("diabetes", (), output="identity", loss="mean squared error", epochs=2)
    headless.run(config, None, tmp_path)
    row = rows(tmp_path)[-1]
    assert list(row)[2:6] == ["train_loss", "train_rmse", "test_loss", "test_rmse"]
    # With one target the mean squared error is the square of its root.
    assert float(row["test_rmse"]) ** 2 == pytest.approx(float(row["test_loss"]), rel=1e-5)


def test_a_second_run_replaces_the_first_and_leaves_other_files(tmp_path: Path) -> None:
    headless.run(RUN, None, tmp_path, draw)
    (tmp_path / "notes.txt").write_text("mine")
    headless.run(replace(RUN, epochs=1), None, tmp_path, draw)
    assert len(rows(tmp_path)) == 1
    assert names(tmp_path) == sorted([*FILES, "notes.txt"])


@pytest.mark.parametrize("error", [UserError("no fonts"), ImportError("libEGL.so.1")])
def test_without_a_picture_the_results_are_there_and_no_old_picture_beside_them(
    tmp_path: Path, error: Exception, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_result: Result, path: Path) -> None:
        path.write_bytes(b"half a pict")
        raise error

    (tmp_path / "window.png").write_bytes(b"of an earlier run")
    assert headless.run(RUN, None, tmp_path, fail) == 0
    assert names(tmp_path) == FILES[:3]
    said = [line for line in capsys.readouterr().err.splitlines() if "window.png" in line]
    assert said == [f"chalkgrad: window.png is left out: {error}"]


def test_the_picture_is_of_this_run(tmp_path: Path) -> None:
    seen: list[Result] = []
    headless.run(RUN, None, tmp_path, lambda result, path: seen.append(result))
    (result,) = seen
    assert result.config == RUN
    assert len(result.history.epochs()) == 3
    assert result.history.steps().step[-1] == result.model.step


@pytest.mark.parametrize(
    "bad",
    [
        replace(RUN, epochs=0),
        replace(RUN, dataset="nothing"),
        replace(RUN, dataset="diabetes"),
        replace(RUN, learning_rate=float("nan")),
        replace(RUN, hidden=(HiddenLayer(10**8), HiddenLayer(10**8))),
        replace(RUN, initializer="normal", sigma=1e300),
    ],
)
def test_bad_input_writes_nothing(tmp_path: Path, bad: RunConfig) -> None:
    with pytest.raises(UserError):
        headless.run(bad, None, tmp_path / "out", draw)
    assert names(tmp_path) == []


def test_where_nothing_can_be_written_nothing_is_trained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_arguments: object) -> Iterator[Event]:
        pytest.fail("trained")

    monkeypatch.setattr(headless, "train", never)
    (tmp_path / "file").write_text("mine")
    (tmp_path / "taken" / "history.csv").mkdir(parents=True)
    for out in (tmp_path / "file", tmp_path / "file" / "out", tmp_path / "taken"):
        with pytest.raises(UserError):
            headless.run(RUN, None, out, draw)
    assert names(tmp_path) == ["file", "taken"]


@pytest.mark.parametrize("rate", [1e4, 1e38])
def test_a_run_that_diverges_keeps_the_last_good_parameters(
    tmp_path: Path, rate: float, capsys: pytest.CaptureFixture[str]
) -> None:
    config = replace(RUN, optimizer="sgd", learning_rate=rate, hidden=(HiddenLayer(8, "relu"),))
    config = replace(config, output="identity", loss="squared error")
    assert headless.run(config, None, tmp_path) == 3
    model = model_file.load(tmp_path / "model.safetensors")
    assert all(np.isfinite(array).all() for array in model.parameters.values())
    assert (model.epoch, rows(tmp_path)) == (0, [])
    said = [line for line in capsys.readouterr().err.splitlines() if "the loss was" in line]
    assert len(said) == 1
    assert "smaller learning rate" in said[0]


def test_what_the_very_last_step_breaks_is_noticed(tmp_path: Path) -> None:
    """Plain gradient descent has one step an epoch; no further step sees the broken loss."""
    config = replace(RUN, optimizer="gradient descent", learning_rate=1e38, epochs=1)
    config = replace(config, output="identity", loss="squared error")
    assert headless.run(config, None, tmp_path) == 3
    fresh = Learner(config, catalog.load("digits")).parameters
    model = model_file.load(tmp_path / "model.safetensors")
    for name, array in fresh.items():
        np.testing.assert_array_equal(model.parameters[name], array)


def test_interrupted_it_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(learner: Learner, epochs: int) -> Iterator[Event]:
        for event in train(learner, epochs):
            yield event
            if isinstance(event, Epoch):
                raise KeyboardInterrupt

    monkeypatch.setattr(headless, "train", interrupted)
    assert headless.run(RUN, None, tmp_path / "out", draw) == 130
    assert names(tmp_path) == []
    assert capsys.readouterr().err.splitlines()[-1].endswith("nothing was written.")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_on_a_terminal_one_line_is_drawn_again_and_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.progress.SECONDS_BETWEEN", 0.0)
    terminal = Terminal()
    headless.run(replace(RUN, epochs=2), None, tmp_path, draw, log=terminal)
    lines = terminal.getvalue().split("\n")
    assert len(lines) == 3
    drawn = lines[0].split("\r")
    assert "samples/s" in drawn[5]
    assert drawn[5].endswith(" left")
    assert drawn[-1].startswith("epoch 1/2  loss")
    assert "100%" in lines[1]


def test_a_saved_model_is_tested_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    headless.run(RUN, None, tmp_path)
    capsys.readouterr()
    assert headless.evaluate(tmp_path / "model.safetensors", None) == 0
    printed = capsys.readouterr().out
    last = rows(tmp_path)[-1]
    assert f"test loss {float(last['test_loss']):.6f}" in printed
    assert f"test accuracy {100 * float(last['test_accuracy']):.2f} % of 500 samples" in printed


def test_a_model_for_other_data_is_not_tested(tmp_path: Path) -> None:
    """It says "iris", but knows five flowers."""
    dataset = catalog.load("iris")
    config = RunConfig("iris", (), epochs=1)
    model = model_file.saved_model(config, dataset, Learner(config, dataset).parameters, 0, 0)
    more = replace(model.data, outputs=5, class_names=tuple("abcde"))
    arrays = {"W_1": np.zeros((5, 4), np.float32), "b_1": np.zeros(5, np.float32)}
    path = tmp_path / "model.safetensors"
    model_file.save(path, replace(model, data=more, parameters=MappingProxyType(arrays)))
    with pytest.raises(UserError, match="5 classes"):
        headless.evaluate(path, None)


def test_the_list_of_data_sets_has_them_all(capsys: pytest.CaptureFixture[str]) -> None:
    assert headless.list_datasets() == 0
    lines = capsys.readouterr().out.splitlines()
    listed = {line.split()[0] for line in lines if line.startswith("  ")}
    assert listed == {*catalog.names(), "FILE"}
    assert "  digits         1,797 handwritten digits, 8 x 8 pixels, 10 classes" in lines
    assert any(line.endswith("noise 0.01, 1,000 samples") for line in lines)


def test_mnist_reaches_the_accuracy_of_the_texts(tmp_path: Path, data_dir: Path) -> None:
    config = RunConfig("mnist", (HiddenLayer(32, "sigmoid"),), epochs=3)
    assert headless.run(config, data_dir, tmp_path) == 0
    accuracy = float(rows(tmp_path)[-1]["test_accuracy"])
    assert accuracy == pytest.approx(0.942, abs=0.005)
