"""Runs beside each other: in words of people, either way round, all or only what differs."""

import pytest


@pytest.fixture
def compare(open_visit, story):
    """Give a function that opens a comparison of two runs of the story."""
    visit = open_visit(story)

    def open_page(query=""):
        visit.go(f"/compare?runs={story.first},{story.second}{query}")
        return visit

    return open_page


def test_metrics_are_those_of_the_best_iteration_and_each_on_demand(compare):
    visit = compare("&tab=metrics")
    table = visit.page.get_by_role("table")
    table.get_by_role("rowheader", name="accuracy train, best of 3").wait_for()
    assert table.get_by_role("rowheader").count() == 1
    visit.page.get_by_role("checkbox", name="Each iteration").check()
    table.get_by_role("rowheader", name="accuracy train #2 · 2").wait_for()
    visit.page.wait_for_url("**each=*")
    visit.check_accessible()


def test_a_table_is_laid_the_other_way_and_stays_so_in_its_address(compare):
    visit = compare()
    page = visit.page
    page.get_by_role("button", name="Runs as rows").click()
    table = page.get_by_role("table")
    table.get_by_role("rowheader", name="second").wait_for()
    table.get_by_role("columnheader", name="rate").wait_for()
    visit.check_accessible()
    page.reload()
    table.get_by_role("rowheader", name="first").wait_for()
    page.get_by_role("button", name="Runs as columns").click()
    table.get_by_role("rowheader", name="rate").wait_for()
