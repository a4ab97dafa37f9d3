"""The application's style sheet, generated from the roles; Fusion draws what it leaves out.

A widget asks for a special look with `set_look(widget, Look.PRIMARY)`, never with colours.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from string import Template

from PySide6.QtWidgets import QWidget

from gui.theme.fonts import FontRole, pixel_size
from gui.theme.metrics import CONTROL_HEIGHT, GRID, HALF, ICON_SIZE, RADIUS, SMALL_ICON
from gui.theme.roles import Theme, colour_roles

CONTROL_ICONS = Path(__file__).parents[2] / "assets" / "icons" / "controls"


class Look(StrEnum):
    """What the style sheet can do for a single widget."""

    PRIMARY = "primary"
    """The one button of a group that goes on."""
    QUIET = "quiet"
    """A button without a border until it is pointed at."""
    COMPACT = "compact"
    """A quiet button of less height, for the inside of a bar or a row."""
    SEGMENT = "segment"
    """A button joined to its neighbours (see the property "segment")."""
    SECTION = "section"
    """The header of a part of a panel."""
    HEADING = "heading"
    TITLE = "title"
    STRONG = "strong"
    MUTED = "muted"
    SMALL = "small"
    """Small and muted: captions, units, hints."""
    NUMBER = "number"
    DISPLAY = "display"
    """A number to be read across the room."""
    FORWARD = "forward"
    BACKWARD = "backward"
    WRONG = "wrong"
    """Text that says what is wrong, or an entry that is refused."""
    SURFACE = "surface"
    """A pane one step in front of the background."""


def set_look(widget: QWidget, look: Look | None) -> None:
    """Give a widget a look, or take it away, also while it is shown."""
    widget.setProperty("look", None if look is None else str(look))
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def style_sheet(theme: Theme, text_scale: float = 1.0) -> str:
    """The style sheet of a theme at a text size (1 for the usual one)."""
    values: dict[str, str | int] = {name: getattr(theme, name) for name in colour_roles()}
    values |= {f"size_{role}": pixel_size(role, text_scale) for role in FontRole}
    values |= {"gap": GRID, "half": HALF, "radius": RADIUS}
    inner = round((CONTROL_HEIGHT - 2) * max(text_scale, 1.0))
    # A ring of two pixels where the border has one: the button stays as large as it is.
    values |= {"inner": inner, "inner_focused": inner - 2}
    values["icon"] = round(ICON_SIZE * text_scale)
    values["small_icon"] = round(SMALL_ICON * text_scale)
    values["icons"] = CONTROL_ICONS.as_posix()
    values["name"] = theme.name
    values["tint"] = theme.with_alpha("muted", 0.22)
    values["handle"] = theme.with_alpha("muted", 0.45)
    values["handle_hover"] = theme.with_alpha("muted", 0.8)
    return _SHEET.substitute(values)


_SHEET = Template("""
QWidget { color: $text; selection-background-color: $selection; selection-color: $text; }
QWidget:disabled { color: $disabled; }
QMainWindow, QDialog { background: $background; }
QToolTip { background: $raised; color: $text; border: 1px solid $line_strong;
    padding: ${half}px ${gap}px; }

QLabel { background: transparent; }
QLabel[look="heading"] { font-size: ${size_heading}px; font-weight: 600; }
QLabel[look="title"] { font-size: ${size_title}px; font-weight: 600; }
QLabel[look="strong"] { font-weight: 500; }
QLabel[look="muted"] { color: $muted; }
QLabel[look="small"] { color: $muted; font-size: ${size_small}px; }
QLabel[look="number"] { font-size: ${size_number}px; font-weight: 500; }
QLabel[look="display"] { font-size: ${size_display}px; font-weight: 600; }
QLabel[look="forward"] { color: $forward; }
QLabel[look="backward"] { color: $backward; }
QLabel[look="wrong"] { color: $wrong; }
QFrame[look="surface"] { background: $surface; border: none; border-radius: ${radius}px; }

QPushButton, QToolButton { background: $raised; border: 1px solid $line_strong;
    border-radius: ${radius}px; padding: 0 11px; min-height: ${inner}px; }
QToolButton { padding: 0 5px; min-width: ${icon}px; }
QPushButton:hover, QToolButton:hover { background: $hover; }
QPushButton:pressed, QToolButton:pressed { background: $pressed; }
QPushButton:checked, QToolButton:checked { background: $selection; border-color: $accent; }
QPushButton:focus, QToolButton:focus { border: 2px solid $focus;
    min-height: ${inner_focused}px; }
QPushButton:focus { padding: 0 10px; }
QToolButton:focus { padding: 0 4px; }
QPushButton:disabled, QToolButton:disabled { background: transparent; border-color: $line; }
QPushButton[look="primary"], QToolButton[look="primary"] { background: $accent; color: $on_accent;
    border-color: $accent; font-weight: 500; }
