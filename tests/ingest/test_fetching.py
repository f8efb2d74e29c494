"""Pages fetched from a server on loopback: politeness, limits, and what is never reached."""

import gzip

import pytest
from website import served

from qabot.errors import FetchError
from qabot.ingest.web.address_check import PrivateAddressError, public_addresses
from qabot.ingest.web.fetch import Fetcher, Manners, Version

pytestmark = pytest.mark.enable_socket
LOCAL = ("127.0.0.1",)


@pytest.fixture
def site():
    with served() as server:
        yield server


def fetched(url, *, known=None, **manners):
    options = {"agent": "qabot/test", "pause_s": 0.0, "patience_s": 5.0, "allowed": LOCAL, **manners}
    with Fetcher(Manners(**options)) as fetcher:
        return fetcher.fetch(url, known=known)


def refusal(url, **manners):
    with pytest.raises(FetchError) as caught:
        fetched(url, **manners)
    assert "\n" not in str(caught.value)
    return caught.value.problem


def test_a_page_with_its_version(site):
    site.pages["/a"] = (200, {"Content-Type": "Text/HTML; charset=utf-8", "ETag": '"7"'}, b"<p>Hello</p>")
    came = fetched(site.at("/a"))
    assert (came.content, came.media, came.version) == (b"<p>Hello</p>", "text/html", Version('"7"', ""))
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
    with Fetcher(Manners(agent="qabot/test", pause_s=0.1, allowed=LOCAL)) as fetcher:
        fetcher.fetch(site.at("/a"))
        fetcher.fetch(site.at("/b"))
    pages = [when for when, (path, _) in zip(site.times, site.asked, strict=True) if path != "/robots.txt"]
    assert pages[1] - pages[0] >= 0.39


def test_a_page_that_is_too_large_is_refused_packed_or_not(site):
    site.pages["/large"] = (200, {}, b"x" * 300_000)
    site.pages["/bomb"] = (200, {"Content-Encoding": "gzip"}, gzip.compress(b"x" * 50_000_000))
    for path in ("/large", "/bomb"):
        assert "is more than 100,000 bytes" in refusal(site.at(path), max_bytes=100_000)


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
        "[2002:7f00:1::]",
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
