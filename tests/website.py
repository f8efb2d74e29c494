"""A web site on loopback for tests that fetch."""

import http.server
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Site(http.server.ThreadingHTTPServer):
    """A web site on loopback; ``pages`` gives what each path answers: (status, headers, body)."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Visit)
        self.pages = {}
        self.asked = []
        self.times = []

    def at(self, path):
        return f"http://127.0.0.1:{self.server_port}{path}"


class Visit(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append((self.path, dict(self.headers)))
        self.server.times.append(time.monotonic())
        status, headers, body = self.server.pages.get(self.path, (404, {}, b"Nothing here."))
        if headers.get("ETag") and self.headers.get("If-None-Match") == headers["ETag"]:
            status, body = 304, b""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@contextmanager
def served() -> Iterator[Site]:
    """Serve a site until the end."""
    server = Site()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
