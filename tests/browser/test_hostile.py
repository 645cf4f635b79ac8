"""Names and artifacts of an author who wants to run a script in the browser of whoever looks: nothing of it does."""

import pytest

NAME = "<img src=x onerror=top.hacked=1><script>top.hacked=1</script>"
EXPECTED = "sandbox|Sandbox|Content Security Policy|allow-scripts|origin .null.|CORS|ERR_FAILED|ERR_BLOCKED"


@pytest.fixture(scope="module")
def hostile(make_server, compiled, ask_server):
    """Give a server whose every name is a trick."""
    server = make_server()
    document = compiled("hostile").read_text("utf-8")
    uploaded = ask_server(server, "/pipelines", {"document": document, "name": NAME, "description": NAME})
    server.pipeline = uploaded["pipeline"]["id"]
    server.experiment = ask_server(server, "/experiments", {"name": NAME, "description": NAME})["id"]
    order = {
        "name": NAME,
        "description": NAME,
        "pipeline_version_id": uploaded["version"]["id"],
        "experiment_id": server.experiment,
        "tags": {"script": NAME},
    }
    server.runs = [ask_server(server, "/runs", order)["id"] for _ in range(2)]
    server.wait_for(server.runs)
    found = ask_server(server, f"/runs/{server.runs[0]}/artifacts")["items"]
    server.artifacts = {artifact["name"]: artifact["id"] for artifact in found}
    return server


def check_harmless(visit):
    """Fail if anything of the author's has run, or has become a part of the page."""
    page = visit.page
    assert page.evaluate("() => [window.hacked, localStorage.getItem('hacked'), document.cookie]") == [None, None, ""]
    assert (
        page.evaluate("() => document.querySelectorAll('img[src=\"x\"], [onerror], [onload], b[onclick]').length") == 0
    )
    assert page.evaluate("() => document.querySelectorAll('a[href^=\"javascript\"]').length") == 0
    assert page.url.startswith(visit.url)


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/pipelines",
        "/pipelines/{pipeline}",
        "/runs/new?pipeline={pipeline}",
        "/experiments",
        "/experiments/{experiment}",
        "/runs",
        "/runs/{run}",
        "/runs/{run}?view=timeline",
        "/runs/{run}?view=tasks",
        "/runs/{run}?view=metrics",
        "/runs/{run}?view=artifacts",
        "/runs/{run}?view=logs",
        "/runs/{run}?view=details",
        "/runs/{run}?task=root/attack&panel=logs",
        "/runs/{run}?task=root/attack&panel=io",
        "/runs/{run}?task=root/fails",
        "/compare?runs={runs}",
        "/compare?runs={runs}&tab=artifacts",
        "/artifacts",
        "/artifacts/{page}?tab=lineage",
        "/artifacts/{table}?tab=metadata",
        "/artifacts/{table}",
        "/artifacts/{words}",
        "/artifacts/{picture}",
        "/artifacts/{numbers}",
        "/artifacts/{document}",
        "/artifacts/{files}",
        "/artifacts/{files}?path=page.html",
        "/artifacts/{files}?path=sub.svg",
        "/artifacts/{page}",
    ],
)
def test_nothing_of_an_author_runs_on_a_page(open_visit, hostile, address):
    visit = open_visit(hostile)
    visit.expect(EXPECTED)
    places = {"run": hostile.runs[0], "runs": ",".join(hostile.runs), **vars(hostile), **hostile.artifacts}
    page = visit.go(address.format_map(places | {"runs": ",".join(hostile.runs)}))
    page.get_by_role("main").wait_for()
    visit.settle()
    check_harmless(visit)


@pytest.mark.parametrize("address", ["/runs", "/pipelines", "/experiments", "/runs/{run}"])
def test_a_name_is_shown_as_it_was_given(open_visit, hostile, address):
    page = open_visit(hostile).go(address.format(run=hostile.runs[0]))
    page.get_by_role("main").get_by_text(NAME).first.wait_for()


def test_a_page_of_a_task_runs_without_any_rights(open_visit, hostile):
    visit = open_visit(hostile)
    visit.expect(EXPECTED)
    page = visit.go(f"/artifacts/{hostile.artifacts['page']}")
    frame = page.frame_locator("iframe")
    frame.get_by_role("heading", name="Hostile page").wait_for()
    frame.get_by_text("kept out").wait_for()
    check_harmless(visit)


@pytest.mark.parametrize("name", ["page", "picture", "words", "document"])
def test_an_artifact_that_is_opened_by_itself_runs_without_any_rights(open_visit, hostile, name):
    visit = open_visit(hostile)
    visit.expect(EXPECTED)
    for place in ("content", "page"):
        answer = visit.page.request.get(f"{visit.url}/api/v1/artifacts/{hostile.artifacts[name]}/{place}")
        kind = answer.headers.get("content-type", "")
        policy = answer.headers.get("content-security-policy", "")
        isolated = "sandbox" in policy and "allow-same-origin" not in policy
        harmless = "attachment" in answer.headers.get("content-disposition", "") or kind.startswith("text/plain")
        assert answer.status in {400, 404} or isolated or harmless, (place, answer.headers)
        assert answer.headers["x-content-type-options"] == "nosniff"
