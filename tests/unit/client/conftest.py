"""A server on this machine that answers what a test says, and keeps what it was asked."""

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


@dataclass
class Asked:
    """A request."""

    method: str
    path: str
    headers: dict
    body: bytes


@dataclass
class Answers:
    """What a server answers, in turn; the last one stays."""

    queue: list = field(default_factory=list)
    asked: list = field(default_factory=list)
    address: str = ""

    def will(self, status=200, body=None, **headers):
        """Answer this next."""
        text = body if isinstance(body, bytes) else json.dumps({} if body is None else body).encode()
        self.queue.append((status, text, headers))
        return self

    def next(self):
        return self.queue.pop(0) if len(self.queue) > 1 else self.queue[0]


@pytest.fixture
def answers():
    """Give a server."""
    told = Answers()

    class Handler(BaseHTTPRequestHandler):
        def answer(self):
            length = int(self.headers.get("Content-Length") or 0)
            told.asked.append(Asked(self.command, self.path, dict(self.headers), self.rfile.read(length)))
            status, text, headers = told.next()
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        do_GET = do_POST = do_DELETE = answer

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    told.address = f"http://127.0.0.1:{server.server_port}"
    yield told
    server.shutdown()
    server.server_close()
    thread.join()
