"""Web sites on loopback for tests that fetch: one over HTTP/1.1, one over HTTP/2, both keep connections open."""

import contextlib
import http.server
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Site(http.server.ThreadingHTTPServer):
    """A web site over HTTP/1.1; ``pages`` gives what each path answers: (status, headers, body)."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Visit)
        self.pages = {}
        self.asked = []
        self.times = []
        self.connections = 0

    def at(self, path):
        return f"http://127.0.0.1:{self.server_port}{path}"


class Visit(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Without it, the second half of an answer waits for the first half's acknowledgement.
    disable_nagle_algorithm = True

    def setup(self):
        super().setup()
        self.server.connections += 1

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
        # A client that has read enough closes the connection.
        with contextlib.suppress(ConnectionError):
            self.wfile.write(body)

    def log_message(self, *_):
        pass


class Http2Site:
    """A web site over HTTP/2 with a certificate of its own; ``pages`` gives the body of each path."""

    def __init__(self, context: ssl.SSLContext):
        self._context = context
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.pages = {}
        self.asked = []
        self.connections = 0

    def at(self, path):
        return f"https://127.0.0.1:{self._listener.getsockname()[1]}{path}"

    def serve(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(client,), daemon=True).start()

    def close(self):
        # Closing alone does not end an accept that waits.
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _talk(self, client):
        from h2.config import H2Configuration
        from h2.connection import H2Connection
        from h2.events import RequestReceived

        with contextlib.suppress(OSError), self._context.wrap_socket(client, server_side=True) as stream:
            self.connections += 1
            connection = H2Connection(H2Configuration(client_side=False))
            connection.initiate_connection()
            stream.sendall(connection.data_to_send())
            while content := stream.recv(65_536):
                for event in connection.receive_data(content):
                    if isinstance(event, RequestReceived):
                        path = dict(event.headers)[b":path"].decode()
                        self.asked.append(path)
                        body = self.pages.get(path)
                        status = ":status", "404" if body is None else "200"
                        connection.send_headers(event.stream_id, [status, ("content-type", "text/html")])
                        connection.send_data(event.stream_id, body or b"", end_stream=True)
                stream.sendall(connection.data_to_send())


@contextmanager
def served() -> Iterator[Site]:
    """Serve a site over HTTP/1.1 until the end."""
    server = Site()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def served_over_http2() -> Iterator[tuple[Http2Site, ssl.SSLContext]]:
    """Serve a site over HTTP/2 until the end; also give what trusts its certificate."""
    import trustme

    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_alpn_protocols(["h2"])
    authority.issue_cert("127.0.0.1").configure_cert(context)
    trust = ssl.create_default_context()
    authority.configure_trust(trust)
    server = Http2Site(context)
    thread = threading.Thread(target=server.serve)
    thread.start()
    try:
        yield server, trust
    finally:
        server.close()
        thread.join()
