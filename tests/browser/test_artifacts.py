"""The page of an artifact: what it holds by its kind, its facts, its download, and who used it."""

import hashlib
import re

import pytest


@pytest.fixture(scope="module")
def artifacts(story, ask_server):
    """Give the newest artifact of each name in a run."""
    return {item["name"]: item for item in ask_server(story, f"/runs/{story.first}/artifacts")["items"]}


def opened(open_visit, story, artifact):
    page = open_visit(story).go(f"/artifacts/{artifact['id']}")
    page.get_by_role("heading", name=artifact["name"], exact=True).wait_for()
    return page


def test_a_table_is_shown_in_pages(open_visit, story, artifacts):
    page = opened(open_visit, story, artifacts["data"])
    rows = page.get_by_role("grid", name="Rows")
    page.get_by_text(re.compile("^1.100 of 250 rows")).wait_for()
    page.get_by_role("button", name="Rows after").click()
    page.get_by_text(re.compile("^101.200 of 250 rows")).wait_for()
    rows.get_by_role("gridcell", name="101", exact=True).first.wait_for()


def test_a_picture_is_shown(open_visit, story, artifacts):
    page = opened(open_visit, story, artifacts["picture"])
    picture = page.get_by_role("img", name="The picture")
    picture.wait_for()
    page.wait_for_function(
        "image => image.naturalWidth === 64 && image.naturalHeight === 64", arg=picture.element_handle()
    )


def test_markdown_is_set(open_visit, story, artifacts):
    page = opened(open_visit, story, artifacts["leaderboard"])
    page.get_by_role("heading", name="Leaderboard", level=1, exact=True).wait_for()
    page.get_by_role("columnheader", name="accuracy").wait_for()


def test_a_page_of_a_task_runs_its_scripts_in_a_frame(open_visit, story, artifacts):
    page = opened(open_visit, story, artifacts["page"])
    page.frame_locator("iframe").get_by_text("its script ran").wait_for()


def test_json_is_a_tree_and_a_text_is_a_text(open_visit, story, artifacts):
    page = opened(open_visit, story, artifacts["best"])
    page.get_by_text("layers: ").wait_for()
    page = opened(open_visit, story, artifacts["notes"])
    page.get_by_text("plain words of a task").wait_for()


def test_a_folder_is_walked_and_what_has_no_picture_is_offered(open_visit, story, artifacts):
    page = opened(open_visit, story, artifacts["files"])
    page.get_by_role("button", name="deep").click()
    page.get_by_role("button", name="readme.md").click()
    page.get_by_role("heading", name="Deep inside", exact=True).wait_for()
    page.go_back()
    page.get_by_role("button", name="Up").click()
    page.get_by_role("button", name="data.bin").click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download").click()
    assert waiting.value.path().read_bytes() == bytes(range(256)) * 10


def test_metrics_curves_and_matrices_are_drawn(open_visit, story, artifacts):
    page = opened(open_visit, story, artifacts["metrics"])
    page.get_by_role("rowheader", name="accuracy").wait_for()
    page = opened(open_visit, story, artifacts["evaluation"])
    page.get_by_role("img", name="ROC curve").wait_for()
    page.get_by_role("table", name="Confusion matrix").wait_for()


def test_what_is_downloaded_has_the_size_and_the_digest_that_are_told(open_visit, story, artifacts):
    artifact = artifacts["data"]
    page = opened(open_visit, story, artifact)
    page.get_by_text(artifact["digest"][:19]).wait_for()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download").click()
    data = waiting.value.path().read_bytes()
    assert len(data) == artifact["size_bytes"]
    assert artifact["digest"] == f"sha256:{hashlib.sha256(data).hexdigest()}"


def test_where_it_was_used_and_what_is_known_of_it(open_visit, story, artifacts):
    page = opened(open_visit, story, artifacts["data"])
    page.get_by_role("tab", name="Metadata").click()
    page.get_by_text("rows: ").wait_for()
    page.get_by_role("tab", name=re.compile("^Used by")).click()
    uses = page.get_by_role("grid", name="Tasks that used it")
    uses.get_by_role("row").filter(has_text="train").first.click()
    page.get_by_role("region", name="Task train").wait_for()
