"""Inputs that are kept under a name fill the form again, also after the page was left."""


def test_inputs_are_saved_and_filled_in_again(open_visit, story):
    visit = open_visit(story)
    page = visit.go(f"/runs/new?pipeline={story.pipeline}")
    page.get_by_label("rows", exact=True).fill("77")
    page.get_by_role("button", name="Fill with").click()
    page.get_by_label("Name of the inputs").fill("small")
    visit.check_accessible()
    page.get_by_role("button", name="Save", exact=True).click()
    saved = page.get_by_role("list", name="Saved inputs")
    saved.get_by_role("button", name="small", exact=True).wait_for()

    page.reload()
    rows = page.get_by_label("rows", exact=True)
    rows.wait_for()
    assert rows.input_value() == "250"
    page.get_by_role("button", name="Fill with").click()
    saved.get_by_role("button", name="small", exact=True).click()
    saved.wait_for(state="detached")
    assert rows.input_value() == "77"
    page.get_by_role("button", name="Fill with").click()
    saved.get_by_role("button", name="Forget small").click()
    saved.wait_for(state="detached")
