"""The page of a run: its graph, its tasks and one task, on real runs."""

import json
import urllib.request


def runs(server, state):
    with urllib.request.urlopen(f"{server.url}/api/v1/runs?state={state}") as answer:
        return [run["id"] for run in json.load(answer)["items"]]


def test_a_click_in_the_list_leads_to_the_graph_and_one_to_a_task(visit, server):
    (failed,) = runs(server, "FAILED")
    page = visit.go(f"/runs/{failed}")
    page.get_by_role("button", name="train").first.wait_for()
    visit.check_accessible()
    page.get_by_role("button", name="train").first.click()
    page.get_by_role("heading", name="train", exact=True).wait_for()
    page.wait_for_url(lambda url: "task=root" in url)


def test_a_task_and_a_tab_are_reached_by_their_addresses(visit, server):
    run = runs(server, "SUCCEEDED")[0]
    page = visit.go(f"/runs/{run}?view=tasks&task=root/train")
    page.get_by_role("heading", name="train", exact=True).wait_for()
    page.get_by_role("tab", name="Tasks").wait_for()
    visit.check_accessible()


def test_a_run_that_is_not_there_is_said_to_be_gone(visit):
    visit.expect("404")
    page = visit.go("/runs/none")
    page.get_by_text("no run", exact=False).first.wait_for()


def test_the_graph_is_walked_by_keyboard_from_its_beginning(visit, server):
    page = visit.go(f"/runs/{runs(server, 'SUCCEEDED')[0]}")
    page.locator("[data-node='root/load'][tabindex='0']").focus()
    page.keyboard.press("ArrowRight")
    page.locator("[data-node='root/train']:focus").wait_for()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="train", exact=True).wait_for()
    page.wait_for_url(lambda url: "task=root/train" in url)
