from __future__ import annotations

import json
import os
import pickle
import zipfile
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors import safe_open
from safetensors.numpy import load_file, save

from core import model_file
from core.config import HiddenLayer, RunConfig
from core.datasets import catalog
from core.errors import UserError
from core.metrics import Evaluator
from core.model_file import SavedModel, load, saved_model, to_bytes
from core.model_schema import require_fit
from core.training import Learner

CONFIG = RunConfig("iris", (HiddenLayer(2, "tanh"),), epochs=5, seed=3)


def trained(config: RunConfig = CONFIG) -> tuple[Learner, SavedModel]:
    dataset = catalog.load(config.dataset)
    learner = Learner(config, dataset)
    return learner, saved_model(config, dataset, learner.parameters, 4, 16)


@pytest.fixture(scope="module")
def model() -> SavedModel:
    return trained()[1]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "modell ∂.safetensors"


def parts(content: bytes) -> tuple[dict[str, Any], bytes]:
    """Return the header and the data of a file's content."""
    length = int.from_bytes(content[:8], "little")
    return json.loads(content[8 : 8 + length]), content[8 + length :]


def joined(header: str, data: bytes) -> bytes:
    raw = header.encode()
    return len(raw).to_bytes(8, "little") + raw + data


def refuses(path: Path, content: bytes) -> str:
    """Load a file with this content and return what the refusal says."""
    path.write_bytes(content)
    with pytest.raises(UserError) as caught:
        load(path)
    message = str(caught.value)
    assert path.name in message
    assert "\n" not in message
    return message


@pytest.mark.parametrize(
    "config",
    [
        CONFIG,
        RunConfig("digits", (HiddenLayer(8, "relu"), HiddenLayer(5, "leaky relu"))),
        RunConfig("wine", (), output="modified softmax"),
        RunConfig("diabetes", (HiddenLayer(4),), output="identity", loss="mean squared error"),
        RunConfig("iris", tuple(HiddenLayer(3) for _ in range(11))),
    ],
    ids=["iris", "digits", "modified", "regression", "eleven"],
)
def test_a_model_comes_back_and_predicts_the_same(config: RunConfig, path: Path) -> None:
    learner, model = trained(config)
    model_file.save(path, model)
    loaded = load(path)
    assert (loaded.config, loaded.data, loaded.epoch, loaded.step) == (config, model.data, 4, 16)
    assert list(loaded.parameters) == list(model.parameters)
    network, parameters = loaded.restore()
    x = learner.data.test.x
    expected = learner.evaluator.predict(x)
    np.testing.assert_array_equal(Evaluator(network, parameters).predict(x), expected)


def test_other_programs_read_the_arrays(model: SavedModel, path: Path) -> None:
    model_file.save(path, model)
    found = load_file(path)
    assert set(found) == {"W_1", "b_1", "W_2", "b_2"}
    for name, array in found.items():
        assert array.dtype == np.float32
        np.testing.assert_array_equal(array, model.parameters[name])
    with safe_open(path, "np") as file:
        document = json.loads(file.metadata()["chalkgrad"])
    assert document["config"]["hidden"] == [{"width": 2, "activation": "tanh"}]
    assert document["data"]["class_names"] == ["setosa", "versicolor", "virginica"]


def test_equal_models_are_equal_files(model: SavedModel) -> None:
    assert to_bytes(model) == to_bytes(trained()[1])


def test_the_arrays_of_a_model_do_not_change(model: SavedModel, path: Path) -> None:
    learner, record = trained()
    before = record.parameters["W_1"].copy()
    learner.parameters.flat[:] = 0.0
    np.testing.assert_array_equal(record.parameters["W_1"], before)
    model_file.save(path, model)
    for array in load(path).parameters.values():
        assert not array.flags.writeable


def test_cut_off_at_any_byte_it_is_refused(model: SavedModel, path: Path) -> None:
    content = to_bytes(model)
    for length in range(len(content)):
        refuses(path, content[:length])


def test_trailing_bytes_are_refused(model: SavedModel, path: Path) -> None:
    assert "1 bytes too many" in refuses(path, to_bytes(model) + b"\0")


