"""Pages fetched from a server on loopback: politeness, limits, and what is never reached."""

import gzip
import ipaddress
import socket
import threading
import time
import zlib
from contextlib import contextmanager, suppress

import pytest
from website import served, served_over_http2

from qabot.errors import FetchError
from qabot.ingest.web.address_check import PrivateAddressError, is_public, public_addresses
from qabot.ingest.web.fetch import Fetcher, FetchOptions, Validators

pytestmark = pytest.mark.enable_socket
LOCAL = ("127.0.0.1",)


@pytest.fixture
def site():
    with served() as server:
        yield server


def fetched(url, *, known=None, **options):
    options = {"agent": "qabot/test", "pause_s": 0.0, "timeout_s": 30.0, "allowed": LOCAL, **options}
    with Fetcher(FetchOptions(**options)) as fetcher:
        return fetcher.fetch(url, known=known)


def refusal(url, **options):
    with pytest.raises(FetchError) as caught:
        fetched(url, **options)
    assert "\n" not in str(caught.value)
    return caught.value.problem


def test_a_page_with_its_version(site):
    site.pages["/a"] = (200, {"Content-Type": "Text/HTML; charset=utf-8", "ETag": '"7"'}, b"<p>Hello</p>")
    came = fetched(site.at("/a"))
    assert (came.content, came.media, came.version) == (b"<p>Hello</p>", "text/html", Validators('"7"', ""))
    again = fetched(site.at("/a"), known=came.version)
    assert again.content is None
    assert {headers["User-Agent"] for _, headers in site.asked} == {"qabot/test"}


def test_redirects_are_followed_and_each_is_checked(site):
    site.pages["/a"] = (302, {"Location": "/b"}, b"")
    site.pages["/b"] = (200, {}, b"There.")
    assert fetched(site.at("/a")).url == site.at("/b")
    site.pages["/out"] = (302, {"Location": f"http://127.0.0.2:{site.server_port}/b"}, b"")
    assert "not an address of the public internet" in refusal(site.at("/out"))
    site.pages["/file"] = (302, {"Location": "file:///etc/passwd"}, b"")
    assert "is not an address of a page" in refusal(site.at("/file"))
    site.pages["/loop"] = (302, {"Location": "/loop"}, b"")
    assert "redirects more than" in refusal(site.at("/loop"))


def test_robots_are_obeyed(site):
    site.pages["/robots.txt"] = (200, {}, b"User-agent: *\nDisallow: /private/\nUser-agent: qabot\nDisallow: /*.cgi$\n")
    site.pages["/private/a"] = site.pages["/a.cgi"] = (200, {}, b"Text.")
    assert fetched(site.at("/private/a")).content == b"Text."
    assert "asks programs not to fetch" in refusal(site.at("/a.cgi"))
    assert "/a.cgi" not in [path for path, _ in site.asked]


def test_a_site_that_cannot_say_what_may_be_fetched_is_left_alone(site):
    site.pages["/robots.txt"] = (503, {}, b"")
    site.pages["/a"] = (200, {}, b"Text.")
    assert "does not say what programs may fetch" in refusal(site.at("/a"))


def test_pauses_between_pages_of_one_host(site):
    site.pages["/robots.txt"] = (200, {}, b"User-agent: *\nCrawl-delay: 0.4\n")
    site.pages["/a"] = site.pages["/b"] = (200, {}, b"Text.")
    with Fetcher(FetchOptions(agent="qabot/test", pause_s=0.1, allowed=LOCAL)) as fetcher:
        fetcher.fetch(site.at("/a"))
        fetcher.fetch(site.at("/b"))
    pages = [when for when, (path, _) in zip(site.times, site.asked, strict=True) if path != "/robots.txt"]
    assert pages[1] - pages[0] >= 0.39


def test_a_page_that_is_too_large_is_refused_packed_or_not(site):
    site.pages["/large"] = (200, {}, b"x" * 300_000)
    site.pages["/bomb"] = (200, {"Content-Encoding": "gzip"}, gzip.compress(b"x" * 50_000_000))
    for path in ("/large", "/bomb"):
        assert "is more than 100,000 bytes" in refusal(site.at(path), max_bytes=100_000)


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        ("gzip", gzip.compress),
        ("X-GZip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", lambda body: zlib.compress(body)[2:-4]),
        ("identity, gzip", gzip.compress),
        ("", bytes),
    ],
)
def test_packed_pages_are_unpacked(site, encoding, pack):
    site.pages["/a"] = (200, {"Content-Encoding": encoding}, pack(b"Some text. " * 20))
    assert fetched(site.at("/a")).content == b"Some text. " * 20
    assert {headers["Accept-Encoding"] for _, headers in site.asked} == {"gzip, deflate"}


def test_a_page_that_is_packed_twice_or_otherwise_is_refused(site):
    twice = gzip.compress(gzip.compress(b"x" * 1_000_000))
    site.pages["/twice"] = (200, {"Content-Encoding": "gzip, gzip"}, twice)
    site.pages["/other"] = (200, {"Content-Encoding": "br"}, b"x")
    site.pages["/broken"] = (200, {"Content-Encoding": "gzip"}, b"no gzip")
    assert "is packed as gzip, gzip, which qabot did not ask for" in refusal(site.at("/twice"))
    assert "is packed as br, which qabot did not ask for" in refusal(site.at("/other"))
    assert "is packed as gzip, but damaged" in refusal(site.at("/broken"))


