from __future__ import annotations

from pathlib import Path

import pytest

from core import headless
from core.command_line import Options
from core.config import RunConfig
from core.errors import UserError
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


def test_a_picture_needs_a_folder_that_is_there(tmp_path: Path) -> None:
    for path in (tmp_path / "missing" / "window.png", tmp_path):
        with pytest.raises(UserError, match=path.parent.name):
            launch.start(Options(screenshot=path))
    assert list(tmp_path.iterdir()) == []