class Bomb:
    """Leaves a file behind if it is ever unpickled."""

    def __init__(self, target: Path) -> None:
        self.target = target

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[str, int]]:
        return os.mkdir, (str(self.target), 0o700)


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("disguise", ["plain", "zip", "data", "header", "npy"])
def test_a_pickle_in_any_disguise_is_refused_and_never_run(
    model: SavedModel, path: Path, tmp_path: Path, protocol: int, disguise: str
) -> None:
    trap = tmp_path / "executed"
    content = pickle.dumps(Bomb(trap), protocol=protocol)
    if disguise == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("archive/data.pkl", content)
            archive.writestr("../member", content)
        content = path.read_bytes()
    elif disguise == "data":
        header, data = parts(to_bytes(model))
        content = joined(json.dumps(header), data[: len(data) // 2] + content)
    elif disguise == "header":
        content = len(content).to_bytes(8, "little") + content
    elif disguise == "npy":
        np.save(path.with_suffix(".npy"), np.array([Bomb(trap)], dtype=object))
        content = path.with_suffix(".npy").read_bytes()
    message = refuses(path, content)
    assert not trap.exists()
    if disguise == "zip" or (disguise == "plain" and protocol >= 2):
        assert "can contain code" in message


def changed(model: SavedModel, change: Callable[[dict[str, Any]], object]) -> bytes:
    """Return a model's file after a change of the document in its metadata."""
    header, data = parts(to_bytes(model))
    document = json.loads(header["__metadata__"]["chalkgrad"])
    change(document)
    header["__metadata__"]["chalkgrad"] = json.dumps(document)
    return joined(json.dumps(header), data)


def test_a_newer_version_is_refused_and_an_older_one_read(
    model: SavedModel, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = changed(model, lambda document: document.update(version=model_file.VERSION + 1))
    assert "newer version" in refuses(path, newer)
    monkeypatch.setattr(model_file, "VERSION", model_file.VERSION + 1)
    assert load(path).config == CONFIG


@pytest.mark.parametrize(
    ("where", "value"),
    [
        ("version", None),
        ("version", 0),
        ("version", True),
        ("version", "1"),
        ("epoch", -1),
        ("step", 1.5),
        ("step", 10**400),
        ("config", None),
        ("config", []),
        ("config.hidden", [{"width": 3, "activation": "tanh"}]),
        ("config.hidden", [{"width": 0, "activation": "tanh"}]),
        ("config.hidden", [{"width": 10**9, "activation": "tanh"}]),
        ("config.hidden", [{"width": 2, "activation": "exec"}]),
        ("config.hidden", []),
        ("config.output", "modified softmax"),
        ("config.output", "eval"),
        ("config.optimizer", "os.system"),
        ("config.seed", 10**400),
        ("config.unknown", 1),
        ("data", None),
        ("data.inputs", 3),
        ("data.inputs", 10**9),
        ("data.outputs", 4),
        ("data.class_names", ["a", "b"]),
        ("data.class_names", "abc"),
        ("data.class_names", [1, 2, 3]),
        ("data.target_names", ["a"]),
        ("data.target_offset", [1.0]),
        ("data.target_offset", [10**400]),
        ("data.task", "clustering"),
        ("data.task", []),
        ("data.image_shape", [2, 3]),
        ("data.image_shape", [-2, -2]),
        ("data.image_shape", 4),
        ("data.surplus", 4),
        ("data.name", 4),
    ],
)
def test_a_document_that_contradicts_itself_is_refused(
    model: SavedModel, path: Path, where: str, value: Any
) -> None:
    def change(document: dict[str, Any]) -> None:
        *outer, name = where.split(".")
        (document[outer[0]] if outer else document)[name] = value

    refuses(path, changed(model, change))


def test_a_sound_header_is_accepted_as_it_stands(model: SavedModel, path: Path) -> None:
    path.write_bytes(changed(model, lambda document: document["data"].update(title="Flowers")))
    assert load(path).data.title == "Flowers"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"F32"', '"F64"'),
        ('"F32"', "[1]"),
        ('"W_1"', '"W_3"'),
        ('"W_1"', '"W_2"'),
        ('"shape": [2, 4]', '"shape": [4, 2]'),
        ('"shape": [2, 4]', '"shape": [8]'),
        ('"shape": [2, 4]', '"shape": [2, 2, 2]'),
        ('"shape": [2, 4]', '"shape": [2.0, 4]'),
        ('"shape": [2, 4]', '"shape": [-2, -4]'),
        ('"shape": [2, 4]', '"shape": [4294967296, 4294967296]'),
        ('"shape": [2, 4]', '"shape": ' + 5000 * "[" + 5000 * "]"),
        ('"data_offsets": [0, 32]', '"data_offsets": [4, 36]'),
        ('"data_offsets": [0, 32]', '"data_offsets": [32, 0]'),
        ('"data_offsets": [0, 32]', '"data_offsets": [0, 32, 64]'),
        ('"data_offsets": [0, 32]', '"data_offsets": [32, 64]'),
        ('"data_offsets": [0, 32]', '"data_offsets": [0, 32], "more": 1'),
        ('"data_offsets": [0, 32]', '"data_offsets": [0, 1' + 5000 * "0" + "]"),
        ('"__metadata__": {', '"__metadata__": {"x": 1, '),
        ('"__metadata__": {', '"__metadata__": {"chalkgrad": "{}", '),
        ('"chalkgrad"', '"another"'),
        ('{"__metadata__"', '[{"__metadata__"'),
        ('{"__metadata__"', '{"W_9": NaN, "__metadata__"'),
    ],
)
def test_a_damaged_header_is_refused(model: SavedModel, path: Path, old: str, new: str) -> None:
    header, data = parts(to_bytes(model))
    text = json.dumps(header)
    assert old in text
    refuses(path, joined(text.replace(old, new, 1), data))


@pytest.mark.parametrize("inner", ["[" * 900 + "]" * 900, "[" * 100_000, '{"a": 1, "a": 1}', "1"])
def test_an_absurd_document_is_refused(model: SavedModel, path: Path, inner: str) -> None:
    header, data = parts(to_bytes(model))
    header["__metadata__"]["chalkgrad"] = inner
    refuses(path, joined(json.dumps(header), data))


@pytest.mark.parametrize("length", [0, 1, (1 << 20) + 1, 1 << 40, (1 << 64) - 1])
def test_an_oversize_header_is_refused(model: SavedModel, path: Path, length: int) -> None:
    refuses(path, length.to_bytes(8, "little") + to_bytes(model)[8:])


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_weights_that_are_not_finite_are_neither_written_nor_read(
    model: SavedModel, path: Path, value: float
) -> None:
    arrays = {name: np.array(array) for name, array in model.parameters.items()}
    arrays["b_2"][1] = value
    with pytest.raises(UserError, match="b_2"):
        model_file.save(path, replace(model, parameters=MappingProxyType(arrays)))
    assert not path.exists()
    document = parts(to_bytes(model))[0]["__metadata__"]
    assert "not finite" in refuses(path, save(arrays, document))


@pytest.mark.parametrize("content", [b"", b"\0" * 100, b"<!DOCTYPE html><html></html>", b"{}"])
def test_other_files_are_refused(path: Path, content: bytes) -> None:
    refuses(path, content)


def test_a_safetensors_file_of_another_program_is_refused_with_its_reason(path: Path) -> None:
    message = refuses(path, save({"weight": np.zeros((2, 2), np.float32)}))
    assert "was not written by Chalkgrad" in message


def test_missing_files_and_folders_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "missing", tmp_path):
        with pytest.raises(UserError, match=path.name):
            load(path)


