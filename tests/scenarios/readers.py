"""Localization files read by libraries that have nothing to do with our formats."""

import json
from typing import Any
from xml.etree import ElementTree

import javaproperties
import polib
from moz.l10n.formats import Format as MozFormat
from moz.l10n.model import Comment
from moz.l10n.resource import parse_resource


def read_texts(path: str, data: bytes) -> dict[str, str]:
    """Key to text (plural forms as keys of their own), without empty and fuzzy ones."""
    if path.endswith(".json"):
        return _flat(json.loads(data))
    if path.endswith(".po"):
        return _gettext(data)
    if path.endswith(".properties"):
        return dict(javaproperties.loads(data.decode("utf-8")))
    return _android(data)


def _flat(value: Any, prefix: str = "") -> dict[str, str]:
    if isinstance(value, str):
        return {prefix: value} if value else {}
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return {k: v for name, inner in items for k, v in _flat(inner, f"{prefix}/{name}").items()}


def _gettext(data: bytes) -> dict[str, str]:
    texts: dict[str, str] = {}
    for entry in polib.pofile(data.decode("utf-8")):
        if entry.obsolete or entry.fuzzy:
            continue
        key = f"{entry.msgctxt or ''}|{entry.msgid}"
        if entry.msgid_plural:
            texts |= {f"{key}[{n}]": text for n, text in entry.msgstr_plural.items() if text}
        elif entry.msgstr:
            texts[key] = entry.msgstr
    return texts


def _android(data: bytes) -> dict[str, str]:
    texts = {}
    names = [item.get("name") for item in ElementTree.fromstring(data) if item.get("translatable") == "false"]
    resource = parse_resource(MozFormat.android, data)
    for section in resource.sections:
        for entry in section.entries:
            if not isinstance(entry, Comment) and entry.id[0] not in names:
                texts["/".join((*section.id, *entry.id))] = repr(entry.value)
    # A reference to another resource is no text; the default resources provide it.
    return {key: text for key, text in texts.items() if "function='reference'" not in text}
