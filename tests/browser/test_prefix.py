"""The pages behind a proxy that reaches the server under a path."""

import pytest


@pytest.fixture(scope="module")
def prefixed(make_server, compiled, ask_server):
    """Give a server under a prefix that has one run."""
    server = make_server("--prefix", "/ml/penstock")
    document = compiled("story").read_text("utf-8")
    server.run = ask_server(server, "/runs", {"document": document, "name": "below"})["id"]
    server.wait_for([server.run])
    return server


def test_pages_links_files_and_streams_stay_below_the_prefix(open_visit, prefixed):
    visit = open_visit(prefixed)
    asked = []
    visit.page.on("request", lambda request: asked.append(request.url))
    page = visit.go("/ml/penstock/")
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Runs").click()
    page.get_by_role("link", name="below").click()
    page.get_by_role("button", name="report, succeeded").wait_for()
    page.reload()
    page.get_by_role("button", name="report, succeeded").wait_for()
    assert page.url == f"{visit.url}/ml/penstock/runs/{prefixed.run}"
    page.get_by_role("tab", name="Artifacts").first.click()
    page.get_by_role("link", name="picture", exact=True).click()
    page.get_by_role("img", name="The picture").wait_for()
    picture = page.get_by_role("img", name="The picture").element_handle()
    page.wait_for_function("image => image.naturalWidth === 64", arg=picture)
    assert {url for url in asked if not url.startswith(f"{visit.url}/ml/penstock/")} == set()
    assert any("/ml/penstock/api/v1/events?" in url for url in asked)


def test_the_addresses_of_kfp_lead_below_the_prefix(open_visit, prefixed):
    visit = open_visit(prefixed)
    page = visit.go(f"/ml/penstock/#/runs/details/{prefixed.run}")
    page.get_by_role("heading", name="below", exact=True).wait_for()
    page.wait_for_url(lambda url: url == f"{visit.url}/ml/penstock/runs/{prefixed.run}")