def test_killed_while_saving_the_old_file_is_intact(
    model: SavedModel, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model_file.save(path, model)
    old = path.read_bytes()
    for function in ("fsync", "replace"):
        with monkeypatch.context() as patch:

            def killed(*_arguments: object) -> None:
                raise SystemExit

            patch.setattr(os, function, killed)
            with pytest.raises(SystemExit):
                model_file.save(path, replace(model, step=99))
        assert path.read_bytes() == old
        assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_model_fits_its_own_data_only(model: SavedModel) -> None:
    require_fit(model.data, catalog.load("iris"))
    with pytest.raises(UserError, match=r"4 features, 3 classes.*13 features, 3 classes"):
        require_fit(model.data, catalog.load("wine"))


@given(st.data())
def test_a_mutated_file_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, model: SavedModel, data: st.DataObject
) -> None:
    content = bytearray(to_bytes(model))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        piece = data.draw(st.binary(max_size=8))
        content[at : at + data.draw(st.integers(0, 8))] = piece
    path = tmp_path_factory.getbasetemp() / "mutated"
    path.write_bytes(content)
    try:
        found = load(path)
    except UserError:
        return
    found.restore()
    assert asdict(found.config).keys() == asdict(CONFIG).keys()
    assert all(np.isfinite(array).all() for array in found.parameters.values())
