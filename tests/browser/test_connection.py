"""What a page does when the server goes, comes back, or takes away what is looked at; and how many tabs share it."""

import re

import pytest

GONE = "ERR_CONNECTION_REFUSED|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET|ERR_INCOMPLETE_CHUNKED_ENCODING"


@pytest.fixture
def restless(make_server, compiled, ask_server, tmp_path):
    """Give a server of its own that may be stopped, and a function that starts a run on it, up to the server's gate."""
    server = make_server()
    server.gate = tmp_path / "gate"
    document = compiled("story").read_text("utf-8")

    def start(name="slow"):
        order = {"name": name, "document": document, "arguments": {"gate": str(server.gate)}}
        return ask_server(server, "/runs", order)["id"]

    server.begin = start
    yield server
    server.gate.touch()


def test_a_run_is_followed_across_a_restart_of_the_server(open_visit, restless):
    visit = open_visit(restless)
    visit.expect(GONE)
    page = visit.go(f"/runs/{restless.begin()}")
    page.get_by_role("button", name="train, running").wait_for()
    restless.stop()
    page.get_by_role("status").get_by_text("Reconnecting; data of").wait_for()
    restless.start()
    page.get_by_text("Reconnecting").wait_for(state="detached")
    restless.gate.touch()
    page.get_by_role("button", name="report, succeeded").wait_for()
    page.get_by_text("Succeeded").first.wait_for()


def test_a_page_that_could_not_be_loaded_is_loaded_once_the_server_is_back(open_visit, restless, ask_server):
    visit = open_visit(restless)
    visit.expect(GONE)
    page = visit.go("/")
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Runs").wait_for()
    ask_server(restless, "/experiments", {"name": "kept"})
    restless.stop()
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Experiments").click()
    page.get_by_role("alert").get_by_text("The server does not answer").wait_for()
    restless.start()
    page.get_by_role("link", name="kept").wait_for()


def test_a_run_that_is_deleted_while_it_is_looked_at_is_said_to_be_gone(open_visit, restless, ask_server):
    restless.gate.touch()
    run = restless.begin()
    visit = open_visit(restless)
    visit.expect("404")
    page = visit.go(f"/runs/{run}")
    page.get_by_role("button", name="report, succeeded").wait_for()
    ask_server(restless, f"/runs/{run}", method="DELETE")
    page.get_by_role("alert").get_by_text(re.compile("no run|deleted", re.IGNORECASE)).first.wait_for()
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Runs").click()
    page.get_by_role("heading", name="Runs", exact=True).wait_for()


def test_what_one_tab_does_is_seen_in_the_other(open_visit, restless):
    visit = open_visit(restless)
    listing = visit.go("/runs")
    listing.get_by_role("heading", name="Runs", exact=True).wait_for()
    run = restless.begin("seen by both")
    row = listing.get_by_role("row").filter(has=listing.get_by_role("link", name="seen by both"))
    row.get_by_text("Running").wait_for()
    other = visit.new_page()
    other.goto(f"/runs/{run}")
    other.get_by_role("button", name="Stop", exact=True).click()
    other.get_by_text("Canceled").first.wait_for()
    row.get_by_text("Canceled").wait_for()


def test_eight_tabs_that_are_all_in_view_are_all_answered(open_visit, restless):
    visit = open_visit(restless)
    run = restless.begin()
    tabs = [visit.page, *(visit.new_page() for _ in range(7))]
    for tab in tabs:
        tab.goto(f"/runs/{run}")
    for tab in tabs:
        tab.get_by_role("button", name="train, running").wait_for()
    restless.gate.touch()
    for tab in tabs:
        tab.get_by_role("button", name="report, succeeded").wait_for()


def test_a_graph_is_drawn_though_its_program_could_not_be_loaded_at_first(open_visit, story):
    visit = open_visit(story)
    visit.expect("ERR_FAILED")
    lost = []

    def lose_the_first_two(route):
        if len(lost) == 2:
            route.continue_()
        else:
            lost.append(route.request.url)
            route.abort()

    visit.context.route("**/*layout.worker*", lose_the_first_two)
    page = visit.go(f"/runs/{story.first}")
    page.get_by_role("button", name=re.compile("^report")).wait_for()
    assert len(lost) == 2
