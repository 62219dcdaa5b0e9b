import gzip
import json
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from ci_l10n.errors import RemoteError
from ci_l10n.net.http import Part, PermanentError, Request
from ci_l10n.net.transport import RequestsTransport, encode_parts, full_url, is_loopback
from tests.unit.net.server import reply, serving

AUTH = {"Authorization": "Basic c2VjcmV0OnNlY3JldA=="}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_request_carries_query_headers_and_json() -> None:
    with serving(reply(b'{"a": 1}', Content_Type="application/json")) as server:
        request = Request(
            "POST", f"{server.url}/p", [("a", "x y"), ("a", "ü&=")], AUTH, json={"ключ": "значение"}
        )
        response = RequestsTransport().send(request)
    seen = server.seen[0]
    assert response.status == 200
    assert response.body == b'{"a": 1}'
    assert response.headers["content-type"] == "application/json"
    assert (seen.method, seen.path) == ("POST", "/p?a=x%20y&a=%C3%BC%26%3D")
    assert seen.headers["authorization"] == AUTH["Authorization"]
    assert seen.headers["accept"] == "application/json"
    assert json.loads(seen.body) == {"ключ": "значение"}


def test_errors_are_answers_too() -> None:
    with serving(reply(b"no", 422)) as server:
        response = RequestsTransport().send(Request("GET", server.url))
    assert (response.status, response.body) == (422, b"no")


def test_file_names_go_out_as_raw_utf8_with_quotes_and_line_ends_escaped() -> None:
    body, content_type = encode_parts(
        (
            Part("documentModel", lambda: b"[]", None, "application/json"),
            Part("file", lambda: b"x", 'docs/"Größe"\r\n日本.json'),
        )
    )
    assert 'name="file"; filename="docs/%22Größe%22%0D%0A日本.json"\r\n'.encode() in body
    assert b"filename*" not in body
    assert (
        b'Content-Disposition: form-data; name="documentModel"\r\nContent-Type: application/json\r\n\r\n[]\r\n'
        in body
    )
    parsed = BytesParser(policy=HTTP).parsebytes(f"Content-Type: {content_type}\r\n\r\n".encode() + body)
    assert [part.get_content_type() for part in parsed.iter_parts()] == [
        "application/json",
        "application/octet-stream",
    ]


def test_the_body_is_made_anew_for_every_attempt() -> None:
    calls: list[int] = []

    def content() -> bytes:
        calls.append(1)
        return b"fresh %d" % len(calls)

    with serving(reply()) as server:
        transport = RequestsTransport()
        request = Request("POST", server.url, parts=[Part("file", content, "a.txt")])
        transport.send(request)
        transport.send(request)
    assert b"fresh 1" in server.seen[0].body
    assert b"fresh 2" in server.seen[1].body


def test_a_redirect_on_the_same_server_is_followed_for_get() -> None:
    def respond(handler: BaseHTTPRequestHandler) -> None:
        if handler.path == "/new":
            reply(b"here")(handler)
        else:
            reply(status=302, Location="/new")(handler)

    with serving(respond) as server:
        assert RequestsTransport().send(Request("GET", f"{server.url}/old", headers=AUTH)).body == b"here"
        assert RequestsTransport().send(Request("POST", f"{server.url}/old", headers=AUTH)).status == 302


def test_credentials_never_travel_to_another_server() -> None:
    with (
        serving(reply(b"mine now")) as other,
        serving(reply(status=302, Location=f"{other.url}/x")) as server,
    ):
        response = RequestsTransport().send(Request("GET", server.url, headers=AUTH))
    assert response.status == 302
    assert other.seen == []


def test_redirects_in_circles_end() -> None:
    with (
        serving(reply(status=307, Location="/again")) as server,
        pytest.raises(PermanentError, match="circles"),
    ):
        RequestsTransport().send(Request("GET", server.url))
    assert len(server.seen) == 4


def test_netrc_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login thief password stolen\n")
    monkeypatch.setenv("NETRC", str(netrc))
    with serving(reply()) as server:
        RequestsTransport().send(Request("GET", server.url))
        RequestsTransport().send(Request("GET", server.url, headers=AUTH))
    assert "authorization" not in server.seen[0].headers
    assert server.seen[1].headers["authorization"] == AUTH["Authorization"]


def test_cookies_are_not_kept() -> None:
    with serving(reply(Set_Cookie="session=1; Path=/")) as server:
        transport = RequestsTransport()
        transport.send(Request("GET", server.url))
        transport.send(Request("GET", server.url))
    assert "cookie" not in server.seen[1].headers


def test_a_proxy_does_not_see_what_is_meant_for_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(reply(b"proxy")) as proxy, serving(reply(b"direct")) as server:
        monkeypatch.setenv("http_proxy", proxy.url)
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        assert RequestsTransport().send(Request("GET", server.url, headers=AUTH)).body == b"direct"
        assert RequestsTransport().send(Request("GET", "http://example.test/a")).body == b"proxy"
    assert [seen.path for seen in proxy.seen] == ["http://example.test/a"]


def test_credentials_are_not_sent_in_the_clear() -> None:
    with pytest.raises(PermanentError, match="without encryption"):
        RequestsTransport().send(Request("GET", "http://192.0.2.1/a", headers=AUTH))


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("127.8.9.10", True),
        ("::1", True),
        ("127.0.0.1.example.test", False),
        ("smartcat.ai", False),
        ("0.0.0.0", False),
        (None, False),
    ],
)
def test_loopback_is_recognized(host: str | None, expected: bool) -> None:
    assert is_loopback(host) is expected


def test_a_refused_connection_cannot_have_been_applied() -> None:
    with pytest.raises(RemoteError, match="cannot be reached") as caught:
        RequestsTransport().send(Request("POST", f"http://127.0.0.1:{free_port()}/"))
    assert not caught.value.maybe_applied
    assert not isinstance(caught.value, PermanentError)


