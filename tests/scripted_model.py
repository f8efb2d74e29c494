"""A language model's server on loopback that answers by a script, for faults that a real one cannot show."""

import contextlib
import http.server
import json
import threading
import time

from qabot.writing.endpoint import Endpoint

KEY = "sk-not-to-be-seen-anywhere"


class Script(http.server.ThreadingHTTPServer):
    """``answer(handler, request)`` writes each answer; ``asked`` keeps the requests."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked = []
        self.answer = lambda handler, _: handler.stream(["It opened in May. [1]"])

    def endpoint(self, **changes):
        options = {"base_url": f"http://127.0.0.1:{self.server_port}/v1", "model": "m", "key": KEY}
        return Endpoint(**{**options, "timeout_s": 60.0, "tokens": 100, **changes})


class _Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.reply(200, {"object": "list", "data": [{"id": "m", "object": "model", "created": 0, "owned_by": "t"}]})

    def do_POST(self):
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(request)
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # a client that has given up
            self.server.answer(self, request)

    def reply(self, status, body, headers=()):
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def stream(self, pieces, *, finish="stop", pause_s=0.0):
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        for piece in pieces:
            self._event({"index": 0, "delta": {"content": piece}, "finish_reason": None})
            time.sleep(pause_s)
        if finish:
            self._event({"index": 0, "delta": {}, "finish_reason": finish})
            self.wfile.write(b"data: [DONE]\n\n")

    def _event(self, choice):
        chunk = {"id": "c", "object": "chat.completion.chunk", "created": 0, "model": "m", "choices": [choice]}
        self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
        self.wfile.flush()

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def serving():
    """Let a script answer for as long as the block lasts."""
    server = Script()
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
