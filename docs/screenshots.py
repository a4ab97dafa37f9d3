"""Draw the pictures of docs/images again: `make screenshots`.

Drives the real window offscreen, with the mouse where a person would use it. With a folder as
argument it writes every state at both sizes in both themes there, to be looked at.
"""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
os.environ["QT_QPA_PLATFORM"] = "offscreen"

from core.blas import use_one_thread  # noqa: E402 - the path and the platform come first

use_one_thread()

from PIL import Image  # noqa: E402
from PySide6.QtCore import QPoint, Qt  # noqa: E402
from PySide6.QtGui import QImage  # noqa: E402
from PySide6.QtTest import QTest  # noqa: E402
from PySide6.QtWidgets import QWidget  # noqa: E402

from core.messages import RunState  # noqa: E402
from core.presets import PRESETS  # noqa: E402
from gui.actions import TEST_SET  # noqa: E402
from gui.app import Chalkgrad, make_application  # noqa: E402
from gui.centre import View  # noqa: E402
from gui.screenshot import settle, wait_until  # noqa: E402
from gui.session import Origin, default_config  # noqa: E402
from gui.settings import Settings  # noqa: E402
from gui.theme import Appearance  # noqa: E402

IMAGES = ROOT / "docs" / "images"
SHOWN = frozenset(
    {
        "window-dark",
        "window-light",
        "window-light-test-set",
        "small-light-training",
        "window-light-spirals",
        "window-dark-data-features",
    }
)
"""What the README shows."""
ANIMATION_SIZE = (1000, 600)
FRAMES_PER_BEAT = 12
FOLDER = Path(sys.argv[1]) if len(sys.argv) > 1 else IMAGES
SPIRALS = next(preset.config for preset in PRESETS if preset.config.dataset == "spirals")
THREE = (
    (0.30, 0.24), (0.38, 0.16), (0.50, 0.13), (0.62, 0.17), (0.68, 0.27), (0.66, 0.37),
    (0.58, 0.45), (0.47, 0.48), (0.58, 0.50), (0.68, 0.57), (0.72, 0.68), (0.67, 0.79),
    (0.56, 0.86), (0.44, 0.87), (0.33, 0.82), (0.28, 0.73),
)  # fmt: skip


def main() -> None:
    """Draw them all."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    animate()
    compare()
    for appearance in (Appearance.DARK, Appearance.LIGHT):
        take(appearance, (1600, 1000), "window")
        take(appearance, (1024, 768), "small")
        take_data(appearance, (1600, 1000), "window")
        take_data(appearance, (1024, 768), "small")


def take(appearance: Appearance, size: tuple[int, int], name: str) -> None:
    """Open the window, train it, draw a three, and take a picture at each moment."""
    settings = replace(Settings(), appearance=appearance)
    make_application(settings)
    program = Chalkgrad(settings)
    session, window = program.session, program.window
    window.resize(*size)
    window.show()
    program.start()
    wait_until(lambda: session.trace is not None)
    session.show_sample(Origin.TEST, 8)
    save(program, f"{name}-{appearance}-idle")
    session.run()
    wait_until(lambda: session.place is not None and session.place.epoch > 60)
    save(program, f"{name}-{appearance}-training")
    wait_until(lambda: session.state is RunState.FINISHED)
    draw(window.pad.canvas)
    window.stage.setFocus()
    save(program, f"{name}-{appearance}")
    window.actions_[TEST_SET].trigger()
    wait_until(lambda: session.predictions is not None)
    save(program, f"{name}-{appearance}-test-set")
    program.close()


def take_data(appearance: Appearance, size: tuple[int, int], name: str) -> None:
    """Watch the border between two spirals wind itself, and look at what iris is."""
    settings = replace(Settings(), appearance=appearance)
    make_application(settings)
    program = Chalkgrad(settings, SPIRALS)
    session, window = program.session, program.window
    window.resize(*size)
    window.show()
    program.start()
    wait_until(lambda: session.trace is not None)
    session.show_sample(Origin.TEST, 12)
    session.run()
    wait_until(lambda: session.place is not None and session.place.epoch > 260)
    save(program, f"{name}-{appearance}-spirals")
    session.pause()
    for view in ("about", "features", "samples"):
        session.apply(replace(session.config, dataset="iris"))
        wait_until(lambda: session.dataset is not None and session.dataset.name == "iris")
        window.centre.show_view(View.DATA)
        settle()
        window.data.pages.set_current(view)
        wait_until(lambda: window.data.summary is not None)
        save(program, f"{name}-{appearance}-data-{view}")
    program.close()


def animate() -> None:
    """Record one training step on a digit, from the sample to the update."""
    settings = replace(Settings(), appearance=Appearance.DARK)
    make_application(settings)
    program = Chalkgrad(settings, replace(default_config(), epochs=30))
    session, window = program.session, program.window
    window.panes.hide_all_but_stage()
    window.resize(*ANIMATION_SIZE)
    window.show()
    program.start()
    wait_until(lambda: session.trace is not None)
    session.run()
    wait_until(lambda: session.state is RunState.FINISHED)
    session.show_sample(Origin.TEST, 8)
    settle()
    frames = []
    count = round(window.player.end * FRAMES_PER_BEAT)
    for k in range(count + 1):
        window.player.seek(k / FRAMES_PER_BEAT)
        settle(1)
        frames.append(picture(window.stage))
    frames += [frames[-1]] * (2 * FRAMES_PER_BEAT)
    frames[0].save(
        FOLDER / "step.webp",
        save_all=True,
        append_images=frames[1:],
        duration=1000 // FRAMES_PER_BEAT,
        loop=0,
        quality=70,
    )
    program.close()


def compare() -> None:
    """Train with one learning rate, then with another, and take a picture of the plots."""
    settings = replace(Settings(), appearance=Appearance.LIGHT)
    make_application(settings)
    program = Chalkgrad(settings, replace(default_config(), epochs=60))
    session, window = program.session, program.window
    window.resize(1280, 860)
    window.show()
    program.start()
    wait_until(lambda: session.trace is not None)
    session.run()
    wait_until(lambda: session.state is RunState.FINISHED)
    session.apply(replace(session.config, learning_rate=0.2))
    session.reset()
    wait_until(lambda: not session.loading)
    session.run()
    wait_until(lambda: session.place is not None and session.place.epoch > 35)
    session.pause()
    settle(60)
    picture(window.plots).save(FOLDER / "plots-before.png")
    program.close()


def picture(widget: QWidget) -> Image.Image:
    """Return what a widget shows."""
    shown = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    size, stride = (shown.width(), shown.height()), shown.bytesPerLine()
    return Image.frombytes("RGB", size, bytes(shown.constBits()), "raw", "RGB", stride)


def save(program: Chalkgrad, name: str) -> None:
    """Wait until everything is painted, and write the picture."""
    if name in SHOWN or FOLDER != IMAGES:
        settle()
        program.window.grab().save(str(FOLDER / f"{name}.png"))


def draw(canvas: QWidget) -> None:
    """Draw a three with the mouse."""
    side = min(canvas.width(), canvas.height())
    left, top = (canvas.width() - side) // 2, (canvas.height() - side) // 2
    points = [QPoint(round(left + x * side), round(top + y * side)) for x, y in THREE]
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=points[0])
    for point in points[1:]:
        QTest.mouseMove(canvas, point)
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=points[-1])


if __name__ == "__main__":
    main()
