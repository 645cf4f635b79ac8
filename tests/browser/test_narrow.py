"""A window as narrow as a telephone: nothing lies on anything else, and nothing is out of reach."""

import pytest

PAGES = {
    "home": "/",
    "pipelines": "/pipelines",
    "upload": "/pipelines/upload",
    "pipeline": "/pipelines/{pipeline}",
    "runs": "/runs",
    "form": "/runs/new?pipeline={pipeline}",
    "run": "/runs/{first}",
    "timeline": "/runs/{first}?view=timeline",
    "metrics": "/runs/{first}?view=metrics",
    "failed run": "/runs/{strict}",
    "logs": "/runs/{first}?view=logs",
    "task": "/runs/{first}?task=root/report",
    "compare": "/compare?runs={first},{second}&tab=metrics",
    "settings": "/settings",
}


@pytest.fixture
def narrow(open_visit, story):
    """Give a visit of a window of 390 pixels."""
    visit = open_visit(story)
    visit.page.set_viewport_size({"width": 390, "height": 844})
    return visit


@pytest.mark.parametrize("name", PAGES)
def test_a_page_shows_its_title_and_is_not_wider_than_the_window(narrow, story, name):
    page = narrow.go(PAGES[name].format_map(vars(story)))
    title = page.get_by_role("heading", level=1).first
    title.wait_for()
    narrow.settle()
    assert title.bounding_box()["width"] > 20
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_the_options_of_a_run_stand_below_its_inputs(narrow, story):
    page = narrow.go(f"/runs/new?pipeline={story.pipeline}")
    inputs = page.get_by_role("region", name="Inputs")
    inputs.get_by_label("verbose", exact=True).wait_for()
    narrow.settle()
    fields = inputs.bounding_box()
    options = page.get_by_role("complementary", name="How it is run").bounding_box()
    assert options["y"] >= fields["y"] + fields["height"] - 1
    last = inputs.get_by_label("verbose", exact=True).bounding_box()
    assert last["y"] + last["height"] <= options["y"]


def test_the_panel_of_a_task_takes_the_whole_width_and_is_closed_again(narrow, story):
    page = narrow.go(f"/runs/{story.first}?task=root/report")
    panel = page.get_by_role("region", name="Task report")
    panel.wait_for()
    assert panel.bounding_box()["width"] > 300
    panel.get_by_role("button", name="Close").click()
    panel.wait_for(state="detached")
    page.get_by_role("button", name="Fit").wait_for()


def test_the_side_bar_is_widened_for_a_moment_only(narrow):
    page = narrow.go("/settings")
    pages = page.get_by_role("navigation", name="Pages")
    pages.get_by_role("link", name="Runs").wait_for()
    assert pages.bounding_box()["width"] < 60
    page.get_by_role("button", name="Widen the side bar").click()
    assert pages.bounding_box()["width"] > 150
    page.reload()
    pages.get_by_role("link", name="Runs").wait_for()
    assert pages.bounding_box()["width"] < 60


def test_the_bars_of_the_timeline_have_room(narrow, story):
    page = narrow.go(f"/runs/{story.first}?view=timeline")
    row = page.get_by_role("list", name="Timeline").get_by_role("listitem").first
    name = row.get_by_role("button", name="load")
    name.wait_for()
    assert row.bounding_box()["width"] - name.bounding_box()["width"] > 120
