"""Whoever drives a run can be asked to cancel it, from any process, until it drives the run no more."""

import threading

from penstock.engine.records import Changes
from penstock.store.signals import SignalListener, ask_to_cancel, is_driven, listening

RUN = "00000000-0000-4000-8000-000000000001"


def test_who_drives_one_run_is_asked(tmp_path):
    asked = threading.Event()
    assert not ask_to_cancel(tmp_path, RUN)
    with listening(tmp_path, RUN, asked.set):
        assert is_driven(tmp_path, RUN)
        assert ask_to_cancel(tmp_path, RUN)
        assert asked.wait(240)
    assert not is_driven(tmp_path, RUN)
    assert list(tmp_path.iterdir()) == []


def test_who_drives_many_runs_is_asked_for_each_and_forgets_those_that_ended(tmp_path):
    asked, heard = [], threading.Semaphore(0)

    def cancel(run_id):
        asked.append(run_id)
        heard.release()

    listener = SignalListener(tmp_path, cancel)
    for run_id in ("a", "b"):
        listener.add(run_id)
    assert ask_to_cancel(tmp_path, "b")
    assert heard.acquire(timeout=240)
    listener.forget("b")
    assert not ask_to_cancel(tmp_path, "b")
    assert ask_to_cancel(tmp_path, "a")
    assert heard.acquire(timeout=240)
    listener.close()
    assert asked == ["b", "a"]


def test_a_pipe_that_a_killed_process_left_is_used_again(tmp_path):
    asked = threading.Event()
    with listening(tmp_path, RUN, asked.set):
        (tmp_path / f"{RUN}.signals").rename(tmp_path / "kept")
    (tmp_path / "kept").rename(tmp_path / f"{RUN}.signals")
    assert not is_driven(tmp_path, RUN)
    with listening(tmp_path, RUN, asked.set):
        assert ask_to_cancel(tmp_path, RUN)
        assert asked.wait(240)


def test_a_run_goes_on_where_no_pipe_can_be_made(tmp_path):
    with listening(tmp_path / "missing", RUN, lambda: None):
        assert not is_driven(tmp_path / "missing", RUN)


def test_passes_on_what_was_asked_before_it_was_closed(tmp_path):
    asked = []
    listener = SignalListener(tmp_path, asked.append)
    listener.add(RUN)
    assert ask_to_cancel(tmp_path, RUN)
    listener.close()
    assert asked == [RUN]


def test_passes_on_what_its_thread_had_no_time_for(tmp_path):
    asked, is_busy, may_go_on = [], threading.Event(), threading.Event()

    def cancel(run_id):
        asked.append(run_id)
        is_busy.set()
        may_go_on.wait(240)

    listener = SignalListener(tmp_path, cancel)
    for run_id in ("a", "b"):
        listener.add(run_id)
    assert ask_to_cancel(tmp_path, "a")
    assert is_busy.wait(240)
    assert ask_to_cancel(tmp_path, "b")
    closing = threading.Thread(target=listener.close)
    closing.start()
    may_go_on.set()
    closing.join(240)
    assert asked == ["a", "b"]
    assert list(tmp_path.iterdir()) == []


def test_listens_for_no_run_that_changes_after_it_was_closed(tmp_path):
    listener = SignalListener(tmp_path, lambda _: None)
    listener.close()
    listener.observe(RUN, Changes())
    assert not is_driven(tmp_path, RUN)
    assert list(tmp_path.iterdir()) == []
