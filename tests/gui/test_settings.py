"""The settings file: what is written comes back, and nothing in it can block a start."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui import settings as module
from gui.settings import FILE_NAME, Settings, load_settings, save_settings, settings_folder
from gui.theme import Appearance

FULL = Settings(
    appearance=Appearance.DARK,
    text_scale=1.5,
    reduced_motion=True,
    config={"dataset": "digits", "hidden": [[32, "relu"]], "learning_rate": 0.001},
    data_folder="/tmp/Zahlen für später",
    window_geometry=bytes(range(256)),
    window_state=b"\x00\xff",
    brush_size=0.2,
    plot_log_scale=True,
    plot_smoothing=0.9,
    collapsed_sections=("optimizer", "plots"),
)


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    assert save_settings(FULL, tmp_path) == ""
    loaded = load_settings(tmp_path)
    assert loaded.settings == FULL
    assert loaded.notice == ""


def test_a_first_start_gives_the_defaults_without_a_word(tmp_path: Path) -> None:
    loaded = load_settings(tmp_path / "never made")
    assert loaded.settings == Settings()
    assert loaded.notice == ""


def test_saving_makes_the_folder_and_leaves_one_file(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    save_settings(FULL, folder)
    save_settings(Settings(), folder)
    assert [path.name for path in folder.iterdir()] == [FILE_NAME]
    assert load_settings(folder).settings == Settings()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b'{"appearance": "dark"}',
        b'{"version": "1"}',
        b'{"version": true}',
        b'{"version": 999, "appearance": "dark"}',
        b" " * 2_000_000,
        b'{"version": 1, "text_scale": 1' + b"0" * 400 + b"}",
    ],
    ids=lambda content: content[:24].decode("latin-1"),
)
def test_an_unusable_file_gives_the_defaults_and_a_notice(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(content)
    loaded = load_settings(tmp_path)
    assert loaded.settings == Settings()
    assert str(tmp_path / FILE_NAME) in loaded.notice


def test_an_unusable_entry_costs_only_itself(tmp_path: Path) -> None:
    save_settings(FULL, tmp_path)
    document = json.loads((tmp_path / FILE_NAME).read_text())
    document |= {
        "appearance": "purple",
        "brush_size": float("nan"),
        "window_state": "%%%",
        "new": 1,
    }
    (tmp_path / FILE_NAME).write_text(json.dumps(document))
    loaded = load_settings(tmp_path)
    plain = Settings()
    assert loaded.settings == replace(
        FULL,
        appearance=plain.appearance,
        brush_size=plain.brush_size,
        window_state=plain.window_state,
    )
    for name in ("appearance", "brush size", "window state"):
        assert name in loaded.notice


@given(
    st.dictionaries(
        st.sampled_from([*module._CODECS, "other"]),
        st.none() | st.booleans() | st.floats() | st.text() | st.lists(st.integers()),
    )
)
def test_no_content_raises(tmp_path_factory: pytest.TempPathFactory, content: object) -> None:
    folder = tmp_path_factory.mktemp("settings")
    assert isinstance(content, dict)
    (folder / FILE_NAME).write_text(json.dumps({"version": 1} | content))
    assert isinstance(load_settings(folder).settings, Settings)


def test_a_place_that_cannot_be_written_is_reported(tmp_path: Path) -> None:
    blocker = tmp_path / "file"
    blocker.write_text("a file, where a folder would have to be")
    sentence = save_settings(FULL, blocker)
    assert str(blocker) in sentence
    assert blocker.read_text().startswith("a file")
    assert load_settings(blocker).settings == Settings()


def test_a_failing_replacement_keeps_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_settings(FULL, tmp_path)

    def refuse(source: str, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", refuse)
    assert "No space left on device" in save_settings(Settings(), tmp_path)
    assert load_settings(tmp_path).settings == FULL
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]


def test_a_configuration_that_is_no_json_is_refused_and_the_old_file_stays(tmp_path: Path) -> None:
    save_settings(FULL, tmp_path)
    assert save_settings(replace(FULL, config={"rate": float("nan")}), tmp_path) != ""
    assert save_settings(replace(FULL, config={"rate": object()}), tmp_path) != ""
    assert load_settings(tmp_path).settings == FULL


def test_the_environment_names_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHALKGRAD_CONFIG_DIR", str(tmp_path))
    assert settings_folder() == tmp_path
    save_settings(FULL)
    assert load_settings().settings == FULL
    monkeypatch.delenv("CHALKGRAD_CONFIG_DIR")
    assert settings_folder().name == "chalkgrad"
