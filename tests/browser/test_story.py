"""The whole story of a user, on a server that knows nothing yet: from a file to models that are compared."""


def field(page, name):
    return page.get_by_label(name, exact=True)


def test_from_a_file_to_compared_models(open_visit, make_server, compiled, tmp_path):
    page, gate = open_visit(make_server()).go("/"), tmp_path / "gate"
    upload_and_look(page, compiled("story"))
    fill_the_form(page, gate)
    watch(page, gate)
    read_the_metrics(page)
    run_again_with_another_rate(page)
    compare(page)
    follow_the_model_to_its_data(page)


def upload_and_look(page, file):
    """Upload the compiled file, and look at its graph before anything runs."""
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Pipelines").click()
    page.get_by_role("link", name="Upload").first.click()
    page.get_by_label("Pipeline file to upload").set_input_files(file)
    page.get_by_role("region", name="What the file holds").get_by_text("depths?", exact=True).wait_for()
    page.get_by_role("button", name="Create", exact=True).click()
    graph = page.get_by_role("group", name="Graph")
    graph.get_by_role("button", name="report").wait_for()


def fill_the_form(page, gate):
    """Fill the form: what is wrong is said at its field, and nothing starts."""
    page.get_by_role("main").get_by_role("link", name="Run", exact=True).click()
    page.get_by_role("heading", name="New run", exact=True).wait_for()
    field(page, "rows").fill("many")
    page.get_by_role("button", name="Run", exact=True).click()
    page.locator("[aria-invalid=true]").wait_for()
    field(page, "rows").fill("100")
    field(page, "gate").fill(str(gate))
    field(page, "Run name").or_(field(page, "Name")).fill("patient")
    page.get_by_role("button", name="Run", exact=True).click()


def watch(page, gate):
    """Watch it: the graph changes while tasks run, and says when they are done."""
    page.get_by_role("heading", name="patient", exact=True).wait_for()
    page.get_by_role("button", name="train, running").wait_for()
    page.get_by_role("button", name="train, running").click()
    panel = page.get_by_role("region", name="Task train")
    panel.get_by_role("tab", name="Logs").click()
    panel.get_by_text("epoch 1 of 10").first.wait_for()
    gate.touch()
    page.get_by_role("button", name="report, succeeded").wait_for()
    panel.get_by_text("epoch 10 of 10").first.wait_for()
    page.wait_for_function("document.title === '✓ patient · Runs · Penstock'")


def read_the_metrics(page):
    """What it measured."""
    page.get_by_role("tab", name="Metrics").first.click()
    page.get_by_role("region", name="Metrics").get_by_role("columnheader", name="accuracy").first.wait_for()
    page.get_by_role("img", name="Chart of loss").wait_for()
    page.get_by_role("img", name="ROC curve of train").first.wait_for()
    page.get_by_role("table", name="Confusion matrix of train").first.wait_for()


def run_again_with_another_rate(page):
    """Run it again with another rate: the form holds what the first run was given."""
    first = page.url.split("/runs/")[1].split("?")[0]
    page.goto(f"/runs/new?from={first}")
    page.wait_for_function("rows => rows.value === '100'", arg=field(page, "rows").element_handle())
    field(page, "rate").fill("0.9")
    field(page, "Run name").or_(field(page, "Name")).fill("eager")
    page.get_by_role("button", name="Run", exact=True).click()
    page.get_by_role("heading", name="eager", exact=True).wait_for()
    page.get_by_role("button", name="load, cached").wait_for()
    page.get_by_role("button", name="report, succeeded").wait_for()


def compare(page):
    """Compare the two."""
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Runs").click()
    for name in ("patient", "eager"):
        page.get_by_role("row").filter(has=page.get_by_role("link", name=name)).get_by_role("checkbox").check()
    page.get_by_role("button", name="Compare").click()
    page.get_by_role("heading", name="Compare 2 runs").wait_for()
    comparison = page.get_by_role("tabpanel", name="Parameters")
    comparison.get_by_text("rate", exact=True).wait_for()
    assert comparison.get_by_text("rows", exact=True).count() == 0  # what is the same is not in the way
    page.get_by_role("tab", name="Curves").click()
    page.get_by_role("img", name="Chart of loss").first.wait_for()


def follow_the_model_to_its_data(page):
    """Follow the best model back to the data that it was trained with."""
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Artifacts").click()
    page.get_by_role("link", name="best", exact=True).first.click()
    page.get_by_role("heading", name="best", exact=True).wait_for()
    page.get_by_role("tab", name="Lineage").click()
    graph = page.get_by_role("group", name="Lineage of best")
    graph.get_by_role("button", name="train, task of eager").first.wait_for()
    graph.get_by_role("button", name="data, Dataset").click()
    panel = page.get_by_role("region", name="Artifact data")
    panel.get_by_role("grid", name="Rows").wait_for()
    panel.get_by_role("link", name="Open the artifact").click()
    page.get_by_role("heading", name="data", exact=True).wait_for()
    page.get_by_role("tab", name="Lineage").click()
    page.get_by_role("button", name="List").click()
    users = page.get_by_role("region", name="What used it")
    users.get_by_role("link", name="train").first.wait_for()
    for run in ("patient", "eager"):
        users.get_by_text(run).first.wait_for()
