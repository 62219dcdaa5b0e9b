"""`Transport` over the requests library, with everything switched off that could carry a secret elsewhere."""

import ipaddress
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.cookiejar import DefaultCookiePolicy
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode, urljoin, urlsplit

from ci_l10n import __version__
from ci_l10n.errors import RemoteError
from ci_l10n.net.http import Part, PermanentError, Request, Response

if TYPE_CHECKING:  # importing requests costs more than `ci-l10n --version` may take
    import requests

CONNECT = 10.0  # seconds until there is a connection
ANSWER = 120.0  # seconds until the answer, or its next part, is there
MAX_RESPONSE = 200 * 1024 * 1024  # bytes, after decompression
MAX_REDIRECTS = 3
CHUNK = 64 * 1024
_AGAIN = "run again; what arrived is found out first and not sent twice"
_REACH = "check the address of the server, the network and the proxy settings"
REDIRECTS = frozenset({301, 302, 303, 307, 308})


def full_url(request: Request) -> str:
    """The address with its query; spaces become %20, which every server reads alike."""
    if not request.query:
        return request.url
    separator = "&" if urlsplit(request.url).query else "?"
    return request.url + separator + urlencode(request.query, quote_via=quote, safe="")


def is_loopback(host: str | None) -> bool:
    if host is None:
        return False
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def encode_parts(parts: tuple[Part, ...]) -> tuple[bytes, str]:
    """
    Body and content type of a ``multipart/form-data`` request.

    File names go out as raw UTF-8 in ``filename="..."`` with quotes and line ends percent-encoded, as browsers do
    (WHATWG HTML, multipart/form-data); never as ``filename*=``, which the platforms are not known to read.
    """
    from urllib3.fields import RequestField
    from urllib3.filepost import encode_multipart_formdata

    fields = []
    for part in parts:
        field = RequestField(part.name, part.content(), filename=part.filename)
        disposition = f'form-data; name="{_escaped(part.name)}"'
        if part.filename is not None:
            disposition += f'; filename="{_escaped(part.filename)}"'
        field.headers = {"Content-Disposition": disposition, "Content-Type": part.content_type}
        fields.append(field)
    return encode_multipart_formdata(fields)


def _escaped(value: str) -> str:
    return value.translate({0x0A: "%0A", 0x0D: "%0D", 0x22: "%22"})


