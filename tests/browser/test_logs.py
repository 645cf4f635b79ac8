"""A log that no page can hold: it opens at once, at any line, and stays small in the browser."""

import re


def test_a_log_of_fifty_megabytes_is_read_where_it_is_looked_at(open_visit, make_server, compiled, ask_server):
    server = make_server()
    document = compiled("long_log").read_text("utf-8")
    run = ask_server(server, "/runs", {"document": document})["id"]
    server.wait_for([run])
    visit = open_visit(server)
    page = visit.go(f"/runs/{run}?task=root/chatter&panel=logs")
    log = page.get_by_role("log")
    log.wait_for()
    page.get_by_role("button", name=re.compile("end", re.IGNORECASE)).first.click()
    log.get_by_text("the very last line").wait_for()
    page.goto(f"/runs/{run}?task=root/chatter&panel=logs&line=250001")
    log.get_by_text("00250000").wait_for()
    assert page.locator("body *").count() < 3000
    session = visit.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")  # or it counts what nobody holds any more, as far as it came
    heap = session.send("Runtime.getHeapUsage")["usedSize"]
    assert heap < 150e6
