"""`POST /_sandbox/workplace`: a project and an empty repository for a first run, and what a shell has to be told."""

import json
import re
import shlex
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request, Response

OWNER = "acme"  # of the token that the sandbox announces


class BadWorkplace(ValueError):
    """It cannot be made so; the text says why."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A name for both, and the languages of the project, spelt as Smartcat spells them."""

    name: str
    source: str
    locales: tuple[str, ...]

    @classmethod
    def of(cls, order: Mapping[str, object]) -> "Wanted":
        """From `{"name": "hello", "source": "en", "locales": ["de", "fr"]}`; raises `BadWorkplace`."""
        name, source, locales = order.get("name"), order.get("source", "en"), order.get("locales")
        if not isinstance(name, str) or not re.fullmatch(r"[A-Za-z0-9][\w.-]*", name, re.ASCII):
            raise BadWorkplace(
                'expected {"name": a name for project and repository, "locales": ["de", "fr"]}'
            )
        texts = [each for each in locales if isinstance(each, str)] if isinstance(locales, list) else []
        if not isinstance(source, str) or not texts:
            raise BadWorkplace('expected locales such as {"source": "en", "locales": ["de", "fr"]}')
        return cls(name, source, tuple(texts))


def make_workplace(
    wanted: Wanted, respond: Callable[[Request], Response], announcement: Mapping[str, str]
) -> dict[str, str]:
    """Make both by the services' own requests; the variables of the environment that tell a run of them."""
    account = f"{announcement['smartcat_account_id']}:{announcement['smartcat_api_key']}"
    model = {
        "name": wanted.name,
        "sourceLanguage": wanted.source,
        "targetLanguages": wanted.locales,
        "assignToVendor": False,
    }
    basic = f"Basic {b64encode(account.encode()).decode()}"
    project = _post(respond, "/api/integration/v1/project/create", model, basic, part="model")
    _post(respond, "/api/v3/user/repos", {"name": wanted.name}, f"Bearer {announcement['github_token']}")
    git = announcement["git"].replace("://", f"://x-access-token:{announcement['github_token']}@")
    return {
        "SMARTCAT_ACCOUNT_ID": announcement["smartcat_account_id"],
        "SMARTCAT_API_KEY": announcement["smartcat_api_key"],
        "SMARTCAT_URL": announcement["smartcat"],
        "SMARTCAT_PROJECT": str(project["id"]),
        "GITHUB_API_URL": announcement["github"],
        "GITHUB_TOKEN": announcement["github_token"],
        "GITHUB_REPOSITORY": f"{OWNER}/{wanted.name}",
        "REMOTE": f"{git}/{OWNER}/{wanted.name}.git",
    }


def as_shell(variables: Mapping[str, str]) -> str:
    """
    Commands that export ``variables``.

    >>> as_shell({"A": "1 2"})
    "export A='1 2'\\n"
    """
    return "".join(f"export {name}={shlex.quote(value)}\n" for name, value in variables.items())


def _post(
    respond: Callable[[Request], Response], path: str, value: object, authorization: str, part: str = ""
) -> dict[str, object]:
    """The answer, a JSON object, to ``value`` as JSON: the body, or the ``part`` of a form."""
    body = json.dumps(value)
    if part:
        builder = EnvironBuilder(path, method="POST", data={part: body}, content_type="multipart/form-data")
    else:
        builder = EnvironBuilder(path, method="POST", data=body, content_type="application/json")
    builder.headers["Authorization"] = authorization
    answer = respond(builder.get_request())
    if answer.status_code >= 400:
        raise BadWorkplace(
            f"POST {path} was answered with {answer.status_code}: {answer.get_data(as_text=True)}"
        )
    found = json.loads(answer.get_data(as_text=True))
    if not isinstance(found, dict):
        raise TypeError(f"POST {path} was not answered with an object")
    return found
