"""The data, large: what the set is, what its features are, and its samples one by one."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from core.checks import Severity
from core.datasets.dataset import Dataset
from core.messages import Ready
from core.statistics import Summary, summarise
from gui.background import Background
from gui.dataset_view.about_page import AboutPage
from gui.dataset_view.features_page import FeaturesPage
from gui.dataset_view.predicting import PartPredictions
from gui.dataset_view.samples_page import SamplesPage
from gui.session import Notice, Origin, Sample, Session
from gui.theme import GRID, HALF, MARGIN, Look, set_look
from gui.widgets.basics import ElidedLabel
from gui.widgets.segmented import SegmentedControl

ABOUT, FEATURES, SAMPLES = "about", "features", "samples"
_PAGES = ((ABOUT, "About"), (FEATURES, "Features"), (SAMPLES, "Samples"))
_TIPS = {
    ABOUT: "Where the data come from, how many there are, and what was done to them",
    FEATURES: "Ranges, means and histograms of the features",
    SAMPLES: "Look at single samples, by part, by class, right or wrong",
}


class DataPanel(QWidget):
    """Works out what it shows beside the window, and only while somebody looks at it."""

    traced = Signal()
    """A sample was chosen here and is on the stage now: show it."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data")
        self.setAccessibleName("Data")
        self._session = session
        self._summary: Summary | None = None
        self._summarised: Dataset | None = None
        """The data set that the summary is of, or that is being summarised."""
        self._background = Background("summary of the data", self)
        self._predictions = PartPredictions(session, self)
        self.pages = SegmentedControl(_PAGES, ABOUT)
        self.pages.setAccessibleName("What to see of the data")
        for key, tip in _TIPS.items():
            self.pages.button(key).setToolTip(tip)
        self.heading = ElidedLabel()
        set_look(self.heading, Look.MUTED)
        self.about = AboutPage()
        self.features = FeaturesPage()
        self.samples = SamplesPage(self._predictions)
        self.nothing = QLabel()
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        set_look(self.nothing, Look.MUTED)
        self._stack = QStackedWidget()
        for page in (self.nothing, self.about, self.features, self.samples):
            self._stack.addWidget(page)
        self._lay_out()

        session.run_ready.connect(self._on_ready)
        session.loading_changed.connect(self._on_loading)
        session.config_changed.connect(self._on_loading)
        session.sample_changed.connect(self._on_sample)
        self.pages.changed.connect(self._show_page)
        self.features.chosen.connect(self._trace)
        self.samples.chosen.connect(self._trace)
        self._background.finished.connect(self._on_summary)
        self._background.failed.connect(self._on_failed)
        self._predictions.failed.connect(self._on_failed)
        self._on_ready(session.ready)

    @property
    def summary(self) -> Summary | None:
        """What has been worked out of the data set; None as long as it has not."""
        return self._summary

    def show_page(self, key: str) -> None:
        """Turn to a page: ABOUT, FEATURES or SAMPLES."""
        self.pages.set_current(key)

    def shut_down(self) -> bool:
        """End the threads; True if they have ended in time."""
        ended = [self._background.shut_down(), self._predictions.shut_down()]
        return all(ended)

    # What happens.

    @Slot(object)
    def _on_ready(self, ready: Ready | None) -> None:
        if ready is not None:
            if ready.dataset is not self._summarised:
                self._background.cancel()
                self._summary = self._summarised = None
            self.about.set_ready(ready)
            self.about.set_summary(ready, self._summary)
            self.features.set_ready(ready, self._summary)
            self.samples.set_ready(ready)
            self.samples.set_summary(self._summary)
            self._on_sample(self._session.sample)
            self._summarise()
        self._show_page()

    @Slot()
    def _on_loading(self, _what: object = None) -> None:
        session, ready = self._session, self._session.ready
        wished = session.config.dataset, session.config.data
        other = ready is not None and wished != (ready.config.dataset, ready.config.data)
        if ready is None:
            self.nothing.setText("Loading the data …" if session.loading else "No data yet.")
            self.heading.setText("")
        elif session.loading and other:
            self.heading.setText("Loading other data …")
        else:
            # The page About has a heading of its own.
            about = self.pages.current() == ABOUT
            self.heading.setText("" if about else ready.dataset.title)

    @Slot(object)
    def _on_sample(self, sample: Sample | None) -> None:
        self.features.set_sample(sample)
        self.samples.set_sample(sample)

    @Slot(object)
    def _on_summary(self, summary: Summary) -> None:
        ready = self._session.ready
        if ready is None or ready.dataset is not self._summarised:
            return
        self._summary = summary
        self.about.set_summary(ready, summary)
        self.features.set_ready(ready, summary)
        self.samples.set_summary(summary)

    @Slot(str, str)
    def _on_failed(self, message: str, details: str) -> None:
        self._session.notice.emit(Notice(Severity.ERROR, message, details))

    @Slot(object, int)
    def _trace(self, origin: Origin, index: int) -> None:
        self._session.show_sample(origin, index)
        self.traced.emit()

    # Behind the scenes.

    def _summarise(self) -> None:
        dataset = self._session.dataset
        if dataset is None or dataset is self._summarised or not self.isVisible():
            return
        self._summarised = dataset
        self._background.start(lambda work: summarise(dataset, work))

    @Slot()
    def _show_page(self, _key: str = "") -> None:
        pages = {ABOUT: self.about, FEATURES: self.features, SAMPLES: self.samples}
        key = self.pages.current()
        there = self._session.ready is not None
        self._stack.setCurrentWidget(pages[key] if there else self.nothing)
        self.setFocusProxy(pages[key] if there else self.pages)
        self.samples.set_looked_at(there and key == SAMPLES and self.isVisible())
        self._on_loading()

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(MARGIN, HALF, MARGIN, 0)
        bar.setSpacing(2 * GRID)
        bar.addWidget(self.pages)
        bar.addWidget(self.heading, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addLayout(bar)
        column.addWidget(self._stack, 1)

    def sizeHint(self) -> QSize:
        """Ask for the middle of a window."""
        return QSize(900, 520)

    def minimumSizeHint(self) -> QSize:
        """Make do with less."""
        return QSize(420, 260)

    def showEvent(self, event: QShowEvent) -> None:
        """Work things out from now on."""
        super().showEvent(event)
        self._summarise()
        self._show_page()

    def hideEvent(self, event: QHideEvent) -> None:
        """Spare the machine the work."""
        super().hideEvent(event)
        self.samples.set_looked_at(False)
