"""Reading a plan that `plan --out` stored. The file is anybody's: nothing in it is believed before it was checked. Pure."""

import json
from collections.abc import Mapping
from typing import Any, NoReturn

from ci_l10n.errors import ConfigError, DeliveryError, Location
from ci_l10n.flow.agreed import Agreed, Origin, name_of
from ci_l10n.flow.preview.as_json import VERSION, seal_of

_AGAIN = "make one with `ci-l10n plan --out {shown}`"


def read_plan(data: bytes, shown: str) -> Agreed:
    """
    The plan in the file ``shown``.

    Raises `ConfigError` for what is no plan, or one of a newer version, and `DeliveryError` for one that was edited.
    """
    document = _parse(data, shown)
    if document.get("command") != "plan" or not isinstance(document.get("hash"), str):
        _refuse("not a plan of ci-l10n", shown)
    _check_version(document, shown)
    plan = _Reading(document, shown).plan()
    name = name_of(plan.origin, plan.platform, plan.sending)
    if (name, seal_of(document)) != (plan.hash, document.get("seal")):
        raise DeliveryError(
            f"{shown} is not as it was stored: its content and its hash {plan.hash[:12]} do not belong together",
            hint=_AGAIN.format(shown=shown)
            + "; what is to be different belongs into l10n.yml or flags of `plan`",
            location=Location(shown, key="hash"),
            code="plan-edited",
        )
    return plan


def _parse(data: bytes, shown: str) -> Mapping[str, Any]:
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        _refuse("not JSON: it is not in UTF-8", shown)
    except json.JSONDecodeError as error:
        _refuse(f"not JSON: {error.msg}", shown, Location(shown, error.lineno, error.colno))
    except (RecursionError, ValueError):
        _refuse("not a plan of ci-l10n", shown)
    if not isinstance(document, dict):
        _refuse("not a plan of ci-l10n", shown)
    return document


def _check_version(document: Mapping[str, Any], shown: str) -> None:
    version = document.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        _refuse("not a plan of ci-l10n", shown, Location(shown, key="version"))
    if version > VERSION:
        raise ConfigError(
            f"{shown} is a plan of a newer version: {version}, and this ci-l10n knows {VERSION}",
            hint="apply it with the version that made it, the same image or action in both jobs",
            location=Location(shown, key="version"),
            code="plan-newer",
        )


class _Reading:
    """The parts of a document, each refused with its place where it is not what it should be."""

    def __init__(self, document: Mapping[str, Any], shown: str) -> None:
        self._document = document
        self._shown = shown

    def plan(self) -> Agreed:
        return Agreed(
            shown=self._shown,
            hash=self._text(self._document, "", "hash"),
            origin=self._origin(),
            platform=self._text(self._document, "", "platform"),
            sending=self._object(self._document, "", "plan"),
        )

    def _origin(self) -> Origin:
        made = self._object(self._document, "", "made_from")
        selection = self._object(self._document, "", "selection")
        return Origin(
            base=self._text(made, "made_from.", "base"),
            base_commit=self._text(made, "made_from.", "base_commit", or_null=True),
            commit=self._text(made, "made_from.", "commit"),
            state_commit=self._text(made, "made_from.", "state_commit", or_null=True),
            documents=self._documents(made),
            tree=self._text(made, "made_from.", "tree"),
            config=self._text(made, "made_from.", "config"),
            locales=self._texts(selection, "selection.", "locales"),
            files=self._texts(selection, "selection.", "files"),
        )

    def _documents(self, made: Mapping[str, Any]) -> Mapping[str, str] | None:
        if made.get("documents") is None:
            return None
        found = self._object(made, "made_from.", "documents")
        for id_ in found:
            self._text(found, "made_from.documents.", id_)
        return found

    def _object(self, holder: Mapping[str, Any], prefix: str, name: str) -> Mapping[str, Any]:
        value = holder.get(name)
        if not isinstance(value, dict):
            self._foreign(prefix + name)
        return value

    def _text(self, holder: Mapping[str, Any], prefix: str, name: str, *, or_null: bool = False) -> str:
        value = holder.get(name)
        if value is None and or_null and name in holder:
            return ""
        if not isinstance(value, str):
            self._foreign(prefix + name)
        return value

    def _texts(self, holder: Mapping[str, Any], prefix: str, name: str) -> tuple[str, ...]:
        values = holder.get(name)
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            self._foreign(prefix + name)
        return tuple(values)

    def _foreign(self, key: str) -> NoReturn:
        _refuse("not a plan that can be applied", self._shown, Location(self._shown, key=key))


def _refuse(what: str, shown: str, location: Location | None = None) -> NoReturn:
    raise ConfigError(
        f"{shown} is {what}",
        hint=_AGAIN.format(shown=shown),
        location=location or Location(shown),
        code="plan-malformed",
    )