class RequestsTransport:
    """
    One pooled session, for up to ten threads. ``timeout`` is (connect, read) in seconds; proxies come from the environment.

    ``verify`` is a file of certificates to trust instead of what the environment (`REQUESTS_CA_BUNDLE`) names.
    No cookies are kept and no `.netrc` is read: a request carries what its headers say and nothing else.
    """

    def __init__(
        self,
        timeout: tuple[float, float] = (CONNECT, ANSWER),
        *,
        verify: str | None = None,
        max_response: int = MAX_RESPONSE,
    ) -> None:
        self._timeout = timeout
        self._verify = verify
        self._max_response = max_response
        self._opened: requests.Session | None = None
        self._opening = threading.Lock()

    def send(self, request: Request) -> Response:
        url = full_url(request)
        _refuse_plain_credentials(url, request.headers)
        body, headers = self._body(request)
        for _ in range(MAX_REDIRECTS + 1):
            response = self._send_once(request.method, url, headers, body)
            target = urljoin(url, response.headers.get("location", ""))
            if response.status not in REDIRECTS or request.method != "GET" or not _same_origin(url, target):
                return response
            url = target
        raise PermanentError(
            f"{urlsplit(url).hostname} redirects in circles",
            hint="check the address of the server",
            code="platform-broken-answer",
        )

    def _body(self, request: Request) -> tuple[bytes | None, dict[str, str]]:
        headers = {
            "User-Agent": f"ci-l10n/{__version__}",
            "Accept": "application/json",
            "Accept-Encoding": "gzip, deflate",  # others are decoded by optional libraries of unknown limits
            **request.headers,
        }
        if request.parts:
            body, headers["Content-Type"] = encode_parts(tuple(request.parts))
            return body, headers
        if request.json is not None:
            headers["Content-Type"] = "application/json"
            return json.dumps(request.json, ensure_ascii=False).encode(), headers
        return None, headers

    def _session(self) -> "requests.Session":
        with self._opening:
            if self._opened is None:
                import requests

                session = requests.Session()
                session.auth = _as_given  # any truthy value keeps requests from looking into .netrc
                session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
                self._opened = session
            return self._opened

    def _send_once(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Response:
        host = urlsplit(url).hostname or ""
        with as_remote_error(host):
            answer = self._session().request(
                method,
                url,
                data=body,
                headers=dict(headers),
                timeout=self._timeout,
                allow_redirects=False,
                stream=True,
                verify=self._verify,
                # A proxy must not see what is meant for this machine.
                proxies={"no_proxy": host} if is_loopback(host) else None,
            )
            try:
                return Response(answer.status_code, _lower(answer.headers), self._read(answer, method))
            finally:
                answer.close()

    def _read(self, answer: "requests.Response", method: str) -> bytes:
        """The whole body, decompressed; bounded, and complete by its announced length."""
        if "," in answer.headers.get("Content-Encoding", ""):
            raise PermanentError(
                "the answer is compressed several times over",
                maybe_applied=True,
                code="platform-broken-answer",
            )
        chunks: list[bytes] = []
        size = 0
        for chunk in answer.iter_content(CHUNK):
            size += len(chunk)
            if size > self._max_response:
                raise PermanentError(
                    f"the answer is larger than {self._max_response} bytes",
                    hint="check that the address of the server is that of the platform",
                    status=answer.status_code,
                    maybe_applied=True,
                    code="platform-broken-answer",
                )
            chunks.append(chunk)
        _check_length(answer, method, size)
        return b"".join(chunks)


def _check_length(answer: "requests.Response", method: str, size: int) -> None:
    """Older versions of urllib3 take a short body for a whole one."""
    announced = answer.headers.get("Content-Length", "")
    if not announced.isdigit() or method == "HEAD" or answer.status_code in (204, 304):
        return
    if answer.headers.get("Content-Encoding", "identity") == "identity" and size != int(announced):
        raise RemoteError(
            f"the answer ended after {size} of {announced} bytes",
            hint=_AGAIN,
            status=answer.status_code,
            maybe_applied=True,
            code="platform-broken-answer",
        )


def _as_given(request: "requests.PreparedRequest") -> "requests.PreparedRequest":
    return request


def _lower(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _same_origin(url: str, other: str) -> bool:
    a, b = urlsplit(url), urlsplit(other)
    return (a.scheme, a.hostname, a.port) == (b.scheme, b.hostname, b.port)


def _refuse_plain_credentials(url: str, headers: Mapping[str, str]) -> None:
    parts = urlsplit(url)
    carries = any(name.lower() == "authorization" for name in headers)
    if parts.scheme == "http" and carries and not is_loopback(parts.hostname):
        raise PermanentError(
            f"credentials are not sent to {parts.hostname} without encryption",
            hint="use an address that starts with https://",
            code="platform-address-unusable",
        )


@contextmanager
def as_remote_error(host: str) -> Iterator[None]:
    """Say what went wrong on the way to ``host``, and whether the request may have arrived."""
    import requests

    try:
        yield
    except requests.exceptions.SSLError as error:
        if not _caused_by(error, "CertificateError", "SSLCertVerificationError"):
            raise RemoteError(
                f"the connection to {host} broke: TLS",
                hint=_AGAIN,
                maybe_applied=True,
                code="platform-broken-answer",
            ) from error
        raise PermanentError(
            f"the certificate of {host} is not trusted: {_reason(error)}",
            hint="behind a proxy with its own certificates, point REQUESTS_CA_BUNDLE at them",
            code="platform-certificate",
        ) from error
    except requests.exceptions.ProxyError as error:
        raise RemoteError(
            f"the proxy on the way to {host} does not answer: {_reason(error)}",
            hint="check HTTPS_PROXY and NO_PROXY",
            code="platform-proxy",
        ) from error
    except requests.exceptions.ConnectTimeout as error:
        raise RemoteError(
            f"{host} cannot be reached: no connection in time", hint=_REACH, code="platform-unreachable"
        ) from error
    except requests.exceptions.Timeout as error:
        raise RemoteError(
            f"{host} did not answer in time", hint=_AGAIN, maybe_applied=True, code="platform-unreachable"
        ) from error
    except requests.exceptions.ConnectionError as error:
        if _caused_by(error, "ReadTimeoutError"):
            raise RemoteError(
                f"{host} did not finish its answer in time",
                hint=_AGAIN,
                maybe_applied=True,
                code="platform-unreachable",
            ) from error
        if _caused_by(error, "NewConnectionError", "NameResolutionError"):
            raise RemoteError(
                f"{host} cannot be reached: {_reason(error)}",
                hint=_REACH,
                code="platform-unreachable",
            ) from error
        raise RemoteError(
            f"the connection to {host} broke: {_reason(error)}",
            hint=_AGAIN,
            maybe_applied=True,
            code="platform-broken-answer",
        ) from error
    except (
        requests.exceptions.InvalidURL,
        requests.exceptions.InvalidSchema,
        requests.exceptions.MissingSchema,
    ) as error:
        raise PermanentError(
            f"not an address: {error}",
            hint="it should look like https://smartcat.ai",
            code="platform-address-unusable",
        ) from error
    except (requests.exceptions.RequestException, OSError) as error:
        raise RemoteError(
            f"the answer of {host} is broken: {_reason(error)}",
            hint=_AGAIN,
            maybe_applied=True,
            code="platform-broken-answer",
        ) from error


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error and everything it wraps: requests hides the reason two or three levels down, in different ways."""
    pending: list[BaseException] = [error]
    seen: set[int] = set()
    while pending:
        current = pending.pop(0)
        if id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        inner = (current.__cause__, current.__context__, getattr(current, "reason", None), *current.args)
        pending += [each for each in inner if isinstance(each, BaseException)]


def _caused_by(error: BaseException, *names: str) -> bool:
    return any(type(each).__name__ in names for each in _chain(error))


def _reason(error: BaseException) -> str:
    """The operating system's words where there are some; never an address with a password in it."""
    for each in _chain(error):
        if isinstance(each, OSError) and each.strerror:
            return each.strerror.lower()
    return type(error).__name__
