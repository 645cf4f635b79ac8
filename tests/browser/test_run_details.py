"""What a run's page answers beyond a look: iterations, why a task failed, what a retry does, when everything ran."""

import re

import pytest


@pytest.fixture
def look(open_visit, story):
    """Give a function that opens a page of a run of the story."""
    visit = open_visit(story)

    def open_page(run, query=""):
        visit.go(f"/runs/{getattr(story, run)}{query}")
        return visit

    return open_page


def test_an_iteration_is_picked_in_the_graph_and_stays_picked(look):
    page = look("first").page
    iterations = page.get_by_role("group", name="Iterations of candidates")
    iterations.get_by_role("button", name="Iteration 2").click()
    iterations.get_by_role("button", name="Iteration 2", pressed=True).wait_for()
    page.get_by_role("button", name="train, succeeded").click()
    page.wait_for_url("**/runs/*?task=root/for-loop-1%5B1%5D/train*")
    panel = page.get_by_role("region", name="Task train")
    panel.get_by_role("button", name="Iteration 2", pressed=True).wait_for()
    page.go_back()
    page.go_back()
    panel.wait_for(state="detached")


def test_a_failed_task_opens_at_its_traceback_and_says_what_happened(look):
    page = look("strict", "?task=root/report&panel=logs").page
    page.get_by_role("button", name="Traceback", expanded=True).click()
    page.get_by_role("button", name="Traceback", expanded=False).wait_for()
    page.get_by_role("tab", name="Events").click()
    page.get_by_text("It failed").wait_for()
    page.get_by_role("tab", name="Overview").click()
    page.get_by_role("region", name="Log, the last lines").wait_for()


def test_what_a_retry_does_is_said_before_it_is_done(look):
    page = look("strict").page
    page.get_by_role("region", name="What failed first").get_by_role("button", name="Retry").click()
    dialog = page.get_by_role("dialog", name="Continue from what failed")
    dialog.get_by_text("1 task is done again").wait_for()
    dialog.get_by_role("listitem").filter(has_text="report").wait_for()
    dialog.get_by_role("button", name="Cancel").click()
    dialog.wait_for(state="detached")


def test_a_run_is_renamed_and_tagged(look, story, ask_server, until):
    page = look("second").page
    page.get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Name, description and tags").click()
    page.get_by_role("textbox", name="Tags").fill("team=fraud\nbaseline")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("team: fraud").first.wait_for()
    until(lambda: ask_server(story, f"/runs/{story.second}")["tags"] == {"team": "fraud", "baseline": ""})


def test_the_timeline_folds_groups_and_shows_the_same_task_beside(look):
    visit = look("first", "?view=timeline")
    page = visit.page
    timeline = page.get_by_role("list", name="Timeline")
    timeline.get_by_role("button", name="train #1").click()
    page.get_by_role("region", name="Task train").wait_for()
    timeline.get_by_role("button", name="Fold candidates").click()
    timeline.get_by_role("button", name="train #1").wait_for(state="detached")
    visit.check_accessible()


def test_numbers_of_iterations_stand_side_by_side(look):
    visit = look("first", "?view=metrics")
    table = visit.page.get_by_role("table", name="Metrics of the iterations of train")
    table.get_by_role("link", name="train #1").click()
    visit.page.get_by_role("region", name="Task train").wait_for()
    visit.check_accessible()


def test_what_tasks_wrote_for_people_is_shown_whole_below_the_metrics(look, until):
    visit = look("first", "?view=metrics")
    page = visit.page
    for name in ("leaderboard of report", "page of report"):
        card = page.get_by_role("region", name=name)
        card.wait_for()
        visit.settle()
        until(lambda card=card: card.bounding_box()["height"] > 100)


def test_what_tasks_used_of_the_machine_is_told_in_the_panel_and_the_table(look):
    page = look("first", "?view=tasks&task=root/load").page
    panel = page.get_by_role("region", name="Task load")
    panel.get_by_text(re.compile(r"MB of memory at most")).wait_for()
    table = page.get_by_role("grid", name="Tasks")
    row = table.get_by_role("row").filter(has=page.get_by_text("load", exact=True))
    row.get_by_text(re.compile(r"^[\d.]+ MB$")).wait_for()


def test_the_best_iteration_stands_for_a_run(look):
    page = look("first").page
    page.get_by_text("best of 3").wait_for()
    page.get_by_role("tab", name="Metrics").click()
    table = page.get_by_role("table", name="Metrics of the iterations of train")
    table.get_by_role("row", name="train #3").get_by_text("3", exact=True).wait_for()
