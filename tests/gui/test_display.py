from __future__ import annotations

import sys
from pathlib import Path

import pytest

from gui import display
from gui.display import has_display, missing_libraries

linux_only = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="other systems always have a display"
)


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))


@linux_only
def test_nothing_set_is_no_display() -> None:
    assert not has_display()


@linux_only
def test_a_display_that_does_not_answer_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":987")
    assert not has_display()
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-987")
    assert not has_display()


@linux_only
def test_a_socket_of_wayland_is_a_display(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "wayland-0").touch()
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert has_display()
    monkeypatch.setenv("WAYLAND_DISPLAY", str(tmp_path / "wayland-0"))
    assert has_display()


def test_who_names_a_platform_knows_best(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert has_display()


@pytest.mark.parametrize(
    ("platform", "window", "asked"),
    [
        ("", True, True),
        ("xcb", True, True),
        ("offscreen", True, False),
        ("", False, False),
    ],
)
def test_only_what_is_needed_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, platform: str, window: bool, asked: bool
) -> None:
    calls: list[bool] = []

    def missing(*, window: bool) -> tuple[str, ...]:
        calls.append(window)
        return ("libegl1", "libgl1")

    monkeypatch.setattr(display, "missing_packages", missing)
    monkeypatch.setenv("QT_QPA_PLATFORM", platform)
    assert missing_libraries(window=window).endswith(" libegl1 libgl1")
    assert calls == [asked]


def test_nothing_missing_is_nothing_to_say(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(display, "missing_packages", lambda *, window: ())
    assert missing_libraries(window=True) == ""
