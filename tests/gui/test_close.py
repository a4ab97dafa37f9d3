"""Closing the window while the engine is inside a step that takes longer than anybody waits."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

CHILD = """
import numpy as np
from PySide6.QtCore import QTimer
from core.command_line import Options
from core.config import RunConfig
from core.messages import RunState
from core.training import Learner
from gui import app

a = np.ones((3000, 3000))

def endless(self, program, indices):
    for _ in range(200):
        a @ a
    return 0.0

Learner.score = endless

class Impatient(app.Chalkgrad):
    def start(self, *arguments):
        super().start(*arguments)
        self.session.state_changed.connect(self.react)

    def react(self, state):
        if state is RunState.READY:
            self.session.run()
        elif state is RunState.RUNNING:
            QTimer.singleShot(0, self.window.close)

app.Chalkgrad = Impatient
print("status", app.run(Options(config=RunConfig())))
"""


def test_the_process_ends_in_order(tmp_path: Path) -> None:
    environment = {**os.environ, "CHALKGRAD_CONFIG_DIR": str(tmp_path), "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-c", CHILD],
        env=environment,
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert (tmp_path / "settings.json").exists(), "what was chosen is remembered all the same"
