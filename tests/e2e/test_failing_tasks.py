"""Tasks that fail in every way a process can: the run ends, says which task, why and what to do, and is kept whole."""

import pytest

HEAD = "from penstock import dsl\n\n"
TASK = """
@dsl.component
def {name}() -> float:
    import ctypes, os, signal, sys, time
    print("{name} begins", flush=True)
    {body}
    return 0.5
"""
WAYS = {
    "raises": ("raise ValueError('the rows do not add up')", "Exception", "ValueError: the rows do not add up"),
    "interrupts": ("raise KeyboardInterrupt", "Exception", "KeyboardInterrupt"),
    "exits": ("sys.exit(3)", "ExitCode", "SystemExit: 3"),
    "leaves": ("os._exit(5)", "ExitCode", "exit code 5", "leaves begins"),
    "leaves_well": ("os._exit(0)", "MissingOutput", "no value for output 'Output'"),
    "is_killed": ("os.kill(os.getpid(), signal.SIGKILL)", "Killed", "signal 9 (SIGKILL)", "is_killed begins"),
    "crashes": ("ctypes.string_at(0)", "Killed", "signal 11 (SIGSEGV)", "crashes begins"),
    "returns_text": ("return 'many'", "Exception", "type str", "float", "'Output'"),
    "returns_nan": ("return float('nan')", "Exception", "nan", "'Output'"),
    "returns_nothing": ("return None", "MissingOutput", "no value for output 'Output'"),
    "misses_a_module": ("import no_such_module", "Exception", "No module named 'no_such_module'"),
    "talks_long": ("raise ValueError('long ' * 100_000)", "Exception", "ValueError: long long"),
    "eats_memory": (
        "rows = [os.urandom(1 << 20) * 4 for _ in range(60)]; time.sleep(40)",
        "OutOfMemory",
        "its limit is",
    ),
}
HINTS = {
    "is_killed": "ran out of memory",
    "crashes": "native code",
    "returns_nothing": "return a value",
    "misses_a_module": "packages_to_install",
    "eats_memory": "set_memory_limit",
}


def source(ways):
    """Write a pipeline whose tasks fail, each in its way, and one task that needs the first."""
    tasks = "".join(TASK.format(name=name, body=WAYS[name][0]) for name in ways)
    uses = "\n".join(f"    {name}_task = {name}().set_memory_limit('120M')" for name in ways)
    after = f"\n@dsl.component\ndef after(x: float): print(x)\n\n@dsl.pipeline\ndef p():\n{uses}\n"
    return f"{HEAD}{tasks}{after}    after(x={ways[0]}_task.output)\n"


@pytest.fixture(scope="module")
def failed(tmp_path_factory, command_in):
    """Run all the ways at once."""
    penstock = command_in(tmp_path_factory.mktemp("failing"))
    return penstock, penstock.run(penstock.write("p.py", source(list(WAYS))))


@pytest.fixture(scope="module")
def tasks(failed):
    return {task["name"]: task for task in failed[1].json["tasks"]}


@pytest.mark.parametrize("way", WAYS)
def test_a_failure_says_its_reason(tasks, way):
    _, reason, *words = WAYS[way]
    task = tasks[way.replace("_", "-")]
    assert task["state"] == "FAILED"
    error = task["error"]
    assert (error["reason"], [word for word in words if word not in error["message"]]) == (reason, []), error
    assert HINTS.get(way, "") in error["hint"]
    assert len(error["message"]) < 10_000


def test_a_run_with_failures_ends_and_is_kept_whole(failed, tasks):
    penstock, ended = failed
    assert (ended.code, ended.json["state"]) == (1, "FAILED")
    assert ended.json["error"]["message"]
    assert tasks["after"]["state"] == "SKIPPED"
    assert "Traceback" not in ended.err
    assert max(map(len, ended.err.splitlines())) < 400
    assert penstock.only_run()["state"] == "FAILED"
    assert penstock.is_whole()


def test_the_log_of_a_failed_task_has_its_words_and_no_line_of_ours(failed):
    penstock, ended = failed
    logs = penstock("runs", "logs", ended.json["run_id"], "raises")
    assert logs.code == 0
    assert "raises begins" in logs.out
    assert "ValueError: the rows do not add up" in logs.out
    assert "/penstock/runtime/" not in logs.out


def test_a_person_is_told_which_task_failed_and_why(penstock):
    ended = penstock("run", penstock.write("p.py", source(["raises"])))
    assert ended.code == 1
    assert "Traceback" not in ended.out + ended.err
    words = ended.out + ended.err
    assert words.count("ValueError: the rows do not add up") <= 2
    assert "penstock runs logs" in words


def test_a_task_that_prints_a_hundred_megabytes_leaves_a_limited_log(penstock):
    body = "sys.stdout.writelines(f'{number:06} {chr(120) * 1016}\\n' for number in range(100 * 1024))"
    text = HEAD + TASK.format(name="talks", body=body).replace("import ctypes, os, signal, ", "import ")
    ended = penstock.run(
        penstock.write("p.py", f"{text}\n@dsl.pipeline\ndef p() -> float:\n    return talks().output\n")
    )
    assert (ended.code, ended.json["outputs"]) == (0, {"Output": 0.5}), ended.err
    (log,) = penstock.home.glob("artifacts/*/*/log.txt")
    assert log.stat().st_size < 70_000_000
    text = log.read_text()
    assert "bytes of output were dropped here" in text
    assert text.startswith("talks begins\n000000 xxx")
    assert "\n102399 xxx" in text


def test_a_task_that_prints_what_is_no_text_does_not_stop_its_reader(penstock):
    body = "sys.stdout.buffer.write(bytes(range(256)))"
    text = HEAD + TASK.format(name="talks", body=body)
    penstock.run(penstock.write("p.py", f"{text}\n@dsl.pipeline\ndef p():\n    talks()\n"))
    shown = penstock("runs", "logs", penstock.only_run()["run_id"], "talks")
    assert (shown.code, shown.err) == (0, "")
    assert "talks begins" in shown.out


def test_a_missing_secret_is_told_before_anything_starts(penstock):
    text = """
        from penstock import dsl, kubernetes

        @dsl.component
        def fetch(): print("fetches")

        @dsl.component
        def deploy(): print("deploys")

        @dsl.pipeline
        def p():
            task = deploy().after(fetch())
            kubernetes.use_secret_as_env(task, secret_name="login", secret_key_to_env={"user": "USER_NAME"})
    """
    ended = penstock.run(penstock.write("p.py", text))
    assert ended.code == 1
    warned = ended.err.partition("run ")[0]
    assert warned.startswith("warning: Task 'deploy' needs the secret 'login', which is not in this home (make")
    assert warned.count("warning") == 1
    again = penstock("runs", "retry", "latest", "--with-code", "p.py")
    assert "warning: Task 'deploy' needs the secret 'login'" in again.err
