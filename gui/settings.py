"""What the program remembers between two starts. It never stands in the way of a start."""

from __future__ import annotations

import base64
import json
import math
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import platformdirs

from core.quoting import quoted
from gui.theme import Appearance

VERSION = 1
FILE_NAME = "settings.json"
FOLDER_VARIABLE = "CHALKGRAD_CONFIG_DIR"
LARGEST_FILE = 1_000_000  # bytes; ours has some thousand


@dataclass(frozen=True, slots=True)
class Settings:
    """All that is remembered. Change it with `dataclasses.replace`."""

    appearance: Appearance = Appearance.SYSTEM
    text_scale: float = 1.0
    reduced_motion: bool = False
    config: dict[str, Any] = field(default_factory=dict)
    """The last run's configuration, as `RunConfig` writes it; empty for none."""
    data_folder: str = ""
    window_geometry: bytes = b""
    window_state: bytes = b""
    brush_size: float = 0.09
    """Width of the drawing pad's brush as a share of the pad."""
    plot_log_scale: bool = False
    plot_smoothing: float = 0.0
    """0 for none, up to 0.999: the weight of the past in a moving average."""
    collapsed_sections: tuple[str, ...] = ()
    recent_files: tuple[str, ...] = ()
    """Files of one's own, the latest first."""


@dataclass(frozen=True, slots=True)
class LoadedSettings:
    """Settings, and what has to be said about them: one sentence or nothing."""

    settings: Settings
    notice: str = ""


def settings_folder() -> Path:
    """The folder of the settings file: CHALKGRAD_CONFIG_DIR, or the system's place for it."""
    named = os.environ.get(FOLDER_VARIABLE)
    return Path(named) if named else Path(platformdirs.user_config_dir("chalkgrad", False))


def load_settings(folder: Path | None = None) -> LoadedSettings:
    """Read the settings. Whatever is missing or unusable is replaced by its default.

    Never raises: a file that cannot be read gives the defaults and a notice.
    """
    path = (folder or settings_folder()) / FILE_NAME
    try:
        if path.stat().st_size > LARGEST_FILE:
            return _defaults(path, "it is too large to be ours")
        document = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return LoadedSettings(Settings())
    except OSError as error:
        return _defaults(path, error.strerror or str(error))
    except (ValueError, RecursionError):
        return _defaults(path, "it is damaged")
    if not isinstance(document, dict) or not _is_count(document.get("version")):
        return _defaults(path, "it is damaged")
    if document["version"] > VERSION:
        return _defaults(path, "it was written by a newer version of Chalkgrad")
    return _from_document(document, path)


def save_settings(settings: Settings, folder: Path | None = None) -> str:
    """Write the settings, the whole file or nothing.

    Never raises. Returns an empty string, or the sentence that says why they were not saved.
    """
    folder = folder or settings_folder()
    temporary = ""
    try:
        text = json.dumps(_to_document(settings), indent=2, sort_keys=True, allow_nan=False)
        folder.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(prefix=FILE_NAME, suffix=".part", dir=folder)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, folder / FILE_NAME)
    except (OSError, ValueError, TypeError) as error:
        _remove(temporary)
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        return f"The settings could not be saved in {quoted(folder)}: {reason}."
    return ""


def _remove(path: str) -> None:
    try:
        if path:
            os.unlink(path)
    except OSError:
        pass  # then the folder is not writable at all, which has been said


def _defaults(path: Path, reason: str) -> LoadedSettings:
    sentence = (
        f"The settings in {quoted(path)} could not be used ({reason}). The defaults are in force."
    )
    return LoadedSettings(Settings(), sentence)


def _from_document(document: dict[str, Any], path: Path) -> LoadedSettings:
    values, unusable = {}, []
    for name, (_, decode) in _CODECS.items():
        if name in document:
            try:
                values[name] = decode(document[name])
            except (ValueError, TypeError, OverflowError):
                unusable.append(name.replace("_", " "))
    notice = ""
    if unusable:
        notice = (
            f"Some settings in {quoted(path)} were not usable and are reset: {', '.join(unusable)}."
        )
    return LoadedSettings(Settings(**values), notice)


def _to_document(settings: Settings) -> dict[str, Any]:
    document: dict[str, Any] = {"version": VERSION}
    for name, (encode, _) in _CODECS.items():
        document[name] = encode(getattr(settings, name))
    return document


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1


def _number(low: float, high: float) -> Callable[[Any], float]:
    def decode(value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise TypeError("a number is expected")
        if not math.isfinite(value) or not low <= value <= high:
            raise ValueError("the number is out of its range")
        return float(value)

    return decode


def _exactly(kind: type) -> Callable[[Any], Any]:
    def decode(value: Any) -> Any:
        if type(value) is not kind:
            raise TypeError(f"{kind.__name__} is expected")
        return value

    return decode


def _names(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise TypeError("a list of names is expected")
    return tuple(value)


def _bytes(value: Any) -> bytes:
    return base64.b64decode(value, validate=True)


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


def _same(value: Any) -> Any:
    return value


_CODECS: dict[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    "appearance": (str, Appearance),
    "text_scale": (float, _number(0.8, 2.0)),
    "reduced_motion": (bool, _exactly(bool)),
    "config": (_same, _exactly(dict)),
    "data_folder": (str, _exactly(str)),
    "window_geometry": (_text, _bytes),
    "window_state": (_text, _bytes),
    "brush_size": (float, _number(0.01, 0.5)),
    "plot_log_scale": (bool, _exactly(bool)),
    "plot_smoothing": (float, _number(0.0, 0.999)),
    "collapsed_sections": (list, _names),
    "recent_files": (list, _names),
}
"""How each field is written to JSON, and read back and checked."""

assert set(_CODECS) == {entry.name for entry in fields(Settings)}
