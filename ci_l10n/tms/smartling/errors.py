"""What Smartling's refusals mean and what to do next (API reference: codes, statuses and error keys)."""

from collections.abc import Iterator, Mapping

from ci_l10n.errors import AuthError, L10nError, RemoteError
from ci_l10n.net.http import Response
from ci_l10n.tms.pages import is_html, one_line, title_of
from ci_l10n.tms.shapes import ShapeError, loads

SECRETS = (
    "the secrets are SMARTLING_USER_IDENTIFIER and SMARTLING_USER_SECRET (Smartling: Account Settings > API); in GitHub "
    "they are set under Settings > Secrets and variables > Actions, in GitLab under Settings > CI/CD > Variables"
)
NOT_THE_API = (
    "a proxy or login page answers instead of Smartling's API: check SMARTLING_URL and the proxy settings"
)
NO_PROJECT = (
    "check platform.smartling.project (Smartling: Settings > API of the project, nine letters and digits)"
)
NOT_MINE = (
    "check platform.smartling.project (Smartling: Settings > API of the project); if it is the right one, use an "
    "account-wide token, or one of a project manager of this project"
)
NOT_READ = (
    "Smartling found nothing to translate, or could not read the file: look whether its format and directives "
    "(source_key_paths, translate_paths, paths) are those that it needs; `exclude` it if it has no text"
)
_SERVER_TROUBLE = "Smartling has a problem of its own; run again later, nothing is lost or sent twice"
_HINTS = {
    400: "Smartling did not understand or accept the request; its message says why",
    404: "it was deleted in Smartling, or never was in this project",
    409: "look at the project in Smartling and run again",
    413: "the file is larger than Smartling, or a proxy on the way, accepts",
    423: "Smartling is still working on the file; run again in a few minutes",
    429: "others use the project at the same time: run again later, or set CI_L10N_THREADS to a lower number",
}
_CODES = {
    404: "platform-not-found",
    405: "platform-lacks-this",
    413: "platform-refuses-size",
    423: "platform-locked",
    429: "platform-rate-limit",
}


class SmartlingError(RemoteError):
    """A refused call; ``keys`` name the kinds of error, where Smartling does."""

    keys: frozenset[str] = frozenset()

    @property
    def is_unknown_file(self) -> bool:
        """Is there no file of that URI? The status is 404 or 400, the key may be missing."""
        if "file.not.found" in self.keys or self.status == 404:
            return True
        return self.status == 400 and not self.keys and "could not be found" in self.message


def _items(response: Response) -> Iterator[Mapping[str, object]]:
    """The errors of an envelope: an array as documented, an object in old answers, or nothing."""
    try:
        document = loads(response.body)
    except ShapeError:
        return
    envelope = document.get("response", document) if isinstance(document, Mapping) else None
    if not isinstance(envelope, Mapping):
        return
    errors = envelope.get("errors")
    found = errors if isinstance(errors, list) else [errors]
    yield from (item for item in found if isinstance(item, Mapping))
    code = envelope.get("code")
    if isinstance(code, str) and not any(isinstance(item, Mapping) for item in found):
        yield {"message": code}


def keys_of(response: Response) -> frozenset[str]:
    return frozenset(str(item["key"]) for item in _items(response) if item.get("key"))


def message_of(response: Response) -> str:
    """What Smartling says is wrong; "" when it says nothing. HTML is reduced to its title."""
    if is_html(response):
        return one_line(title_of(response.body))
    texts = dict.fromkeys(filter(None, map(_text_of, _items(response))))
    return one_line("; ".join(texts))


def _text_of(item: Mapping[str, object]) -> str:
    message, key, details = item.get("message"), item.get("key"), item.get("details")
    text = str(message or key or "")
    if isinstance(details, Mapping):
        details = ", ".join(f"{name}: {value}" for name, value in details.items() if value)
    return f"{text} ({details})" if text and isinstance(details, str) and details else text


def trace_of(response: Response) -> str:
    """Status and the id by which Smartling's support finds the request in its logs."""
    request_id = one_line(response.headers.get("x-sl-requestid", ""))
    return f"status {response.status}, request {request_id}" if request_id else f"status {response.status}"


def error_from(
    response: Response, doing: str, hints: Mapping[int, str] | None = None, *, maybe_applied: bool = False
) -> L10nError:
    """
    The error for a refused call. ``doing`` completes "Smartling: cannot ..."; ``hints`` are better next steps by status.
    """
    said, trace = message_of(response), trace_of(response)
    hint = (hints or {}).get(response.status, "")
    if response.status in (401, 403):
        return _rights(response.status, doing, said, trace, hint)
    if response.status in range(300, 400):
        return SmartlingError(
            f"Smartling: cannot {doing}: the server sends us elsewhere ({trace})",
            hint=NOT_THE_API,
            status=response.status,
            code="platform-not-the-api",
        )
    is_trouble = response.status >= 500
    keys = keys_of(response)
    if "parse.error" in keys or "No source strings found" in said:
        hint = hint or NOT_READ
    error = SmartlingError(
        f"Smartling: cannot {doing}: {said or 'no reason given'} ({trace})",
        hint=hint
        or (_SERVER_TROUBLE if is_trouble else _HINTS.get(response.status, "see the project in Smartling")),
        status=response.status,
        maybe_applied=maybe_applied,
        code="platform-trouble" if is_trouble else _CODES.get(response.status, "platform-refused"),
    )
    error.keys = keys
    return error


def _rights(status: int, doing: str, said: str, trace: str, hint: str) -> AuthError:
    reason = f": {said}" if said else ""
    if status == 401:
        return AuthError(
            f"Smartling: cannot {doing}: the user identifier and secret are not accepted{reason} ({trace})",
            hint=hint or SECRETS,
            code="smartling-key-refused",
        )
    return AuthError(
        f"Smartling: cannot {doing}: no right to it{reason} ({trace})",
        hint=hint
        or "the token is good, but belongs to another account or may not do this: use an account-wide token, or one of "
        "a project manager of this project",
        code="smartling-forbidden",
    )


def not_the_api(response: Response, doing: str, *, maybe_applied: bool = False) -> RemoteError:
    """A page or other nonsense with status 200 where JSON was due."""
    what = "an HTML page" if is_html(response) else "something that is not its JSON"
    title = f" ({message_of(response)})" if is_html(response) and message_of(response) else ""
    return SmartlingError(
        f"Smartling: cannot {doing}: the server answers with {what}{title}",
        hint=NOT_THE_API,
        status=response.status,
        maybe_applied=maybe_applied,
        code="platform-not-the-api",
    )