QPushButton[look="primary"]:hover, QToolButton[look="primary"]:hover {
    background: $accent_hover; border-color: $accent_hover; }
QPushButton[look="primary"]:focus, QToolButton[look="primary"]:focus { border-color: $text; }
QPushButton[look="primary"]:disabled, QToolButton[look="primary"]:disabled {
    background: $track; color: $disabled; border-color: $track; }
QPushButton[look="quiet"], QToolButton[look="quiet"] { background: transparent;
    border-color: transparent; }
QPushButton[look="quiet"]:hover, QToolButton[look="quiet"]:hover { background: $hover; }
QPushButton[look="quiet"]:pressed, QToolButton[look="quiet"]:pressed { background: $pressed; }
QPushButton[look="quiet"]:checked, QToolButton[look="quiet"]:checked { background: $selection; }
QPushButton[look="quiet"]:focus, QToolButton[look="quiet"]:focus { border-color: $focus; }
QPushButton[look="compact"], QToolButton[look="compact"] { background: transparent;
    border-color: transparent; min-height: 22px; padding: 0 6px; }
QToolButton[look="compact"] { min-width: ${small_icon}px; padding: 0 3px; }
QPushButton[look="compact"]:hover, QToolButton[look="compact"]:hover { background: $tint; }
QPushButton[look="compact"]:checked, QToolButton[look="compact"]:checked { background: $tint; }
QPushButton[look="compact"]:focus, QToolButton[look="compact"]:focus { border-color: $focus;
    min-height: 20px; padding: 0 5px; }
QToolButton[look="compact"]:focus { padding: 0 2px; }
QPushButton[look="segment"] { border-radius: 0; margin-left: -1px; padding: 0 10px; }
QPushButton[look="segment"]:checked { background: $selection; border-color: $line_strong; }
QPushButton[look="segment"]:focus { border-color: $focus; padding: 0 9px; }
QPushButton[segment="first"] { border-top-left-radius: ${radius}px; margin-left: 0;
    border-bottom-left-radius: ${radius}px; }
QPushButton[segment="last"] { border-top-right-radius: ${radius}px;
    border-bottom-right-radius: ${radius}px; }
QToolButton[look="section"] { background: transparent; border: 1px solid transparent;
    padding: 0; font-weight: 600; text-align: left; }
QToolButton[look="section"]:hover { color: $accent; }
QToolButton[look="section"]:focus { border-color: $focus; }
QFrame[notice] { border: none; border-radius: 0; }
QFrame[notice="info"] { background: $info_surface; }
QFrame[notice="warning"] { background: $warning_surface; }
QFrame[notice="error"] { background: $error_surface; }
QPushButton::menu-indicator, QToolButton::menu-indicator { image: none; width: 0; }

QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox, QComboBox { background: $raised;
    border: 1px solid $line_strong; border-radius: ${radius}px; }