@contextmanager
def dribbling(beginning, more):
    """Serve one connection: ``beginning``, then ``more`` again and again until the client goes."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        client, _ = listener.accept()
        with client, suppress(OSError):
            client.recv(65_536)
            client.sendall(beginning)
            while True:
                client.sendall(more)
                time.sleep(0.01)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/a"
    finally:
        thread.join()
        listener.close()


@pytest.mark.parametrize(
    ("beginning", "more"),
    [
        (b"HTTP/1.1 200 OK\r\nX: ", b"x"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    ],
    ids=["headers", "body"],
)
def test_headers_and_body_count_in_the_whole_time(beginning, more):
    with dribbling(beginning, more) as url:
        # The robots.txt of the site is asked for first.
        assert "robots.txt takes longer than 0 s" in refusal(url, max_total_s=0.2)


def test_connections_are_used_again_for_any_number_of_pages(site):
    numbers = range(200)
    with served_over_http2() as (other, trust):
        site.pages.update({f"/{number}": (200, {}, f"Page {number}".encode()) for number in numbers})
        other.pages.update({f"/{number}": f"Other {number}".encode() for number in numbers})
        options = FetchOptions(agent="qabot/test", pause_s=0, allowed=LOCAL)
        with Fetcher(options, trust=trust) as fetcher:
            for number in numbers:
                assert fetcher.fetch(site.at(f"/{number}")).content == f"Page {number}".encode()
                assert fetcher.fetch(other.at(f"/{number}")).content == f"Other {number}".encode()
    assert (site.connections, other.connections) == (1, 1)


def test_pages_that_are_not_read_to_their_end_cost_no_connection(site):
    site.pages["/large"] = (200, {}, b"x" * 300_000)
    site.pages["/a"] = (200, {}, b"Text.")
    with Fetcher(FetchOptions(agent="qabot/test", pause_s=0, allowed=LOCAL, max_bytes=1_000)) as fetcher:
        for _ in range(12):
            with pytest.raises(FetchError, match="is more than"):
                fetcher.fetch(site.at("/large"))
        assert fetcher.fetch(site.at("/a")).content == b"Text."


@pytest.mark.parametrize(("status", "said"), [(404, "404 Not Found"), (500, "500 Internal"), (299 + 1, "300")])
def test_failures_are_said(site, status, said):
    site.pages["/a"] = (status, {}, b"")
    assert said in refusal(site.at("/a"))


def test_nothing_listens(site):
    free = site.server_port
    site.shutdown()
    site.server_close()
    assert "cannot be reached" in refusal(f"http://127.0.0.1:{free}/a")


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "2130706433",
        "0x7f.1",
        "0.0.0.0",
        "10.0.0.8",
        "172.16.3.4",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "224.0.0.1",
        "[::1]",
        "[::]",
        "[fe80::1]",
        "[fc00::7]",
        "[::ffff:10.0.0.8]",
        "[64:ff9b::a00:8]",
        "[64:ff9b:1::a00:8]",
        "[2002:7f00:1::]",
        "[2001:0:7f00:1::]",
        "[fec0::7]",
        "[::10.0.0.8]",
        "[::8.8.8.8]",
        "[::ffff:0:10.0.0.8]",
        "[::ffff:0:8.8.8.8]",
        "[ff0e::1]",
        "[5f00::1]",
    ],
)
def test_private_addresses_are_never_reached(host):
    problem = refusal(f"http://{host}:9/x", allowed=())
    assert "not an address of the public internet" in problem
    with pytest.raises(PrivateAddressError):
        public_addresses(host.strip("[]"), 9, allowed=())


def test_a_setting_opens_hosts_and_networks():
    assert public_addresses("127.0.0.1", 80, allowed=["127.0.0.0/8"]) == ["127.0.0.1"]
    assert "127.0.0.1" in public_addresses("LOCALHOST", 80, allowed=["localhost"])
    with pytest.raises(PrivateAddressError):
        public_addresses("127.0.0.1", 80, allowed=["10.0.0.0/8", "nonsense/99"])


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "2a00:1450::1"])
def test_public_addresses(address):
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("url", ["ftp://a.example/x", "file:///etc/passwd", "https://u:p@a.example/", "https://", "x"])
def test_what_is_no_address_of_a_page(url):
    assert "is not an address of a page" in refusal(url)


def test_names_are_looked_up_once(monkeypatch, site):
    """A name that is public when it is checked and private when it is used leads nowhere."""
    import socket

    answers = iter(["127.0.0.1"])
    real = socket.getaddrinfo

    def getaddrinfo(host, *rest, **options):
        return real(next(answers) if host == "rebinding.example" else host, *rest, **options)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    assert "rebinding.example is 127.0.0.1" in refusal(f"http://rebinding.example:{site.server_port}/a", allowed=())
