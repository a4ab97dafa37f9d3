"""The worker's loop in a real thread: every command, in every order, and nothing left behind."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from time import monotonic

import numpy as np
import pytest

from core.config import HiddenLayer, RunConfig
from core.data_config import DataConfig
from core.datasets.dataset import Dataset
from core.datasets.library import Library
from core.engine import Engine, Loader
from core.errors import UserError
from core.messages import (
    Adjust,
    Advance,
    Ask,
    Command,
    Configure,
    Go,
    Learn,
    Quit,
    Ready,
    Record,
    Refused,
    Restore,
    RunState,
    Snapshot,
    StateChanged,
)
from core.metrics import Evaluator
from core.trace import take_trace
from core.training import Learner, Step, Trained, train
from core.work import Work
from tests.core.data_cases import blobs, plane

PATIENCE = 20.0
"""Seconds after which a test gives up. Nothing here takes a tenth of that."""
CONFIG = RunConfig(
    dataset="blobs", hidden=(HiddenLayer(5, "tanh"),), batch_size=16, epochs=3, learning_rate=0.01
)
STEPS = 5
"""70 samples in batches of 16."""
ENDLESS = replace(CONFIG, epochs=1_000_000)
WILD = replace(
    ENDLESS,
    dataset="plane",
    output="identity",
    loss="squared error",
    optimizer="sgd",
    learning_rate=1e9,
)


def load(
    name: str,
    data: DataConfig | None = None,
    data_dir: Path | None = None,
    work: Work | None = None,
) -> Dataset:
    """Stand in for the catalog: made-up data, and the ways in which loading can fail."""
    if name == "broken":
        raise ZeroDivisionError("a bug in the loader")
    if name == "missing":
        raise UserError("There is no such file. Choose another folder.")
    return plane(70) if name == "plane" else blobs(70, seed=len(name))


class Worker:
    """An engine in a thread, with the records that have come from it."""

    def __init__(self, loader: Loader = load) -> None:
        self.engine = Engine(loader)
        self.thread = threading.Thread(target=self.engine.run, daemon=True)
        self.records: list[Record] = []
        self.thread.start()

    def tell(self, *commands: Command) -> None:
        for command in commands:
            self.engine.commands.put(command)

    def until(self, condition: Callable[[], bool]) -> None:
        """Read the mailbox until the condition holds; fail when patience runs out."""
        deadline = monotonic() + PATIENCE
        while not condition():
            record = self.engine.mailbox.take_record()
            if record is not None:
                self.records.append(record)
            assert monotonic() < deadline, f"waited in vain; records: {self.records}"

    def next(self) -> Record:
        count = len(self.records)
        self.until(lambda: len(self.records) > count)
        return self.records[-1]

    def state(self) -> StateChanged:
        record = self.next()
        assert isinstance(record, StateChanged)
        return record

    def ready(self, config: RunConfig, run: int = 1) -> Ready:
        self.tell(Configure(run, config))
        record = self.next()
        assert isinstance(record, Ready)
        assert record.run == run
        return record

    def go(self, advance: Advance, run: int = 1) -> StateChanged:
        """Advance, and wait until the run stands still again."""
        self.tell(Go(run, advance))
        assert self.state().state is RunState.RUNNING
        return self.state()

    def until_step(self, step: int) -> None:
        def reached() -> bool:
            place = self.engine.place
            return place is not None and place.step >= step

        self.until(reached)

    def snapshot(self, ask: Ask) -> Snapshot:
        """Ask, and wait for the answer; the tag tells it from earlier ones."""
        self.tell(ask)
        found: list[Snapshot] = []

        def arrived() -> bool:
            snapshot = self.engine.mailbox.take_snapshot()
            found.extend([snapshot] if snapshot is not None and snapshot.tag == ask.tag else [])
            return bool(found)

        self.until(arrived)
        return found[0]

    def settle(self) -> None:
        """Wait until every command so far has been read: the answer to a new run says so."""
        self.ready(CONFIG, run=999)

    def quit(self) -> None:
        self.tell(Quit())
        self.thread.join(PATIENCE)
        assert not self.thread.is_alive()


@pytest.fixture
def worker() -> Iterator[Worker]:
    worker = Worker()
    yield worker
    worker.quit()


def straight(config: RunConfig, epochs: int) -> bytes:
    """Return the parameters after training without an engine."""
    learner = Learner(config, load(config.dataset))
    for _ in train(learner, epochs):
        pass
    return learner.parameters.flat.tobytes()


# Setting up.


def test_configuring_answers_with_a_network_that_is_ready(worker: Worker) -> None:
    ready = worker.ready(CONFIG)
    assert ready.config == CONFIG
    assert ready.network.widths == (4, 5, 3)
    assert ready.steps_per_epoch == STEPS
    assert ready.batch_size == 16
    assert len(ready.history.steps().step) == 0
    place = worker.engine.place
    assert place is not None
    assert (place.run, place.epoch, place.step, place.goal) == (1, 0, 0, 3 * STEPS)


def test_refused_configuration_keeps_the_old_run(worker: Worker) -> None:
    worker.ready(CONFIG)
    worker.go(Advance.EPOCH)
    worker.tell(Configure(2, replace(CONFIG, dataset="missing")))
    refused = worker.next()
    assert refused == Refused(2, "There is no such file. Choose another folder.")
    worker.tell(Configure(3, replace(CONFIG, output="identity")))
    refused = worker.next()
    assert isinstance(refused, Refused)
    assert refused.run == 3
    assert worker.go(Advance.EPOCH).step == 2 * STEPS


def test_new_configuration_while_training_replaces_the_run(worker: Worker) -> None:
    worker.ready(ENDLESS)
    worker.tell(Go(1, Advance.RUN))
    worker.until_step(3)
    worker.tell(Configure(2, CONFIG))
    worker.until(lambda: any(isinstance(r, Ready) and r.run == 2 for r in worker.records))
    states = [r.state for r in worker.records if isinstance(r, StateChanged)]
    assert states == [RunState.RUNNING, RunState.PAUSED]
    assert worker.engine.place is not None
    assert worker.engine.place.run == 2
    assert worker.go(Advance.RUN, run=2).step == 3 * STEPS


@pytest.mark.parametrize("name", ["missing", "broken"])
def test_what_was_running_goes_on_after_a_refusal(worker: Worker, name: str) -> None:
    worker.ready(CONFIG)
    worker.tell(Go(1, Advance.RUN), Configure(2, replace(CONFIG, dataset=name)))
    worker.until(lambda: any(isinstance(r, Refused) for r in worker.records))
    expected = [RunState.RUNNING, RunState.PAUSED, RunState.RUNNING]

    def states() -> list[RunState]:
        return [r.state for r in worker.records if isinstance(r, StateChanged)]

    worker.until(lambda: states()[:3] == expected)
    worker.until_step(3 * STEPS)


def test_what_stood_still_stays_so_after_a_refusal(worker: Worker) -> None:
    worker.ready(CONFIG)
    worker.tell(Configure(2, replace(CONFIG, dataset="missing")))
    worker.until(lambda: any(isinstance(r, Refused) for r in worker.records))
    worker.settle()
    assert not [r for r in worker.records if isinstance(r, StateChanged)]


def test_the_parts_are_made_anew_only_when_needed() -> None:
    worker = Worker(Library().load)
    try:
        _parts_of(worker)
    finally:
        worker.quit()


def _parts_of(worker: Worker) -> None:
    config = replace(CONFIG, dataset="iris")
    first = worker.ready(config)
    again = worker.ready(replace(config, seed=5, hidden=()), run=2)
    assert again.dataset is first.dataset
    assert again.split is first.split
    other = worker.ready(replace(config, development_fraction=0.2, seed=1), run=3)
    third = worker.ready(replace(config, development_fraction=0.2, seed=2), run=4)
    assert other.split.development is not None
    assert third.split is not other.split


def test_parts_are_never_those_of_another_data_set(worker: Worker) -> None:
    # A data set that is refused is loaded all the same, and the one before it is let go: the next
    # may then stand at the very address of the first.
    for run in range(1, 30, 3):
        ready = worker.ready(replace(CONFIG, dataset="x" * run), run)
        assert np.array_equal(ready.split.train.x, ready.dataset.train.x)
        del ready
        worker.records.clear()
        worker.tell(Configure(run + 1, replace(CONFIG, dataset="plane")))
        assert isinstance(worker.next(), Refused)
        worker.records.clear()
        ready = worker.ready(replace(CONFIG, dataset="y" * (run + 1)), run + 2)
        assert np.array_equal(ready.split.train.x, ready.dataset.train.x)
        del ready
        worker.records.clear()


# Training.


def test_one_step_is_one_step(worker: Worker) -> None:
    ready = worker.ready(CONFIG)
    for step in (1, 2, 3):
        assert worker.go(Advance.STEP) == StateChanged(1, RunState.PAUSED, step)
    assert ready.history.steps().step.tolist() == [1, 2, 3]
    assert len(ready.history.epochs()) == 0


def test_last_step_of_an_epoch_brings_its_record(worker: Worker) -> None:
    ready = worker.ready(CONFIG)
    for _ in range(STEPS):
        worker.go(Advance.STEP)
    assert ready.history.epochs()["step"].tolist() == [STEPS]


def test_epoch_trains_to_its_end_also_from_the_middle(worker: Worker) -> None:
    worker.ready(CONFIG)
    assert worker.go(Advance.EPOCH) == StateChanged(1, RunState.PAUSED, STEPS)
    worker.go(Advance.STEP)
    assert worker.go(Advance.EPOCH) == StateChanged(1, RunState.PAUSED, 2 * STEPS)


def test_run_trains_all_epochs_and_records_each(worker: Worker) -> None:
    ready = worker.ready(CONFIG)
    assert worker.go(Advance.RUN) == StateChanged(1, RunState.FINISHED, 3 * STEPS)
    assert ready.history.epochs()["epoch"].tolist() == [1, 2, 3]
    assert ready.history.steps().step.tolist() == list(range(1, 3 * STEPS + 1))


def test_last_epoch_by_single_steps_finishes_the_run(worker: Worker) -> None:
    worker.ready(replace(CONFIG, epochs=1))
    states = [worker.go(Advance.STEP).state for _ in range(STEPS)]
    assert states == [RunState.PAUSED] * (STEPS - 1) + [RunState.FINISHED]


def test_running_again_after_the_end_trains_as_many_epochs_more(worker: Worker) -> None:
    worker.ready(CONFIG)
    worker.go(Advance.RUN)
    assert worker.go(Advance.RUN) == StateChanged(1, RunState.FINISHED, 6 * STEPS)
    place = worker.engine.place
    assert place is not None
    assert (place.epoch, place.step, place.goal) == (6, 6 * STEPS, 6 * STEPS)


def test_pause_stops_within_a_step_and_running_goes_on_from_there(worker: Worker) -> None:
    ready = worker.ready(ENDLESS)
    worker.tell(Go(1, Advance.RUN))
    assert worker.state().state is RunState.RUNNING
    worker.until_step(7)
    worker.tell(Go(1, Advance.PAUSE))
    paused = worker.state()
    assert paused.state is RunState.PAUSED
    assert worker.go(Advance.STEP).step == paused.step + 1
    steps = ready.history.steps().step
    assert steps[-1] == paused.step + 1


def test_pause_at_the_last_step_of_an_epoch_leaves_nothing_to_be_caught_up(
    worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready = worker.ready(CONFIG)
    history = ready.history
    add = history.add_step

    def pause_after_the_last(step: Step) -> None:
        add(step)
        if step.step == STEPS:
            worker.tell(Go(1, Advance.PAUSE))

    monkeypatch.setattr(history, "add_step", pause_after_the_last)
    assert worker.go(Advance.RUN) == StateChanged(1, RunState.PAUSED, STEPS)
    assert history.epochs()["epoch"].tolist() == [1]
    assert worker.go(Advance.STEP) == StateChanged(1, RunState.PAUSED, STEPS + 1)


def test_stepping_then_running_equals_running_straight(worker: Worker) -> None:
    worker.ready(CONFIG)
    for advance in (Advance.STEP, Advance.STEP, Advance.EPOCH, Advance.STEP, Advance.RUN):
        worker.go(advance)
    parameters = worker.snapshot(Ask(1)).parameters
    assert parameters.flat.tobytes() == straight(CONFIG, 3)


def test_pause_in_the_middle_does_not_change_the_numbers(worker: Worker) -> None:
    config = replace(CONFIG, epochs=200)
    worker.ready(config)
    worker.tell(Go(1, Advance.RUN))
    for step in (50, 200, 400):
        worker.until_step(step)
        worker.tell(Go(1, Advance.PAUSE), Ask(1), Go(1, Advance.RUN))
    worker.until(lambda: any(_is(r, RunState.FINISHED) for r in worker.records))
    parameters = worker.snapshot(Ask(1, tag="end")).parameters
    assert parameters.flat.tobytes() == straight(config, 200)


def _is(record: Record, state: RunState) -> bool:
    return isinstance(record, StateChanged) and record.state is state


def test_starting_twice_and_stopping_before_the_start_are_harmless(worker: Worker) -> None:
    worker.ready(CONFIG)
    worker.tell(Go(1, Advance.PAUSE), Go(1, Advance.RUN), Go(1, Advance.RUN))
    worker.until(lambda: any(_is(r, RunState.FINISHED) for r in worker.records))
    assert not any(_is(r, RunState.PAUSED) for r in worker.records)
    assert worker.engine.place is not None
    assert worker.engine.place.step == 3 * STEPS


# Adjusting.


def test_learning_rate_changes_in_the_middle(worker: Worker) -> None:
    worker.ready(CONFIG)
    worker.go(Advance.EPOCH)
    before = worker.snapshot(Ask(1)).parameters.flat
    worker.tell(Adjust(1, learning_rate=0.0))
    worker.go(Advance.EPOCH)
    assert np.array_equal(worker.snapshot(Ask(1)).parameters.flat, before)
    worker.tell(Adjust(1, learning_rate=0.01))
    worker.go(Advance.EPOCH)
    assert not np.array_equal(worker.snapshot(Ask(1)).parameters.flat, before)


@pytest.mark.parametrize(("epochs", "end"), [(5, 5), (2, 2), (1, 2)])
def test_goal_moves_in_the_middle_of_an_epoch(worker: Worker, epochs: int, end: int) -> None:
    worker.ready(CONFIG)
    worker.go(Advance.EPOCH)
    worker.go(Advance.STEP)  # one step into the second epoch
    worker.tell(Adjust(1, epochs=epochs))
    assert worker.go(Advance.RUN) == StateChanged(1, RunState.FINISHED, end * STEPS)


def test_goal_can_be_set_before_the_start_and_raised_after_the_end(worker: Worker) -> None:
    worker.ready(CONFIG)
    worker.tell(Adjust(1, epochs=2))
    assert worker.go(Advance.RUN).step == 2 * STEPS
    worker.tell(Adjust(1, epochs=5))
    assert worker.go(Advance.RUN).step == 5 * STEPS


def test_goal_below_what_is_done_does_not_send_the_run_back(worker: Worker) -> None:
    worker.ready(CONFIG)
    worker.go(Advance.RUN)
    worker.tell(Adjust(1, epochs=1))
    assert worker.go(Advance.RUN).step == 4 * STEPS  # one more


def test_another_rate_leaves_a_run_that_was_run_on_its_goal(worker: Worker) -> None:
    worker.ready(CONFIG)
    worker.go(Advance.RUN)
    worker.go(Advance.STEP)  # into the epochs after the goal
    worker.tell(Adjust(1, learning_rate=0.02, epochs=CONFIG.epochs))
    assert worker.go(Advance.RUN).step == 2 * CONFIG.epochs * STEPS


# Stale commands.


def test_commands_for_a_run_that_is_gone_are_dropped(worker: Worker) -> None:
    worker.ready(CONFIG)
    worker.ready(CONFIG, run=2)
    worker.tell(Go(1, Advance.RUN), Adjust(1, learning_rate=5.0, epochs=9), Ask(1, tag="stale"))
    answer = worker.snapshot(Ask(2, tag="fresh"))
    assert (answer.run, answer.step, answer.tag) == (2, 0, "fresh")
    worker.go(Advance.RUN, run=2)
    assert worker.snapshot(Ask(2)).parameters.flat.tobytes() == straight(CONFIG, 3)


def test_commands_before_the_first_run_are_dropped(worker: Worker) -> None:
    worker.tell(Go(0, Advance.RUN), Ask(0), Adjust(1, epochs=7))
    assert worker.ready(CONFIG).run == 1
    assert len(worker.records) == 1


# Snapshots.


def test_snapshot_is_a_copy_that_training_leaves_alone(worker: Worker) -> None:
    worker.ready(CONFIG)
    worker.go(Advance.STEP)
    first = worker.snapshot(Ask(1))
    copy = first.parameters.flat.copy()
    worker.go(Advance.RUN)
    second = worker.snapshot(Ask(1))
    assert (first.step, second.step) == (1, 3 * STEPS)
    assert np.array_equal(first.parameters.flat, copy)
    assert not np.array_equal(second.parameters.flat, copy)
    assert not np.shares_memory(first.parameters.flat, second.parameters.flat)
    with pytest.raises(ValueError, match="read-only"):
        first.parameters.flat[0] = 1.0


def test_every_array_of_a_snapshot_is_read_only(worker: Worker) -> None:
    worker.ready(CONFIG)
    snapshot = worker.snapshot(Ask(1, predictions=True))
    assert not any(view.flags.writeable for _, view in snapshot.parameters.items())
    assert snapshot.predictions is not None
    assert not snapshot.predictions.flags.writeable


def test_predictions_are_the_evaluators(worker: Worker) -> None:
    ready = worker.ready(CONFIG)
    worker.go(Advance.EPOCH)
    snapshot = worker.snapshot(Ask(1, predictions=True, tag=("test", 3)))
    expected = Evaluator(ready.network, snapshot.parameters).predict(ready.split.test.x)
    assert snapshot.predictions is not None
    assert np.array_equal(snapshot.predictions, expected)
    assert snapshot.tag == ("test", 3)
    assert snapshot.trace is None


def test_trace_is_that_of_the_snapshots_parameters(worker: Worker) -> None:
    ready = worker.ready(CONFIG)
    worker.go(Advance.EPOCH)
    part = ready.split.test
    snapshot = worker.snapshot(Ask(1, part.x[2], part.y[2]))
    expected = take_trace(ready.network, snapshot.parameters, part.x[2], part.y[2])
    assert snapshot.trace is not None
    assert snapshot.trace.loss == expected.loss
    assert np.array_equal(snapshot.trace.layers[0].q_W, expected.layers[0].q_W)
    assert (snapshot.trace.epoch, snapshot.trace.step) == (1, STEPS)
    assert snapshot.predictions is None


def test_trace_shows_the_optimizers_next_step_if_it_is_asked_for(worker: Worker) -> None:
    ready = worker.ready(CONFIG)
    worker.go(Advance.STEP)
    x, y = ready.split.test.x[0], ready.split.test.y[0]
    plain = worker.snapshot(Ask(1, x, y, "plain")).trace
    full = worker.snapshot(Ask(1, x, y, "with update", update=True)).trace
    assert plain is not None
    assert full is not None
    assert plain.layers[0].W_after is None
    assert full.layers[0].W_after is not None
    worker.tell(Learn(1, x, y))
    worker.state()
    after = worker.snapshot(Ask(1, x, y, "after")).trace
    assert after is not None
    np.testing.assert_allclose(after.layers[0].W, full.layers[0].W_after, rtol=0, atol=1e-6)


def test_minibatch_is_this_sample_and_others(worker: Worker) -> None:
    ready = worker.ready(CONFIG)
    x, y = ready.split.test.x[0], ready.split.test.y[0]
    snapshot = worker.snapshot(Ask(1, x, y, "batch", batch=True))
    assert snapshot.batch is not None
    assert snapshot.trace is not None
    assert snapshot.batch.count == ready.batch_size
    for layer in snapshot.trace.layers:
        own = snapshot.batch.q(0, ("q_W", layer.layer.number))
        np.testing.assert_allclose(own, layer.q_W, rtol=1e-9, atol=1e-12)
    assert worker.snapshot(Ask(1, x, y, "plain")).batch is None


def test_learning_one_sample_lowers_its_loss_and_counts_no_step(worker: Worker) -> None:
    ready = worker.ready(CONFIG)
    worker.go(Advance.EPOCH)
    x, y = ready.split.test.x[3], ready.split.test.y[3]
    before = worker.snapshot(Ask(1, x, y, "before"))
    worker.tell(Learn(1, x, y))
    assert worker.state() == StateChanged(1, RunState.PAUSED, STEPS, extra=1)
    after = worker.snapshot(Ask(1, x, y, "after"))
    assert before.trace is not None
    assert after.trace is not None
    assert after.trace.loss < before.trace.loss
    assert worker.go(Advance.EPOCH).step == 2 * STEPS


def test_snapshots_come_while_training(worker: Worker) -> None:
    worker.ready(ENDLESS)
    worker.tell(Go(1, Advance.RUN))
    steps = [worker.snapshot(Ask(1)).step for _ in range(20)]
    assert steps == sorted(steps)
    assert steps[-1] > steps[0]


def test_latest_snapshot_wins(worker: Worker) -> None:
    worker.ready(CONFIG)
    worker.tell(*(Ask(1, tag=number) for number in range(10)))
    worker.settle()
    snapshot = worker.engine.mailbox.take_snapshot()
    assert snapshot is not None
    assert snapshot.tag == 9
    assert worker.engine.mailbox.take_snapshot() is None


def test_training_gives_way_before_every_step(monkeypatch: pytest.MonkeyPatch) -> None:
    worker = Worker()
    worker.ready(CONFIG)
    seen: list[int] = []

    def give_way() -> None:
        place = worker.engine.place
        assert place is not None
        seen.append(place.step)

    monkeypatch.setattr(worker.engine.right_of_way, "give_way", give_way)
    worker.go(Advance.EPOCH)
    worker.quit()
    assert seen == list(range(STEPS))


# What goes wrong.


def test_divergence_stops_the_run_and_says_so(worker: Worker) -> None:
    worker.ready(WILD)
    diverged = worker.go(Advance.RUN)
    assert diverged.state is RunState.DIVERGED
    assert "smaller learning rate" in diverged.message
    assert not diverged.details
    snapshot = worker.snapshot(Ask(1))
    assert np.isfinite(snapshot.parameters.flat).all()
    worker.tell(Go(1, Advance.RUN))  # has no effect any more
    count = len(worker.records)
    worker.ready(CONFIG, run=2)
    assert len(worker.records) == count + 1


def test_bug_in_the_loader_is_told_with_details_and_the_loop_lives_on(worker: Worker) -> None:
    worker.tell(Configure(1, replace(CONFIG, dataset="broken")))
    failed = worker.next()
    assert isinstance(failed, Refused)
    assert failed.run == 1
    assert "ZeroDivisionError" in failed.message
    assert "a bug in the loader" in failed.details
    assert "Traceback" in failed.details
    worker.ready(CONFIG, run=2)
    assert worker.go(Advance.RUN, run=2).state is RunState.FINISHED


def test_bug_in_the_loader_leaves_the_run_that_stands(worker: Worker) -> None:
    worker.ready(CONFIG)
    worker.go(Advance.EPOCH)
    worker.tell(Configure(2, replace(CONFIG, dataset="broken")))
    failed = worker.next()
    assert isinstance(failed, Refused)
    assert failed.run == 2
    assert worker.go(Advance.EPOCH) == StateChanged(1, RunState.PAUSED, 2 * STEPS)


def test_bug_in_the_middle_of_training_ends_that_run_only(
    worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker.ready(CONFIG)
    worker.go(Advance.STEP)

    def fail(*_: object) -> float:
        raise ZeroDivisionError("a bug in the score")

    with monkeypatch.context() as patch:
        patch.setattr(Learner, "score", fail)
        failed = worker.go(Advance.RUN)
    assert (failed.run, failed.state) == (1, RunState.FAILED)
    assert "a bug in the score" in failed.details
    worker.tell(Go(1, Advance.RUN))  # that run is over
    worker.ready(CONFIG, run=2)
    assert worker.go(Advance.RUN, run=2).state is RunState.FINISHED


def test_sample_of_the_wrong_length_does_not_end_the_loop(worker: Worker) -> None:
    worker.ready(CONFIG)
    worker.tell(Ask(1, np.ones(99), np.ones(3)))
    assert worker.state().state is RunState.FAILED
    worker.ready(CONFIG, run=2)


# The run before.


def restored(worker: Worker, run: int) -> tuple[Ready, StateChanged]:
    worker.tell(Restore(run))
    ready = worker.next()
    assert isinstance(ready, Ready)
    assert (ready.run, ready.restored) == (run, True)
    return ready, worker.state()


def test_the_run_before_goes_on_as_if_nothing_had_been(worker: Worker) -> None:
    config = replace(CONFIG, optimizer="adam")
    history = worker.ready(config).history
    worker.go(Advance.EPOCH)
    worker.go(Advance.STEP)
    before = worker.ready(replace(CONFIG, dataset="other blobs"), run=2).before
    assert before is not None
    assert (before.config, before.epoch, before.step) == (config, 2, STEPS + 1)
    assert before.history is history
    worker.go(Advance.STEP, run=2)
    ready, state = restored(worker, 3)
    assert (ready.config, ready.dataset.name, ready.history) == (config, blobs(70).name, history)
    assert state == StateChanged(3, RunState.PAUSED, STEPS + 1)
    worker.go(Advance.RUN, run=3)
    assert worker.snapshot(Ask(3)).parameters.flat.tobytes() == straight(config, 3)


def test_two_trained_runs_take_turns(worker: Worker) -> None:
    worker.ready(CONFIG)
    worker.go(Advance.RUN)
    worker.ready(ENDLESS, run=2)
    worker.tell(Go(2, Advance.RUN))
    worker.until_step(20)
    worker.tell(Restore(3))
    worker.until(lambda: any(isinstance(r, Ready) and r.restored for r in worker.records))
    worker.until(lambda: _is(worker.records[-1], RunState.FINISHED))
    ready, state = restored(worker, 4)
    assert ready.config == ENDLESS
    assert state.state is RunState.PAUSED
    assert state.step >= 20
    assert ready.before is not None
    assert ready.before.config == CONFIG


def test_what_was_not_trained_is_not_kept(worker: Worker) -> None:
    assert worker.ready(CONFIG).before is None
    assert worker.ready(CONFIG, run=2).before is None
    worker.tell(Restore(3))
    refused = worker.next()
    assert isinstance(refused, Refused)
    assert "no run before" in refused.message
    worker.go(Advance.STEP, run=2)
    assert worker.ready(CONFIG, run=4).before is not None
    kept = worker.ready(ENDLESS, run=5).before  # run 4 was not trained: run 2 is still there
    assert kept is not None
    assert kept.step == 1


def test_a_step_on_a_drawing_is_training_too(worker: Worker) -> None:
    ready = worker.ready(CONFIG)
    part = ready.split.test
    worker.tell(Learn(1, part.x[0], part.y[0]))
    worker.state()
    worker.ready(CONFIG, run=2)
    assert restored(worker, 3)[1] == StateChanged(3, RunState.PAUSED, 0, extra=1)


def test_a_rate_and_epochs_that_were_adjusted_come_back(worker: Worker) -> None:
    worker.ready(CONFIG)
    worker.go(Advance.STEP)
    worker.tell(Adjust(1, learning_rate=0.5, epochs=7))
    worker.go(Advance.STEP)
    worker.ready(CONFIG, run=2)
    ready, _ = restored(worker, 3)
    assert ready.config == replace(CONFIG, learning_rate=0.5, epochs=7)


def test_what_nothing_was_trained_with_is_not_of_the_run_before(
    worker: Worker,
) -> None:
    worker.ready(CONFIG)
    worker.go(Advance.EPOCH)
    worker.tell(Adjust(1, learning_rate=0.5, epochs=9))
    before = worker.ready(replace(CONFIG, learning_rate=0.5), run=2).before
    assert before is not None
    assert before.config == CONFIG
    assert restored(worker, 3)[0].config == CONFIG
    worker.go(Advance.RUN, run=3)
    assert worker.snapshot(Ask(3)).parameters.flat.tobytes() == straight(CONFIG, 3)


def test_a_run_that_a_bug_has_ended_is_not_kept(worker: Worker) -> None:
    worker.ready(CONFIG)
    worker.go(Advance.STEP)
    worker.tell(Ask(1, np.ones(99), np.ones(3)))
    assert worker.state().state is RunState.FAILED
    assert worker.ready(CONFIG, run=2).before is None


def test_a_run_that_diverged_comes_back_as_one(worker: Worker) -> None:
    worker.ready(WILD)
    assert worker.go(Advance.RUN).state is RunState.DIVERGED
    worker.ready(CONFIG, run=2)
    assert restored(worker, 3)[1].state is RunState.DIVERGED


# Going on with a model from a file.


def test_adopted_model_goes_on_by_whole_epochs(worker: Worker) -> None:
    learner = Learner(CONFIG, load("blobs"))
    arrays = {name: view + 1.0 for name, view in learner.parameters.items()}
    # 13 steps: its batches were of another size, so that its steps are no multiple of these.
    worker.tell(Configure(1, CONFIG, trained=Trained(arrays, epoch=2, step=13)))
    assert isinstance(worker.next(), Ready)
    assert worker.state() == StateChanged(1, RunState.FINISHED, 13)
    assert np.array_equal(worker.snapshot(Ask(1)).parameters["W_1"], arrays["W_1"])
    for step in range(14, 13 + STEPS):
        assert worker.go(Advance.STEP) == StateChanged(1, RunState.PAUSED, step)
    assert worker.go(Advance.STEP) == StateChanged(1, RunState.PAUSED, 13 + STEPS)
    assert worker.go(Advance.RUN) == StateChanged(1, RunState.FINISHED, 13 + 3 * STEPS)
    place = worker.engine.place
    assert place is not None
    assert (place.epoch, place.step, place.goal) == (5, 13 + 3 * STEPS, 13 + 3 * STEPS)


def test_model_that_does_not_fit_is_refused(worker: Worker) -> None:
    worker.ready(CONFIG)
    worker.tell(Configure(2, CONFIG, trained=Trained({"W_1": np.ones((2, 2))}, epoch=1, step=1)))
    refused = worker.next()
    assert isinstance(refused, Refused)
    assert "does not fit" in refused.message
    assert worker.go(Advance.EPOCH).step == STEPS


# The thread.


def test_quit_in_the_middle_of_an_epoch_ends_within_a_second() -> None:
    worker = Worker()
    worker.ready(ENDLESS)
    worker.tell(Go(1, Advance.RUN))
    worker.until_step(3)
    asked = monotonic()
    worker.quit()
    assert monotonic() - asked < 1.0


def test_quit_before_anything_else_ends_the_loop() -> None:
    worker = Worker()
    worker.quit()
    assert worker.records == []


def test_starting_and_stopping_two_hundred_times_leaks_no_thread() -> None:
    before = threading.active_count()
    for _ in range(200):
        worker = Worker()
        worker.tell(Configure(1, ENDLESS), Go(1, Advance.RUN))
        worker.quit()
    assert threading.active_count() == before


def test_mailbox_stays_small_if_nobody_reads(worker: Worker) -> None:
    worker.ready(ENDLESS)
    worker.tell(Go(1, Advance.RUN))
    worker.until_step(500)
    assert len(worker.engine.mailbox.records) <= 1


def test_slider_at_full_speed_leaves_the_last_value(worker: Worker) -> None:
    worker.ready(CONFIG)
    worker.tell(*(Adjust(1, learning_rate=rate / 100) for rate in range(300)), Adjust(1, 0.01))
    worker.go(Advance.RUN)
    assert worker.snapshot(Ask(1)).parameters.flat.tobytes() == straight(CONFIG, 3)


def test_the_update_of_the_next_minibatch_is_the_step_that_follows(worker: Worker) -> None:
    ready = worker.ready(CONFIG)
    train_part = ready.split.train
    for k in range(len(train_part)):
        ask = Ask(1, train_part.x[k], train_part.y[k], k, update=True, batch=True)
        batch = worker.snapshot(ask).batch
        assert batch is not None
        assert batch.update is not None
        if batch.is_next:
            break
    else:
        pytest.fail("no sample is in the next minibatch")
    worker.go(Advance.STEP)
    x, y = ready.split.test.x[0], ready.split.test.y[0]
    after = worker.snapshot(Ask(1, x, y, "after")).parameters
    for layer in (1, 2):
        for letter in "Wb":
            shown = batch.update.after[f"{letter}_{layer}"]
            np.testing.assert_allclose(after[f"{letter}_{layer}"], shown, rtol=0, atol=2e-6)