def test_an_unknown_host_cannot_have_been_applied() -> None:
    with pytest.raises(RemoteError, match="cannot be reached") as caught:
        RequestsTransport(timeout=(2, 2)).send(Request("POST", "https://nowhere.invalid/"))
    assert not caught.value.maybe_applied


def test_a_reset_connection_may_have_been_applied() -> None:
    def respond(handler: BaseHTTPRequestHandler) -> None:
        handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        handler.close_connection = True
        handler.connection.close()

    with serving(respond) as server, pytest.raises(RemoteError, match="broke") as caught:
        RequestsTransport().send(Request("POST", server.url))
    assert caught.value.maybe_applied


def test_a_server_that_does_not_answer_in_time_may_have_acted() -> None:
    with (
        serving(lambda handler: time.sleep(0.5)) as server,
        pytest.raises(RemoteError, match="in time") as caught,
    ):
        RequestsTransport(timeout=(1, 0.1)).send(Request("POST", server.url))
    assert caught.value.maybe_applied


def test_an_answer_that_stops_in_the_middle_is_no_answer() -> None:
    def respond(handler: BaseHTTPRequestHandler) -> None:
        reply(b"half", Content_Length="8")(handler)
        handler.close_connection = True

    with serving(respond) as server, pytest.raises(RemoteError) as caught:
        RequestsTransport().send(Request("GET", server.url))
    assert caught.value.maybe_applied


def test_a_chunked_answer_that_stops_in_the_middle_is_no_answer() -> None:
    def respond(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        handler.wfile.write(b"4\r\nhalf\r\n")
        handler.close_connection = True

    with serving(respond) as server, pytest.raises(RemoteError) as caught:
        RequestsTransport().send(Request("GET", server.url))
    assert caught.value.maybe_applied


def test_a_compressed_answer_is_unpacked() -> None:
    with serving(reply(gzip.compress(b"hello " * 100), Content_Encoding="gzip")) as server:
        assert RequestsTransport().send(Request("GET", server.url)).body == b"hello " * 100


@pytest.mark.parametrize("cut", [20, 1000])
def test_a_compressed_answer_that_stops_in_the_middle_is_no_answer(cut: int) -> None:
    packed = gzip.compress(bytes(range(256)) * 40, 0)

    def respond(handler: BaseHTTPRequestHandler) -> None:
        reply(packed[:cut], Content_Encoding="gzip", Content_Length=str(len(packed)))(handler)
        handler.close_connection = True

    with serving(respond) as server, pytest.raises(RemoteError):
        RequestsTransport().send(Request("GET", server.url))


def test_a_decompression_bomb_is_cut_off_at_the_limit() -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)
    with (
        serving(reply(bomb, Content_Encoding="gzip")) as server,
        pytest.raises(PermanentError, match="larger than 1000000"),
    ):
        RequestsTransport(max_response=1_000_000).send(Request("GET", server.url))


def test_compression_within_compression_is_refused() -> None:
    twice = gzip.compress(gzip.compress(b"x"))
    with (
        serving(reply(twice, Content_Encoding="gzip, gzip")) as server,
        pytest.raises(PermanentError, match="several times"),
    ):
        RequestsTransport().send(Request("GET", server.url))


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Key and certificate of 127.0.0.1, signed by nobody else, in one file."""
    folder = tmp_path_factory.mktemp("tls")
    command = shutil.which("openssl")
    if command is None:
        pytest.skip("no openssl on this machine to make a certificate with")
    made = folder / "cert.pem"
    options = (
        "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1"
    )
    subprocess.run(
        [command, *options.split(), "-keyout", str(folder / "key.pem"), "-out", str(made)],
        check=True,
        capture_output=True,
    )
    made.write_bytes(made.read_bytes() + (folder / "key.pem").read_bytes())
    return made


def context(certificate: Path) -> ssl.SSLContext:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    return tls


def test_an_untrusted_certificate_is_not_worth_a_retry(certificate: Path) -> None:
    with (
        serving(reply(b"x"), context(certificate)) as server,
        pytest.raises(PermanentError, match="not trusted") as caught,
    ):
        RequestsTransport().send(Request("GET", server.url.replace("http:", "https:"), headers=AUTH))
    assert "REQUESTS_CA_BUNDLE" in caught.value.hint
    assert server.seen == []


def test_a_certificate_can_be_trusted_by_argument_or_environment(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(reply(b"x"), context(certificate)) as server:
        request = Request("GET", server.url.replace("http:", "https:"), headers=AUTH)
        assert RequestsTransport(verify=str(certificate)).send(request).body == b"x"
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
        assert RequestsTransport().send(request).body == b"x"


@pytest.mark.parametrize("url", ["ftp://example.test/", "no address", "https://"])
def test_what_is_no_address_says_so(url: str) -> None:
    with pytest.raises(RemoteError) as caught:
        RequestsTransport().send(Request("GET", url))
    assert not caught.value.maybe_applied


def test_a_query_is_added_to_one_that_is_there() -> None:
    assert full_url(Request("GET", "https://h/p?a=1", [("b", "2/3")])) == "https://h/p?a=1&b=2%2F3"


def test_threads_can_share_a_transport() -> None:
    with serving(reply(b"ok")) as server:
        transport = RequestsTransport()
        bodies: list[bytes] = []
        threads = [
            threading.Thread(target=lambda: bodies.append(transport.send(Request("GET", server.url)).body))
            for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert bodies == [b"ok"] * 8


def test_importing_the_transport_does_not_import_requests() -> None:
    code = (
        "import sys, ci_l10n.net.transport; sys.exit('requests' in sys.modules or 'urllib3' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
