"""Every page by its address: it opens so, survives a reload, is reached by Back, and anybody can use it."""

import re
from pathlib import Path

import pytest

# The address, the heading of the page, and the tab that the address opens.
PAGES = {
    "home": ("/", "Home", ""),
    "pipelines": ("/pipelines", "Pipelines", ""),
    "upload": ("/pipelines/upload", "Upload a pipeline", ""),
    "pipeline": ("/pipelines/{pipeline}", "story", ""),
    "pipeline versions": ("/pipelines/{pipeline}?tab=versions", "story", "Versions"),
    "form": ("/runs/new?pipeline={pipeline}", "New run", ""),
    "experiments": ("/experiments", "Experiments", ""),
    "experiment": ("/experiments/{experiment}", "lines", ""),
    "runs": ("/runs", "Runs", ""),
    "run": ("/runs/{first}", "first", ""),
    "run timeline": ("/runs/{first}?view=timeline", "first", "Timeline"),
    "run tasks": ("/runs/{first}?view=tasks&task=root/report", "report", "Tasks"),
    "run metrics": ("/runs/{first}?view=metrics", "first", "Metrics"),
    "run artifacts": ("/runs/{first}?view=artifacts", "first", "Artifacts"),
    "run logs": ("/runs/{first}?view=logs", "first", "Logs"),
    "run details": ("/runs/{first}?view=details", "first", "Details"),
    "task logs": ("/runs/{strict}?task=root/report&panel=logs", "report", "Logs"),
    "task io": ("/runs/{first}?task=root/report&panel=io", "report", "Inputs & outputs"),
    "task values": ("/runs/{first}?task=root/load&panel=io", "load", "Inputs & outputs"),
    "task metrics": ("/runs/{first}?task=root/for-loop-1[1]/train&panel=metrics", "train", "Metrics"),
    "task config": ("/runs/{first}?task=root/report&panel=config", "report", "Config"),
    "failed run": ("/runs/{strict}", "strict", ""),
    "artifacts": ("/artifacts", "Artifacts", ""),
    "artifact": ("/artifacts/{leaderboard}", "leaderboard", ""),
    "artifact lineage": ("/artifacts/{best}?tab=lineage", "best", "Lineage"),
    "artifact lineage list": ("/artifacts/{best}?tab=lineage&view=list", "best", ""),
    "artifact lineage item": ("/artifacts/{best}?tab=lineage&item=artifact:{data}", "data", ""),
    "artifact metadata": ("/artifacts/{best}?tab=metadata", "best", "Metadata"),
    "artifact uses": ("/artifacts/{data}?tab=used-by", "data", "Used by"),
    "compare": ("/compare?runs={first},{second}", "Compare 2 runs", ""),
    "compare metrics": ("/compare?runs={first},{second}&tab=metrics", "Compare 2 runs", "Metrics"),
    "compare curves": ("/compare?runs={first},{second}&tab=curves", "Compare 2 runs", "Curves"),
    "compare artifacts": ("/compare?runs={first},{second}&tab=artifacts", "Compare 2 runs", "Artifacts"),
    "compare tasks": ("/compare?runs={first},{second}&tab=graph", "Compare 2 runs", "Tasks"),
    "settings": ("/settings", "Settings", ""),
}


@pytest.fixture(scope="session")
def places(story, ask_server):
    """Give what stands in the addresses."""
    found = ask_server(story, f"/runs/{story.first}/artifacts")["items"]
    return {**vars(story), **{artifact["name"]: artifact["id"] for artifact in found}}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_by_its_address_and_is_accessible_in_both_themes(open_visit, story, places, name):
    address, heading, tab = PAGES[name]
    address = address.format_map(places)
    visit = open_visit(story)
    page = visit.go(address)
    title = page.get_by_role("heading", name=heading, exact=True).first
    title.wait_for()
    page.reload()
    title.wait_for()
    page.wait_for_url(lambda url: url == visit.url + address)
    if tab:
        page.get_by_role("tab", name=re.compile(f"^{tab}"), selected=True).wait_for()
    visit.settle()
    assert page.get_by_role("alert").all_inner_texts() == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing is wider than the window"
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight"), "the page itself does not scroll"
    visit.check_accessible()
    page.emulate_media(color_scheme="dark")
    page.locator("html[data-theme=dark]").wait_for()
    visit.settle()
    visit.check_accessible()


def test_every_route_of_the_application_is_walked():
    routes = set()
    for file in sorted((Path(__file__).parents[2] / "ui/src/routes").glob("*.ts")):
        routes |= set(re.findall(r"path: '([^']+)'", file.read_text("utf-8")))
    walked = {re.sub(r"\{\w+\}", "$", address.partition("?")[0]) for address, *_ in PAGES.values()}
    assert {re.sub(r"\$\w+", "$", route) for route in routes} - {"/login"} <= walked  # test_login.py


def test_back_goes_through_what_was_looked_at(open_visit, story):
    page = open_visit(story).go("/runs")
    page.get_by_role("link", name="first", exact=True).click()
    page.get_by_role("button", name=re.compile("^report")).click()
    panel = page.get_by_role("region", name="Task report")
    panel.get_by_role("tab", name="Logs").click()
    panel.get_by_role("tab", name="Logs", selected=True).wait_for()
    page.get_by_role("tab", name="Timeline").click()
    page.get_by_role("tab", name="Timeline", selected=True).wait_for()

    page.go_back()
    page.get_by_role("tab", name="Graph", selected=True).wait_for()
    panel.get_by_role("tab", name="Logs", selected=True).wait_for()
    page.go_back()
    panel.get_by_role("tab", name="Overview", selected=True).wait_for()
    page.go_back()
    panel.wait_for(state="detached")
    page.go_back()
    page.get_by_role("heading", name="Runs", exact=True).wait_for()
    page.go_forward()
    page.get_by_role("heading", name="first", exact=True).wait_for()


def test_the_addresses_that_the_client_of_kfp_prints_lead_to_the_pages(open_visit, story):
    visit = open_visit(story)
    page = visit.go(f"/#/runs/details/{story.first}")
    page.get_by_role("heading", name="first", exact=True).wait_for()
    page.wait_for_url(lambda url: url == f"{visit.url}/runs/{story.first}")
