"""The frame of every page: side bar, theme, keys, and addresses that lead nowhere."""

import pytest


@pytest.mark.parametrize("visit", ["light", "dark"], indirect=True)
def test_settings_are_accessible_in_both_themes(visit):
    page = visit.go("/settings")
    page.get_by_role("heading", name="Settings", exact=True).wait_for()
    visit.check_accessible()


def test_a_theme_is_kept_and_is_there_before_the_page_is(visit):
    page = visit.go("/settings")
    page.get_by_role("group", name="Theme").get_by_role("button", name="Dark").click()
    page.locator("html[data-theme=dark]").wait_for()
    page.reload(wait_until="commit")
    page.locator("html[data-theme=dark]").wait_for()


def test_an_address_of_nothing_says_so_and_leads_back(visit):
    page = visit.go("/no/such/page")
    page.get_by_text("There is no such page").wait_for()
    page.wait_for_function("document.title === 'Not found · Penstock'")
    visit.check_accessible()


def test_the_question_mark_lists_what_keys_do(visit):
    page = visit.go("/settings")
    page.get_by_role("heading", name="Settings", exact=True).wait_for()
    page.keyboard.press("?")
    page.get_by_role("dialog", name="Keyboard shortcuts").get_by_text("These shortcuts").wait_for()
    visit.check_accessible()
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="detached")


def test_the_side_bar_narrows_and_stays_so(visit):
    page = visit.go("/settings")
    page.get_by_role("link", name="Settings").wait_for()
    page.keyboard.press("[")
    page.get_by_role("button", name="Widen the side bar").wait_for()
    page.reload()
    page.get_by_role("button", name="Widen the side bar").wait_for()
