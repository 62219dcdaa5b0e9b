"""Takes people, accounts and callbacks out of Smartcat's answers."""

from collections.abc import Mapping, Sequence
from typing import Any

from tools.cassettes.scrub import MASK, Scrubber

HOST = "https://smartcat.ai"  # what every recorded address says
NOBODY = "00000000-0000-0000-0000-000000000000"
HOOK = "https://hooks.example.com/ci-l10n"  # stands for every callback's address
SOMETHING = "0123456789abcdef01234567_7"  # stands for every document or project that a callback told of

# Fields of answers that name people or accounts, in lower case.
PERSONAL = frozenset(
    {
        "accountid",
        "createdbyuserid",
        "createdbyuseremail",
        "organizationid",
        "interinstallationaccountid",
        "vendoraccountid",
        "clientid",
        "managers",
        "executives",
        "vendors",
    }
)


def make_scrubber(host: str, secrets: Sequence[str]) -> Scrubber:
    """``host`` is where it is recorded from; ids among the ``secrets`` stay of their shape."""
    stand_ins = {secret: NOBODY if len(secret) == 36 else "scrubbed" for secret in secrets if secret}
    return Scrubber({host: HOST}, stand_ins, without_people)


def without_people(value: Any, *, is_account: bool = True) -> Any:
    """An answer without people, accounts and callbacks; only a whole answer can be an account."""
    if isinstance(value, list):
        return [without_people(each, is_account=False) for each in value]
    if not isinstance(value, dict):
        return value
    names = {name.casefold() for name in value}
    if is_account and "ispersonal" in names:
        about = {"id": NOBODY, "name": "Account", "description": "About the account"}
        value = {name: about.get(name.casefold(), below) for name, below in value.items()}
    if names & {"additionalheaders", "sourceids"}:
        return _without_receiver(value)
    return {
        name: _nobody(below) if name.casefold() in PERSONAL else without_people(below, is_account=False)
        for name, below in value.items()
    }


def _without_receiver(callback: Mapping[str, Any]) -> dict[str, Any]:
    """A callback, or a delivery that failed: its address, its headers and what the receiver said are private."""
    said = {"url": HOOK, "reason": "reason", "content": "content"}
    found = {name: said.get(name.casefold(), below) for name, below in callback.items()}
    for name in found:
        if name.casefold() == "additionalheaders":
            found[name] = [
                {key: MASK if key.casefold() == "value" else text for key, text in header.items()}
                for header in found[name] or []
            ]
        elif name.casefold() == "sourceids":
            found[name] = [SOMETHING for _ in found[name] or []]
    return found


def _nobody(value: object) -> object:
    if isinstance(value, list):
        return []
    return NOBODY if isinstance(value, str) else None
