"""Uses every command of the real `kfp` command line for pipelines, experiments and runs.

python drive_kfp_cli.py HOST FOLDER; the last line of output tells which commands were used, and which there are.
"""

import json
import sys
import warnings
from pathlib import Path

warnings.simplefilter("ignore")

from click.testing import CliRunner
from kfp import compiler, dsl
from kfp.cli import cli, experiment, pipeline, run

HOST, FOLDER = sys.argv[1], Path(sys.argv[2])
GROUPS = {"pipeline": pipeline.pipeline, "experiment": experiment.experiment, "run": run.run}
USED = set()


@dsl.component
def double(x: int) -> int:
    return 2 * x


@dsl.pipeline(name="doubling")
def doubling(x: int = 1) -> int:
    return double(x=x).output


def kfp(group, command, *words, answer=None, output="json"):
    """Use a command; return what it printed."""
    USED.add(f"{group} {command}")
    arguments = ["--endpoint", HOST, "--output", output, group, command, *map(str, words)]
    done = CliRunner().invoke(cli.cli, arguments, obj={}, input=answer)
    assert done.exit_code == 0, (arguments, done.output, done.exception)
    return done.output


def found(text):
    """Return the JSON in what was printed, after the links and before what follows."""
    starts = [place for place in (text.find("{"), text.find("[")) if place >= 0]
    return json.JSONDecoder().raw_decode(text, min(starts))[0]


def main():
    path = FOLDER / "doubling.yaml"
    compiler.Compiler().compile(doubling, str(path))
    made = found(kfp("pipeline", "create", "-p", "doubling", "-d", "doubles", path))
    id_ = made["pipeline_id"]
    version = found(kfp("pipeline", "create-version", path, "-v", "second", "-n", "doubling"))
    assert found(kfp("pipeline", "get", id_))["display_name"] == "doubling"
    assert found(kfp("pipeline", "get-version", id_, version["pipeline_version_id"]))["display_name"] == "second"
    assert [it["display_name"] for it in found(kfp("pipeline", "list"))] == ["doubling"]
    names = [it["display_name"] for it in found(kfp("pipeline", "list-versions", id_))]
    assert names == ["second", "doubling"], names
    for table in ("list", "get"):
        assert "doubling" in kfp("pipeline", table, *([id_] if table == "get" else []), output="table")

    study = found(kfp("experiment", "create", "-d", "a study", "study"))["experiment_id"]
    assert found(kfp("experiment", "get", study))["description"] == "a study"
    assert "study" in [it["display_name"] for it in found(kfp("experiment", "list", "--sort-by", "display_name"))]
    assert found(kfp("experiment", "archive", "--experiment-id", study))["storage_state"] == "ARCHIVED"
    assert found(kfp("experiment", "unarchive", "--experiment-name", "study"))["storage_state"] == "AVAILABLE"

    told = kfp("run", "create", "-e", "study", "-r", "from file", "-f", path, "-t", "90", "x=3")
    first = found(told)
    assert first["state"] == "SUCCEEDED", first
    words = ["-e", "study", "-r", "watched", "-p", id_, "-v", version["pipeline_version_id"], "-w"]
    assert "Run is finished with state SUCCEEDED" in kfp("run", "create", *words)
    assert found(kfp("run", "get", first["run_id"]))["display_name"] == "from file"
    assert [it["display_name"] for it in found(kfp("run", "list", "-e", study))] == ["watched", "from file"]
    assert "from file" in kfp("run", "list", output="table")
    assert found(kfp("run", "archive", first["run_id"]))["storage_state"] == "ARCHIVED"
    assert found(kfp("run", "unarchive", first["run_id"]))["storage_state"] == "AVAILABLE"

    assert first["run_id"] in kfp("run", "delete", first["run_id"], answer="y\n")
    for it in found(kfp("pipeline", "list-versions", id_)):
        kfp("pipeline", "delete-version", id_, it["pipeline_version_id"], answer="y\n")
    assert id_ in kfp("pipeline", "delete", id_, answer="y\n")
    assert study in kfp("experiment", "delete", study, answer="y\n")
    assert "error" not in kfp("experiment", "list").lower()
    public = {f"{group} {name}" for group, commands in GROUPS.items() for name in commands.commands}
    print(json.dumps({"called": sorted(USED), "public": sorted(public)}))


if __name__ == "__main__":
    main()
