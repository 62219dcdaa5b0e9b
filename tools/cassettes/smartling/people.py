"""Takes tokens, people and other people's files out of Smartling's answers."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from ci_l10n.tms.smartling.making import SERVER
from tools.cassettes.scrub import MASK, Scrubber
from tools.cassettes.smartling.stage import Where

PROJECT = "abc123def"  # stands for the project
FOLDER = "ci-l10n-cassettes/"  # what our files begin with; there are others in a live project
REPLACED = {
    "accessToken": MASK,
    "refreshToken": MASK,
    "projectId": PROJECT,
    "projectName": "Project",
    "accountUid": "account00",
    "packageUid": None,
    "createdByUserUid": "user00000000",
    "modifiedByUserUid": "user00000000",
}


def make_scrubber(where: Where) -> Scrubber:
    host = where.access.url or SERVER
    renamed = {host: SERVER, where.project: PROJECT}
    secrets = dict.fromkeys((where.access.user, where.access.secret), MASK)
    if host != SERVER:
        secrets[urlsplit(host).netloc] = urlsplit(SERVER).netloc
    return Scrubber(renamed, secrets, without_people)


def without_people(value: Any) -> Any:
    """An answer with stand-ins for `REPLACED`, and of lists of files only ours."""
    if isinstance(value, list):
        return [without_people(each) for each in value]
    if not isinstance(value, Mapping):
        return value
    found = {name: REPLACED.get(name, without_people(below)) for name, below in value.items()}
    items = found.get("items")
    if isinstance(items, Sequence) and "totalCount" in found:
        ours = [item for item in items if is_ours(item)]
        found |= {"items": ours, "totalCount": found["totalCount"] - len(items) + len(ours)}
    return found


def is_ours(item: object) -> bool:
    uri = item.get("fileUri") if isinstance(item, Mapping) else None
    return uri is None or str(uri).startswith(FOLDER)
