"""Going on with a run: with other code, one task again, and in the debugger at a real terminal."""

import os
import pty

SOURCE = """
from penstock import dsl

@dsl.component
def load(rows: int, out: dsl.Output[dsl.Dataset]):
    with open(out.path, "w") as file:
        file.write("row\\n" * rows)

@dsl.component
def train(data: dsl.Input[dsl.Dataset], rate: float) -> float:
    print("training", flush=True)
    with open(data.path) as file:
        return len(file.readlines()) * rate

@dsl.component
def report(score: float) -> str:
    wrong = score + 1
    raise ValueError(f"not {wrong}")

@dsl.pipeline
def p(rows: int = 4, rate: float = 0.5):
    data = load(rows=rows).set_caching_options(False)
    score = train(data=data.outputs["out"], rate=rate).set_caching_options(False)
    report(score=score.output)
"""
REPAIRED = SOURCE.replace('raise ValueError(f"not {wrong}")', 'return f"score {score}"')


def reuse_of(ended):
    return {task["path"].removeprefix("root/"): task["reused"] for task in ended.json["reuse"]["tasks"]}


def test_a_repaired_pipeline_takes_over_what_did_not_change(penstock):
    first = penstock.run(penstock.write("p.py", SOURCE), "-p", "rows=5")
    assert first.code == 1
    penstock.write("p.py", REPAIRED)
    second = penstock("runs", "retry", first.json["run_id"], "--with-code", "p.py", "--json")
    assert second.code == 0, second
    assert reuse_of(second) == {"load": True, "train": True, "report": False}
    why = {task["path"]: task["why"] for task in second.json["reuse"]["tasks"]}
    assert why["root/report"].startswith("It failed in run")
    assert second.json["arguments"] == {"rows": 5, "rate": 0.5}
    shown = penstock("runs", "show", second.json["run_id"]).out
    assert "Continues run" in shown
    assert "It failed in run" in shown
    assert penstock.is_whole()


def test_a_changed_parameter_and_a_removed_task_are_told(penstock):
    first = penstock.run(penstock.write("p.py", REPAIRED))
    text = REPAIRED.replace("    report(score=score.output)\n", "").replace("rate: float = 0.5", "rate: float = 0.25")
    penstock.write("p.py", text)
    second = penstock("runs", "retry", first.json["run_id"], "--with-code", "p.py", "--json")
    assert reuse_of(second) == {"load": True, "train": False}
    (train,) = [task for task in second.json["reuse"]["tasks"] if task["path"] == "root/train"]
    assert "parameter 'rate' changed from 0.5 to 0.25" in train["why"]
    assert second.json["reuse"]["removed"] == ["root/report"]
    assert "'rate' follows its default: 0.25, before 0.5" in second.err


def test_a_task_that_is_named_is_done_anew_with_what_follows_it(penstock):
    first = penstock.run(penstock.write("p.py", SOURCE))
    penstock.write("p.py", REPAIRED)
    options = ["--with-code", "p.py", "--from", "train", "--json"]
    second = penstock("runs", "retry", first.json["run_id"], *options)
    assert second.code == 0, second
    assert reuse_of(second) == {"load": True, "train": False, "report": False}
    why = {task["path"]: task["why"] for task in second.json["reuse"]["tasks"]}
    assert why["root/train"] == "Caching is off for this task"
    assert why["root/report"] == "It is done anew, as asked for"
    assert "anew from train" in penstock("runs", "show", second.json["run_id"]).out


def test_words_that_do_not_go_together_start_nothing(penstock):
    first = penstock.run(penstock.write("p.py", SOURCE))
    run_id = first.json["run_id"]
    missing = penstock("runs", "retry", run_id, "--with-code", "p.py", "--from", "trian", "--json")
    missing.refused("did you mean 'train'")
    alone = penstock("runs", "retry", run_id, "-p", "rows=1")
    assert (alone.code, "go with --with-code" in alone.err) == (2, True)
    penstock("runs", "retry", run_id, "--with-code", "q.py", "--json").refused("There is no file")
    penstock("runs", "retry", run_id, "--with-code", "p.py", "-p", "rows=x", "--json").refused("rows")
    assert len(penstock("runs", "list", "--json").json) == 1


def test_one_task_is_done_again_with_its_inputs_and_the_run_stays_as_it_is(penstock):
    first = penstock.run(penstock.write("p.py", SOURCE))
    before = penstock("runs", "show", "--json").json
    again = penstock("runs", "rerun-task", "latest", "train", "--json")
    assert (again.code, again.json["outputs"]) == (0, {"Output": 2.0}), again
    assert "training" in again.err
    assert again.json["folder"].startswith(f"{penstock.home}/reruns/")
    failed = penstock("runs", "rerun-task", first.json["run_id"], "report")
    assert failed.code == 1
    assert "ValueError: not 3.0" in failed.out
    assert penstock("runs", "show", "--json").json == before


def test_what_is_no_task_or_has_no_inputs_is_not_done_again(penstock):
    broken = SOURCE.replace('print("training", flush=True)', "raise SystemExit(3)")
    penstock.run(penstock.write("p.py", broken))
    penstock("runs", "rerun-task", "latest", "report", "--json").refused("has never got its inputs 'score'")
    penstock("runs", "rerun-task", "latest", "trian", "--json").refused("did you mean 'train'")


def test_the_debugger_stops_where_the_function_raises_at_a_real_terminal(penstock):
    penstock.run(penstock.write("p.py", SOURCE))
    ours, theirs = pty.openpty()
    process = penstock.start(
        "runs", "rerun-task", "latest", "report", "--pdb", stdin=theirs, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    screen = read_until(ours, b"(Pdb) ")
    assert b"ValueError: not 3.0" in screen
    assert b"report()" in screen
    os.write(ours, b"p wrong * 100\n")
    assert b"300.0" in read_until(ours, b"(Pdb) ")
    os.write(ours, b"q\n")
    assert b"report failed" in read_until(ours, b"reruns")
    os.close(ours)
    assert process.wait(240) == 1


def test_logs_are_followed_until_the_run_ends(penstock):
    slow = SOURCE.replace(
        'print("training", flush=True)', "import time\n    for n in range(8): print(n, flush=True); time.sleep(0.1)"
    )
    running = penstock.start("run", penstock.write("p.py", slow), "--json")
    read_until(running.stderr.fileno(), b"load")
    followed = penstock("runs", "logs", "latest", "-f")
    running.communicate()
    assert followed.code == 0, followed
    lines = followed.out.splitlines()
    assert [line for line in lines if line.isdigit()] == list("01234567")
    assert any("train, attempt 1" in line for line in lines)
    assert "ValueError: not 3.0" in followed.out


def read_until(descriptor, mark):
    """Read a terminal or a pipe until something has been written to it."""
    seen = b""
    while mark not in seen:
        piece = os.read(descriptor, 4096)
        assert piece, seen
        seen += piece
    return seen
