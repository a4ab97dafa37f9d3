from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core import headless
from core.command_line import Options
from core.config import RunConfig
from core.errors import UserError
from core.model_file import load
from gui import launch

SHORT = RunConfig("iris", (), epochs=1)


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


def without_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(launch, "missing_libraries", lambda *, window: "Install libegl1.")


def test_without_system_libraries_there_is_a_sentence_instead_of_a_window(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    without_libraries(monkeypatch)
    monkeypatch.setattr(launch, "has_display", lambda: True)
    assert launch.start(Options()) == 1
    assert launch.start(Options(screenshot=Path("window.png"))) == 1
    assert capsys.readouterr().err == 2 * "chalkgrad: Install libegl1.\n"
    assert list(tmp_path.iterdir()) == []


def test_without_system_libraries_a_run_lacks_its_picture_only(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    without_libraries(monkeypatch)
    assert launch.start(Options(headless=True, config=SHORT)) == 0
    assert "window.png is left out: Install libegl1." in capsys.readouterr().err
    assert (tmp_path / "out" / headless.MODEL).is_file()


def test_without_a_display_the_demonstration_spares_earlier_results(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    without_libraries(monkeypatch)
    monkeypatch.setattr(launch, "has_display", lambda: False)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / headless.MODEL).write_bytes(b"of yesterday")
    assert launch.start(Options(config=SHORT)) == 0
    first = capsys.readouterr().err.splitlines()[0]
    assert first == (
        "chalkgrad: there is no display here, so this trains without a window, into "
        f"{Path('out/demonstration')} (as --headless does)."
    )
    assert (tmp_path / "out" / headless.MODEL).read_bytes() == b"of yesterday"
    assert (tmp_path / "out" / "demonstration" / headless.MODEL).is_file()


def test_without_a_display_a_model_is_tested(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    headless.run(SHORT, None, tmp_path)
    monkeypatch.setattr(launch, "has_display", lambda: False)
    assert launch.start(Options(model=tmp_path / headless.MODEL)) == 0
    assert "Iris, trained for 1 epoch\n" in capsys.readouterr().out


@dataclass
class FakeWindow:
    """Writes down what `gui.screenshot.render` was asked for."""

    size: tuple[int, int] = (0, 0)
    rest: dict[str, Any] = field(default_factory=dict)

    def render(self, path: Path, size: tuple[int, int], **rest: Any) -> None:
        path.write_bytes(b"a picture")
        self.size, self.rest = size, rest


@pytest.fixture
def window(monkeypatch: pytest.MonkeyPatch) -> FakeWindow:
    fake = FakeWindow()
    monkeypatch.setattr("gui.screenshot.render", fake.render)
    return fake


def test_a_picture_is_made_as_asked_for(window: FakeWindow, tmp_path: Path) -> None:
    path = tmp_path / "picture.png"
    options = Options(config=SHORT, screenshot=path, size=(800, 600), theme="dark", train=True)
    assert launch.start(options) == 0
    assert window.size == (800, 600)
    assert window.rest == {
        "config": SHORT,
        "data_dir": None,
        "theme": "dark",
        "train": True,
        "page": "window",
        "beat": None,
        "trained": None,
    }
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_a_picture_shows_the_model_that_is_named(window: FakeWindow, tmp_path: Path) -> None:
    headless.run(SHORT, None, tmp_path)
    options = Options(model=tmp_path / headless.MODEL, screenshot=tmp_path / "picture.png")
    assert launch.start(options) == 0
    model = load(tmp_path / headless.MODEL)
    assert window.rest["config"] == SHORT
    assert window.rest["trained"].step == model.step
    np.testing.assert_array_equal(window.rest["trained"].parameters["W_1"], model.parameters["W_1"])


def test_the_picture_of_a_run_has_its_model_and_its_history(
    window: FakeWindow, tmp_path: Path
) -> None:
    assert launch.start(Options(headless=True, config=SHORT, out=tmp_path)) == 0
    assert (tmp_path / headless.PICTURE).read_bytes() == b"a picture"
    assert window.rest["config"] == SHORT
    assert window.rest["trained"].step == load(tmp_path / headless.MODEL).step
    assert len(window.rest["history"].epochs()) == SHORT.epochs


def test_a_picture_needs_a_folder_that_is_there(tmp_path: Path) -> None:
    for path in (tmp_path / "missing" / "window.png", tmp_path):
        with pytest.raises(UserError, match=path.parent.name):
            launch.start(Options(screenshot=path))
    assert list(tmp_path.iterdir()) == []