QLineEdit, QAbstractSpinBox, QComboBox { min-height: ${inner}px; padding: 0 ${gap}px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QAbstractSpinBox:focus, QComboBox:focus {
    border-color: $focus; }
QLineEdit:disabled, QAbstractSpinBox:disabled, QComboBox:disabled { background: transparent;
    border-color: $line; }
QLineEdit[look="wrong"], QAbstractSpinBox[look="wrong"], QComboBox[look="wrong"] {
    border-color: $wrong; }
QAbstractSpinBox QLineEdit, QComboBox QLineEdit { border: none; background: transparent;
    min-height: 0; padding: 0; }
QAbstractSpinBox { padding: 0 26px 0 6px; max-height: ${inner}px; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { subcontrol-origin: border;
    width: 24px; border: none; background: transparent; }
QAbstractSpinBox::up-button { subcontrol-position: top right; margin: 1px 1px 0 0; }
QAbstractSpinBox::down-button { subcontrol-position: bottom right; margin: 0 1px 1px 0; }
QAbstractSpinBox::up-button:hover, QAbstractSpinBox::down-button:hover { background: $hover; }
QAbstractSpinBox::up-arrow { image: url("$icons/up-$name.svg"); width: 12px; height: 12px; }
QAbstractSpinBox::down-arrow { image: url("$icons/down-$name.svg"); width: 12px; height: 12px; }
QAbstractSpinBox::up-arrow:disabled, QAbstractSpinBox::down-arrow:disabled { image: none; }
QComboBox { padding-right: 26px; }
QComboBox:hover { background: $hover; }
QComboBox::drop-down { subcontrol-origin: border; subcontrol-position: center right; width: 24px;
    border: none; background: transparent; }
QComboBox::down-arrow { image: url("$icons/down-$name.svg"); width: 12px; height: 12px; }
QComboBox QAbstractItemView { background: $raised; border: 1px solid $line_strong; outline: none;
    padding: ${half}px; }
QComboBox QAbstractItemView::item { min-height: 28px; padding: 0 ${half}px; }
QComboBox QAbstractItemView::item:selected { background: $selection; color: $text; }

QCheckBox, QRadioButton { background: transparent; spacing: ${gap}px; min-height: 24px; }
QCheckBox::indicator, QRadioButton::indicator { width: 16px; height: 16px;
    border: 1px solid $muted; background: $raised; }
QCheckBox::indicator { border-radius: ${radius}px; }
QRadioButton::indicator { border-radius: 9px; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover { background: $hover; }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border: 2px solid $focus;
    width: 14px; height: 14px; }
QCheckBox:focus, QRadioButton:focus { color: $focus; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent;
    image: url("$icons/check-$name.svg"); }
QRadioButton::indicator:checked { background: $accent; border-color: $accent;
    image: url("$icons/dot-$name.svg"); }
QCheckBox::indicator:checked:focus, QRadioButton::indicator:checked:focus { border-color: $text; }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { background: $track;
    border-color: $track; }

QSlider:horizontal { min-height: 24px; }
QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: $track; }
QSlider::sub-page:horizontal { height: 4px; border-radius: 2px; background: $accent; }
QSlider::handle:horizontal { width: 16px; height: 16px; margin: -7px 0; border-radius: 9px;
    background: $raised; border: 2px solid $accent; }
QSlider::handle:horizontal:hover { background: $hover; }
QSlider::handle:horizontal:focus { border-color: $focus; background: $accent; }
QSlider::sub-page:horizontal:disabled { background: $line_strong; }
QSlider::handle:horizontal:disabled { border-color: $line_strong; background: $surface; }

QProgressBar { background: $track; border: none; border-radius: 2px; max-height: 4px;
    min-height: 4px; }
QProgressBar::chunk { background: $accent; border-radius: 2px; }

QTabWidget::pane { border: none; border-top: 1px solid $line; }
QTabBar { background: transparent; }
QTabBar::tab { background: transparent; color: $muted; border: none; padding: 0 9px;
    min-height: ${inner}px; border-bottom: 2px solid transparent; }
QTabBar::tab:hover { color: $text; }
QTabBar::tab:selected { color: $text; border-bottom: 2px solid $accent; }
QTabBar::tab:focus { color: $focus; }

QScrollArea, QAbstractScrollArea { background: transparent; border: none; }
QScrollArea > QWidget > QWidget { background: transparent; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: $handle; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: $handle_hover; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QDockWidget { titlebar-close-icon: none; titlebar-normal-icon: none; font-weight: 600; }
QDockWidget::title { background: $background; padding: ${gap}px; text-align: left; }
QMainWindow::separator { background: $line; width: 1px; height: 1px; }
QMainWindow::separator:hover { background: $accent; }
QSplitter::handle { background: $line; }
QSplitter::handle:hover { background: $accent; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QToolBar { background: $background; border: none; spacing: ${half}px; padding: ${half}px; }
QToolBar QToolButton { background: transparent; border-color: transparent; }
QToolBar QToolButton:hover { background: $hover; }
QToolBar QToolButton:pressed { background: $pressed; }
QToolBar QToolButton:checked { background: $selection; }
QToolBar QToolButton:disabled { background: transparent; border-color: transparent; }
QToolBar QToolButton:focus { border-color: $focus; }
QToolBar::separator { background: $line; width: 1px; height: 1px; margin: ${half}px; }
QStatusBar { background: $background; border-top: 1px solid $line; color: $muted; }
QStatusBar::item { border: none; }

QMenuBar { background: $background; border-bottom: 1px solid $line; }
QMenuBar::item { background: transparent; padding: ${half}px ${gap}px; }
QMenuBar::item:selected { background: $hover; }
QMenu { background: $raised; border: 1px solid $line_strong; padding: ${half}px; }
QMenu::item { padding: 6px 24px 6px 12px; border-radius: ${radius}px; }
QMenu::item:selected { background: $selection; color: $text; }
QMenu::item:disabled { color: $disabled; background: transparent; }
QMenu::separator { height: 1px; background: $line; margin: ${half}px ${gap}px; }
QMenu::icon { padding-left: ${gap}px; }

QGroupBox { border: none; margin-top: 24px; font-weight: 600; }
QGroupBox::title { subcontrol-origin: margin; subcontrol-position: top left; }
QHeaderView { background: transparent; }
QHeaderView::section { background: $surface; color: $muted; border: none;
    border-bottom: 1px solid $line; padding: ${half}px ${gap}px; }
QTableView, QListView, QTreeView { background: $background; gridline-color: $line;
    alternate-background-color: $surface; outline: none; }
QTableView::item:selected, QListView::item:selected, QTreeView::item:selected {
    background: $selection; color: $text; }
QTableView::item { padding: 0 ${half}px; }
QTableView::item:focus { border: 1px solid $focus; }
""")
