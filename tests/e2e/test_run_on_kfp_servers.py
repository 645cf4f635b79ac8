"""`penstock run --server` against a server of which only KFP's API is to be seen."""

import json
import os
import signal
import threading
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


@pytest.fixture
def kfp_only(at_server, monkeypatch):
    """Give a place that is a server of which only KFP's API is to be seen."""
    address = os.environ["PENSTOCK_SERVER"]

    class Handler(BaseHTTPRequestHandler):
        def pass_on(self):
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, answer = 404, b"404 page not found"
            if self.path.startswith("/apis/"):
                kind = {"Content-Type": self.headers.get("Content-Type") or "text/plain"}
                request = urllib.request.Request(f"{address}{self.path}", body or None, kind, method=self.command)
                try:
                    with urllib.request.urlopen(request) as told:
                        status, answer = told.status, told.read()
                except urllib.error.HTTPError as error:
                    status, answer = error.code, error.read()
            self.send_response(status)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        do_GET = do_POST = do_DELETE = pass_on

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    monkeypatch.setenv("PENSTOCK_SERVER", f"http://127.0.0.1:{server.server_port}")
    yield at_server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.slow
def test_runs_on_a_server_that_speaks_only_the_api_of_kfp(kfp_only, making, tmp_path, slow):
    ended = kfp_only.json("run", making, "-p", "x=3", "--name", "first", "--experiment", "study", "--no-cache")
    assert (ended["state"], ended["name"], ended["arguments"]) == ("SUCCEEDED", "first", {"x": 3})
    assert [(task["name"], task["state"]) for task in ended["tasks"]] == [("make", "SUCCEEDED")]
    code, out, err = kfp_only("run", making)
    assert (code, "✓ making 20" in out, "SUCCEEDED  make" in err) == (0, True, True), (out, err)

    told = tmp_path / "told"
    told.write_text("fail")
    code, out, _ = kfp_only("run", slow, "-p", f"path={told}")
    assert (code, "told to fail" in out) == (1, True)
    left = kfp_only.json("run", slow, "-p", f"path={tmp_path / 'never'}", "--detach")
    assert left["state"] in ("PENDING", "RUNNING")
    assert "Started" in kfp_only.said("run", making, "--detach")

    assert "need a Penstock server" in kfp_only.refused("runs", "list")
    assert "--fail-fast need a Penstock server" in kfp_only.refused("run", making, "--fail-fast")


@pytest.mark.slow
def test_ctrl_c_ends_the_run_on_a_server_of_kfp(kfp_only, penstock, tmp_path, slow, read_until):
    environ = {"PENSTOCK_SERVER": os.environ["PENSTOCK_SERVER"]}
    process = penstock.start("run", slow, "-p", f"path={tmp_path / 'never'}", "--json", environ=environ)
    read_until(process, b"RUNNING")
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=240)
    assert (process.returncode, json.loads(out)["state"]) == (130, "CANCELED"), err
