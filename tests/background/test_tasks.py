import logging
import threading
from functools import partial

import pytest
from PySide6.QtCore import QObject

from station_app.background.changed import Changed
from station_app.background.tasks import Tasks, without_words
from sync.problems import Problem, ProblemKind


def test_a_result_comes_back_on_the_ui_thread(qtbot, tasks, notebook):
    told = []
    tasks.on_ledger(lambda book: book.write("a") or 7, done=lambda n: told.append((n, here())))
    qtbot.waitUntil(lambda: bool(told))
    assert told == [(7, threading.get_ident())]
    assert here() not in notebook.threads


def test_ledger_jobs_run_in_order_on_one_thread(qtbot, tasks, notebook):
    told = []
    for n in range(50):
        tasks.on_ledger(lambda book, n=n: book.write(str(n)), done=lambda _, n=n: told.append(n))
    qtbot.waitUntil(lambda: len(told) == 50)
    assert notebook.lines == [str(n) for n in range(50)]
    assert told == list(range(50))
    assert len(notebook.threads) == 1


def test_a_job_on_the_line_does_not_hold_up_the_ledger(qtbot, tasks):
    line_may_answer = threading.Event()
    told = []
    tasks.on_line(line_may_answer.wait, done=lambda _: told.append("line"))
    tasks.on_ledger(lambda book: book.write("saved"), done=lambda _: told.append("ledger"))
    qtbot.waitUntil(lambda: told == ["ledger"])
    line_may_answer.set()
    qtbot.waitUntil(lambda: told == ["ledger", "line"])


def test_a_line_job_works_on_the_ledger_in_pieces(qtbot, tasks, notebook):
    told = []

    def job():
        return [tasks.in_ledger(lambda book, n=n: book.write(n) or n) for n in "ab"]

    tasks.on_line(job, done=told.append)
    qtbot.waitUntil(lambda: told == [["a", "b"]])
    assert len(notebook.threads) == 1


def test_the_ui_thread_may_not_wait_for_the_ledger(tasks):
    with pytest.raises(RuntimeError, match="line jobs only"):
        tasks.in_ledger(lambda book: None)


def test_a_problem_of_the_world_goes_to_the_asker(qtbot, tasks):
    told = []

    def job(book):
        raise Problem(ProblemKind.DISK_FULL)

    tasks.on_ledger(job, failed=lambda problem: told.append(problem.kind))
    qtbot.waitUntil(lambda: told == [ProblemKind.DISK_FULL])


def test_a_problem_nobody_takes_is_told_to_all(qtbot, tasks):
    def job(book):
        raise Problem(ProblemKind.DISK_FULL)

    with qtbot.waitSignal(tasks.problem) as told:
        tasks.on_ledger(job)
    assert told.args[0].kind is ProblemKind.DISK_FULL


def test_a_fault_of_ours_is_logged_whole_without_anybodys_words(qtbot, tasks, caplog, log_lines):
    log_lines.expect("ValueError")

    def job(book):
        raise ValueError(f"no such phone: {138 * 10**8} of {chr(0x738B)}")

    with caplog.at_level(logging.ERROR), qtbot.waitSignal(tasks.fault) as told:
        tasks.on_ledger(job)
    assert told.args[0].startswith("test_tasks.py:")
    assert told.args[0].endswith("ValueError")
    assert "in job" in caplog.text
    assert "13800000000" not in caplog.text
    assert "王" not in caplog.text


def test_a_fault_does_not_stop_the_next_job(qtbot, tasks, log_lines):
    log_lines.expect("AttributeError")
    told = []
    with qtbot.waitSignal(tasks.fault):
        tasks.on_ledger(lambda book: book.nothing_like_it)
    tasks.on_ledger(lambda book: 1, done=told.append)
    qtbot.waitUntil(lambda: told == [1])


def test_what_changed_is_told_before_the_result(qtbot, tasks):
    told = []
    tasks.changed.connect(lambda changed: told.append(changed.ids))
    tasks.on_ledger(
        lambda book: "id1",
        done=told.append,
        changes=lambda made: Changed.of("case", made),
    )
    qtbot.waitUntil(lambda: told == [frozenset(("id1",)), "id1"])


def test_nothing_is_delivered_to_a_page_that_is_gone(qtbot, tasks):
    page = QObject()
    told = []
    may_end = threading.Event()
    tasks.on_ledger(lambda book: may_end.wait(), done=told.append, owner=page)
    page.deleteLater()
    qtbot.waitSignal(page.destroyed).wait()
    may_end.set()
    tasks.on_ledger(lambda book: "after", done=told.append)
    qtbot.waitUntil(lambda: told == ["after"])


def test_a_cancelled_job_is_not_begun(qtbot, tasks, notebook):
    may_go = threading.Event()
    told = []
    tasks.on_ledger(lambda book: may_go.wait())
    tasks.on_ledger(lambda book: book.write("unwanted"), done=told.append).cancel()
    tasks.on_ledger(lambda book: None, done=lambda _: told.append("end"))
    may_go.set()
    qtbot.waitUntil(lambda: told == ["end"])
    assert notebook.lines == []


def test_a_long_job_tells_its_steps_and_hears_stop(qtbot, tasks):
    told: list[object] = []
    begun, seen = threading.Event(), []
    steps = tasks.steps(lambda done, of: told.append((done, of)))

    def job():
        steps.report(1, 3)
        begun.wait()
        seen.append(steps.stop_wanted())

    tasks.on_line(job, done=lambda _: told.append("end"))
    qtbot.waitUntil(lambda: told == [(1, 3)])
    steps.stop()
    begun.set()
    qtbot.waitUntil(lambda: told == [(1, 3), "end"])
    assert seen == [True]


def test_stopping_does_what_was_asked_and_closes_on_the_ledgers_thread(qapp, notebook):
    tasks: Tasks = Tasks()
    tasks.open(lambda: (notebook, None))
    for n in range(20):
        tasks.on_ledger(partial(write, str(n)))
    tasks.stop()
    assert len(notebook.lines) == 20
    assert notebook.closed
    assert len(notebook.threads) == 1
    assert not [t for t in threading.enumerate() if t.name.startswith(("ledger", "line"))]


def test_a_line_job_that_outlives_the_ledger_ends_without_a_fault(qapp, notebook, caplog):
    tasks: Tasks = Tasks()
    tasks.open(lambda: (notebook, None))
    begun, ends = threading.Event(), threading.Event()

    def job():
        begun.set()
        while not tasks.stopping:
            ends.wait(0.001)
        while not notebook.closed:
            ends.wait(0.001)
        tasks.in_ledger(lambda book: book.write("too late"))

    tasks.on_line(job)
    begun.wait()
    tasks.stop()
    assert caplog.text == ""
    assert notebook.lines == []


def test_changes_join():
    one, other = Changed.of("case", "a"), Changed.of("case", "b")
    assert (one | other).ids == {"a", "b"}
    assert (one | Changed.kinds_of(["case"])).ids == frozenset()
    assert (Changed() | one) == one
    assert not Changed()
    assert Changed(everything=True).concerns(["activity"])
    assert not one.concerns(["activity"])


def test_messages_lose_words_and_long_numbers():
    assert without_words("key 王某 130 / 120115101201") == "key · 130 / #"


def write(line, book):
    book.write(line)


def here() -> int:
    return threading.get_ident()
