"""Compiled pipelines of the Kubeflow Pipelines project that need containers: small local images bear their names."""

import json
import re
from pathlib import Path

import pytest

from penstock.engine.records import RunOptions
from penstock.local.loading import load_pipeline_file
from penstock.local.runner import RunRequest, checked_arguments, start_run
from penstock.local.wiring import open_engine, open_records

FOLDER = Path(__file__).parents[3] / "shared" / "conformance"
OUTCOMES = json.loads((FOLDER / "outcomes.json").read_text()) if (FOLDER / "outcomes.json").is_file() else {}
NAMES_A_BUCKET_ONLY = ("artifacts_simple.yaml", "components_with_optional_artifacts.yaml")
"""Marked as needing a cloud, but no task of theirs reaches for it."""
RUNNABLE = sorted(
    name for name, outcome in OUTCOMES.items() if outcome["needs"] == ["container"] or name in NAMES_A_BUCKET_ONLY
)
NOTHING_FAILS = "pipeline_with_task_final_status_yaml.yaml"
IMAGE = re.compile(r"^ +image: (\S+)$", re.MULTILINE)
GSUTIL = """#!/bin/sh
# What a bucket would give, without one: `cp` and `cat` of paths, and a line for every gs:// address.
verb=$1; from=$2; to=$3
content() { case "$1" in gs://*) echo "content of $1" ;; -) cat ;; *) cat "$1" ;; esac; }
case "$verb" in
  cat) content "$from" ;;
  cp) mkdir -p "$(dirname "$to")" && content "$from" > "$to" ;;
  *) exit 2 ;;
esac
"""

pytestmark = [
    pytest.mark.skipif(not FOLDER.is_dir(), reason="the conformance files are not at hand"),
    pytest.mark.timeout(1200),
]


def marked(name):
    """The file as a case; one is said to fail, though both of its commands are an echo."""
    reason = "no task of this pipeline fails, whoever runs it: its outcome was taken over from its sibling in Python"
    return pytest.param(name, marks=[pytest.mark.xfail(reason=reason)] if name == NOTHING_FAILS else [])


def qualified(image):
    """The full name of an image: engines differ in what a short one means."""
    first, slash, _ = image.partition("/")
    place = image if slash and ("." in first or ":" in first) else f"docker.io/{'' if slash else 'library/'}{image}"
    return place if ":" in place.rpartition("/")[2] else f"{place}:latest"


@pytest.fixture(scope="module")
def named(images):
    """The images of the files under their names; what was there before is left alone."""
    texts = [(FOLDER / "pipelines" / name).read_text() for name in RUNNABLE]
    missing = [
        name for name in sorted({qualified(i) for text in texts for i in IMAGE.findall(text)}) if not images.has(name)
    ]
    all_in_one = "localhost/penstock-test/conformance:1"
    images.make_python(all_in_one, {"gsutil": GSUTIL, "bash": '#!/bin/sh\nexec sh "$@"\n'})
    for name in missing:
        images.tag(all_in_one, name)
    yield
    for name in [*missing, all_in_one]:
        images.remove(name)


@pytest.fixture(scope="module")
def records(tmp_path_factory):
    opened = open_records(tmp_path_factory.mktemp("conformance") / "home")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def loop(records, named):
    opened = open_engine(records)
    yield opened
    opened.close()


@pytest.mark.parametrize("name", [*map(marked, RUNNABLE)])
def test_ends_as_it_must(name, records, loop):
    outcome = OUTCOMES[name]
    loaded = load_pipeline_file(FOLDER / "pipelines" / name)
    request = RunRequest(
        document=loaded.document,
        pipeline_name=loaded.name,
        arguments=checked_arguments(loaded.document, outcome["arguments"]),
        options=RunOptions(launcher="container", cache="off"),
    )
    run_id = start_run(request, records=records, engine=loop, provenance={})
    ended = loop.wait(run_id, timeout=1100)
    assert ended is not None
    failures = [record.failure for record in records.journal.load_run(run_id).executions if record.failure]
    assert ended.state.value == outcome["state"], failures
