"""What Smartcat's refusals mean and what to do next (API reference: status codes and error bodies)."""

from collections.abc import Mapping

from ci_l10n.errors import AuthError, L10nError, RemoteError
from ci_l10n.net.http import Response
from ci_l10n.tms.pages import is_html, one_line, title_of
from ci_l10n.tms.shapes import ShapeError, loads

SECRETS = (
    "the secrets are SMARTCAT_ACCOUNT_ID and SMARTCAT_API_KEY (Smartcat: Settings > API); in GitHub they are set under "
    "Settings > Secrets and variables > Actions, in GitLab under Settings > CI/CD > Variables"
)
REGION = "an account lives on one server only: check platform.smartcat.server (eu, us or ea)"
NOT_THE_API = "a proxy or login page answers instead of Smartcat's API: check SMARTCAT_URL, platform.smartcat.server and the proxy settings"

_HINTS = {
    400: "Smartcat did not understand or accept the request; its message says why",
    402: "Smartcat wants the account's balance or subscription to be settled first",
    404: f"it was deleted, or never was on this server; {REGION}",
    405: "this server does not know the call: check SMARTCAT_URL",
    409: "the name is taken or the state does not allow it; look at the project in Smartcat and run again",
    413: "the file is larger than Smartcat, or a proxy on the way, accepts",
    422: "Smartcat could not process the file; open it in Smartcat to see why",
    429: "others use the account's 4 requests a second too: run again later, or fewer jobs at once",
}
_CODES = {
    402: "smartcat-unpaid",
    404: "platform-not-found",
    413: "platform-refuses-size",
    429: "platform-rate-limit",
}
_SERVER_TROUBLE = "Smartcat has a problem of its own; run again later, nothing is lost or sent twice"


def message_of(response: Response) -> str:
    """
    The message in an error body of any of the known shapes; "" when there is none.

    Objects: ``detail``, ``message``, ``title``, ``error`` (RFC 9457, ASP.NET, file management); JSON strings: what
    follows the heading's line end; else the text itself. HTML is reduced to its title.
    """
    if is_html(response):
        return one_line(title_of(response.body))
    try:
        data = loads(response.body)
    except ShapeError:
        return one_line(response.body.decode("utf-8", "replace"))
    if isinstance(data, Mapping):
        return one_line(_from_object(data))
    if isinstance(data, str):
        # The line end reaches clients both as itself and as the four characters \r\n.
        heading, separator, text = data.replace("\\r\\n", "\r\n").partition("\r\n")
        return one_line(text if separator and text.strip() else heading)
    return ""


def _from_object(data: Mapping[str, object]) -> str:
    fields = {str(name).casefold(): value for name, value in data.items()}
    for name in ("detail", "message", "title", "error", "details", "errormessage"):
        value = fields.get(name)
        if isinstance(value, str) and value.strip():
            return value
    errors = fields.get("errors")  # ASP.NET validation: field -> [message]
    if isinstance(errors, Mapping):
        return "; ".join(f"{name}: {value}" for name, value in errors.items())
    return ""


def error_from(
    response: Response, doing: str, hints: Mapping[int, str] | None = None, *, maybe_applied: bool = False
) -> L10nError:
    """
    The error for a refused call. ``doing`` completes "Smartcat: cannot ..."; ``hints`` are better next steps by status.
    """
    said = message_of(response)
    hint = (hints or {}).get(response.status)
    if response.status in (401, 403):
        return _rights(response.status, doing, said, hint)
    if response.status in range(300, 400):
        return RemoteError(
            f"Smartcat: cannot {doing}: the server sends us elsewhere (status {response.status})",
            hint=NOT_THE_API,
            status=response.status,
            code="platform-not-the-api",
        )
    if response.status >= 500:
        hint = hint or _SERVER_TROUBLE
    return RemoteError(
        f"Smartcat: cannot {doing}: {said or 'no reason given'} (status {response.status})",
        hint=hint or _HINTS.get(response.status, "see the project in Smartcat"),
        status=response.status,
        maybe_applied=maybe_applied,
        code="platform-trouble"
        if response.status >= 500
        else _CODES.get(response.status, "platform-refused"),
    )


def _rights(status: int, doing: str, said: str, hint: str | None) -> AuthError:
    if status == 401:
        return AuthError(
            f"Smartcat: cannot {doing}: the account id and API key are not accepted{f': {said}' if said else ''}",
            hint=hint or f"{SECRETS}; {REGION}",
            code="smartcat-key-refused",
        )
    return AuthError(
        f"Smartcat: cannot {doing}: no right to it{f': {said}' if said else ''}",
        hint=hint
        or "it belongs to another account, the feature is not enabled, or the account is a personal one, which the "
        f"API does not serve; {SECRETS}",
        code="smartcat-forbidden",
    )


def not_the_api(response: Response, doing: str, *, maybe_applied: bool = False) -> RemoteError:
    """A page or other nonsense with status 200 where JSON was due."""
    what = "an HTML page" if is_html(response) else "something that is not its JSON"
    title = f" ({message_of(response)})" if is_html(response) and message_of(response) else ""
    return RemoteError(
        f"Smartcat: cannot {doing}: the server answers with {what}{title}",
        hint=NOT_THE_API,
        status=response.status,
        maybe_applied=maybe_applied,
        code="platform-not-the-api",
    )
