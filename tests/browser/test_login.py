"""A server that asks for a token: a browser signs in once, and comes back to where it was whenever it has to."""

import pytest

TOKEN = "a-token-of-these-tests"


@pytest.fixture(scope="module")
def guarded(make_server):
    """Give a server that strangers cannot use."""
    return make_server(environ={"PENSTOCK_TOKEN": TOKEN})


def sign_in(page, token=TOKEN):
    page.get_by_label("Token").fill(token)
    page.get_by_role("button", name="Sign in").click()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_an_address_leads_over_the_login_to_its_page(open_visit, guarded, theme):
    visit = open_visit(guarded, theme)
    visit.expect("401")
    page = visit.go("/artifacts?q=model")
    page.get_by_role("heading", name="Sign in", exact=True).wait_for()
    page.wait_for_function("document.title === 'Sign in · Penstock'")
    assert page.get_by_role("navigation", name="Pages").count() == 0
    visit.check_accessible()
    sign_in(page, "something that is not it")
    page.get_by_text("That is not the token of this server").wait_for()
    visit.check_accessible()
    sign_in(page)
    page.get_by_role("heading", name="Artifacts", exact=True).wait_for()
    page.wait_for_url(lambda url: url == f"{visit.url}/artifacts?q=model")
    page.reload()
    page.get_by_text("No artifact matches").wait_for()


def test_a_session_that_ends_leads_to_the_login_and_back(open_visit, guarded):
    visit = open_visit(guarded)
    visit.expect("401")
    page = visit.go("/settings")  # where nothing is followed: the session is missed by the click, not before
    sign_in(page)
    page.get_by_text("Running since").wait_for()
    visit.context.clear_cookies()
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Experiments").click()
    page.get_by_role("heading", name="Sign in", exact=True).wait_for()
    sign_in(page)
    page.get_by_role("heading", name="Experiments", exact=True).wait_for()
    assert page.get_by_role("alert").count() == 0


def test_signing_out_leaves_nothing_behind(open_visit, guarded):
    visit = open_visit(guarded)
    visit.expect("401")
    page = visit.go("/settings")
    sign_in(page)
    page.get_by_text("Running since").wait_for()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("heading", name="Sign in", exact=True).wait_for()
    assert visit.context.cookies() == []
    page.go_back()
    page.get_by_role("heading", name="Sign in", exact=True).wait_for()
    page.goto("/runs")
    page.get_by_role("heading", name="Sign in", exact=True).wait_for()


def test_a_server_without_a_token_asks_for_none(visit):
    page = visit.go("/login?to=/settings")
    page.get_by_role("heading", name="Settings", exact=True).wait_for()
    page.get_by_text("Running since").wait_for()
    assert page.get_by_role("button", name="Sign out").count() == 0
