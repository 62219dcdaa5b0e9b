"""Errors of the JSON Schema library in the words of a person who wrote `l10n.yml`."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ci_l10n.config.yaml_source import Document, KeyPath
from ci_l10n.errors import ConfigError

Schema = Mapping[str, Any]

_KINDS = {
    dict: "a mapping",
    list: "a list",
    str: "a text",
    bool: "true or false",
    int: "a number",
    float: "a number",
}
_TYPES = {
    "object": "a mapping of keys to values",
    "array": "a list",
    "string": "a text",
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
}
_HOSTS = re.compile(r"(base_?|server_?|api_?)?(url|uri|host|hostname|endpoint|domain)")
_SECRETS = re.compile(
    r"(.*_)?(api_?key|key|token|secret|password|passwd|credentials?|account|account_?id|user_?identifier|user_?secret)"
)
_NO_HOST = "a configuration never names a host: `server` chooses the data center, SMARTCAT_URL (environment) another host"
_KEPT_ELSEWHERE = (
    "a configuration never holds a secret: set SMARTCAT_ACCOUNT_ID and SMARTCAT_API_KEY in the environment, or the "
    "inputs smartcat_account_id and smartcat_api_key of the action; if this one was pushed, revoke it"
)


def schema_problems(document: Document, data: Any, schema: Schema) -> Iterator[ConfigError]:
    """What in ``data`` (the plain values of ``document``) does not fit ``schema``."""
    from jsonschema import Draft202012Validator

    for error in Draft202012Validator(schema).iter_errors(data):
        keys: KeyPath = tuple(error.absolute_path)
        tell = _TELLERS.get(error.validator, _wrong_value)
        yield from tell(document, keys, error, schema)


def closest(word: str, known: Any) -> str:
    """``did you mean ...`` or ""."""
    import difflib

    words = [str(other) for other in known]
    found = difflib.get_close_matches(word, words, n=1, cutoff=0.6)
    if not found:
        by_folded = {other.lower(): other for other in words}
        found = [by_folded[word.lower()]] if word.lower() in by_folded else []
    return f"did you mean '{found[0]}'?" if found else ""


def _unknown_keys(document: Document, keys: KeyPath, error: Any, schema: Schema) -> Iterator[ConfigError]:
    known = list(error.schema.get("properties", {}))
    for key in error.instance:
        if key not in known:
            what = "platform" if keys == ("platform",) else "key"
            special = _special(key)
            hint = (
                (special and special[1]) or closest(key, known) or _elsewhere(key, schema) or _listing(known)
            )
            yield ConfigError(
                f"unknown {what} '{_short(key)}'",
                hint=hint,
                location=document.locate(keys, key=key),
                code=special[0] if special else "config-unknown-key",
            )


def _special(key: str) -> tuple[str, str] | None:
    """Code and next step for what never belongs into a configuration."""
    name = key.lower().replace("-", "_")
    if _HOSTS.fullmatch(name):
        return "config-host", _NO_HOST
    if _SECRETS.fullmatch(name):
        return "config-secret", _KEPT_ELSEWHERE
    return None


def _elsewhere(key: str, schema: Schema) -> str:
    """Where the key belongs, when it is one of another section."""
    for section, place in (*schema["properties"].items(), ("files[]", schema["$defs"]["rule"])):
        target = schema["$defs"][place["$ref"].rpartition("/")[2]] if "$ref" in place else place
        if key in target.get("properties", {}):
            return f"it belongs under `{section}`"
    return ""


def _listing(known: list[str]) -> str:
    return f"known here: {', '.join(known)}" if known else ""


def _missing_keys(document: Document, keys: KeyPath, error: Any, schema: Schema) -> Iterator[ConfigError]:
    key = next((name for name in error.validator_value if error.message.startswith(repr(name))), "")
    known = error.schema.get("properties", {})
    if any(other not in known and closest(other, [key]) for other in error.instance):
        return  # misspelled, which is told already
    example = _example(error.schema.get("properties", {}).get(key, {}), schema)
    hint = f"add `{key}: {example}`" if example else f"add `{key}:`"
    yield ConfigError(
        f"'{key}' is missing", hint=hint, location=document.locate(keys), code="config-missing-key"
    )


def _no_alternative(document: Document, keys: KeyPath, error: Any, schema: Schema) -> Iterator[ConfigError]:
    """A mapping that must have one of several keys, each without the others."""
    known = error.schema["properties"]
    names = [alternative["required"][0] for alternative in error.validator_value]
    given = [name for name in error.instance if name in names]
    for name in given[1:]:
        yield ConfigError(
            f"'{given[0]}' and '{name}' exclude each other",
            hint="keep one of them",
            location=document.locate(keys, key=name),
            code="config-contradiction",
        )
    for name in [name for name in error.instance if given and name in known and name not in names]:
        yield ConfigError(
            f"'{name}' has no effect with '{given[0]}'",
            hint="remove it",
            location=document.locate(keys, key=name),
            code="config-contradiction",
        )
    if not given and not any(name not in known and closest(name, names) for name in error.instance):
        examples = [f"`{name}: {_example(known[name], schema)}`" for name in names]
        missing = " or ".join(f"'{name}'" for name in names)
        yield ConfigError(
            f"{missing} is missing",
            hint=f"add {' or '.join(examples)}",
            location=document.locate(keys),
            code="config-missing-key",
        )


def _example(place: Schema, schema: Schema) -> str:
    if "const" in place:
        return str(place["const"])
    if "examples" not in place and "$ref" in place:
        place = schema["$defs"][place["$ref"].rpartition("/")[2]]
    examples = place.get("examples", [])
    return json.dumps(examples[0]).strip('"') if examples else ""


def _wrong_type(document: Document, keys: KeyPath, error: Any, schema: Schema) -> Iterator[ConfigError]:
    value = error.instance
    types = [error.validator_value] if isinstance(error.validator_value, str) else list(error.validator_value)
    title = error.schema.get("title") if keys else None
    wanted = title or " or ".join(_TYPES[name] for name in types)
    place = document.locate(keys)
    name = _name(keys)
    if value is None:
        hint = f"give it {wanted}, or remove the key"
        yield ConfigError(f"{name} has no value", hint=hint, location=place, code="config-wrong-value")
        return
    hint = _type_hint(document, keys, value, types)
    yield ConfigError(
        f"{name} must be {wanted}, not {_KINDS[type(value)]}",
        hint=hint,
        location=place,
        code="config-wrong-value",
    )


def _type_hint(document: Document, keys: KeyPath, value: Any, types: list[str]) -> str:
    node = document.find(keys)
    if "boolean" in types and str(value).lower() in ("yes", "on", "y", "no", "off", "n"):
        return f"write {'true' if str(value).lower() in ('yes', 'on', 'y') else 'false'}"
    if "array" in types and not isinstance(value, dict | list):
        return f"write [{node.text}]" if node else ""
    if "string" in types and isinstance(value, bool | int | float):
        return f"put it into quotes: '{node.text}'" if node else ""
    if "string" in types and isinstance(value, dict | list):
        return "texts that begin with { or [ need quotes"
    return ""


def _wrong_value(document: Document, keys: KeyPath, error: Any, schema: Schema) -> Iterator[ConfigError]:
    wanted = error.schema.get("title") or error.message
    hint = ""
    if isinstance(error.instance, str) and "${" in error.instance:
        hint = "${NAME} is not expanded in this file; write the value itself"
    elif wanted.startswith("a duration") and isinstance(error.instance, int):
        hint = f"give it a unit: {error.instance}s"
    yield ConfigError(
        f"{_name(keys)} must be {wanted}",
        hint=hint,
        location=document.locate(keys),
        code="config-wrong-value",
    )


def _not_in_list(document: Document, keys: KeyPath, error: Any, schema: Schema) -> Iterator[ConfigError]:
    allowed = ["false" if value is False else str(value) for value in error.validator_value]
    value = error.instance
    node = document.find(keys)
    text = node.text if node is not None else ""
    hint = closest(text, allowed) if text else ""
    if isinstance(value, str) and re.search(r"://|^[\w-]+(\.[\w-]+)+$", value):
        hint = _NO_HOST
    elif keys[-2:] == ("pull_request", "commit"):
        hint = "write `commit: author`, and beside it `author: {name: Your Name, email: you@example.com}`"
    shown = f", not '{_short(text)}'" if text else ""
    yield ConfigError(
        f"{_name(keys)} must be one of {', '.join(allowed)}{shown}",
        hint=hint,
        location=document.locate(keys),
        code="config-wrong-value",
    )


def _wrong_version(document: Document, keys: KeyPath, error: Any, schema: Schema) -> Iterator[ConfigError]:
    yield ConfigError(
        f"{_name(keys)} must be {error.validator_value}",
        hint="a newer layout needs a newer version of ci-l10n",
        location=document.locate(keys),
        code="config-version",
    )


def _too_many(document: Document, keys: KeyPath, error: Any, schema: Schema) -> Iterator[ConfigError]:
    names = list(error.instance)
    yield ConfigError(
        f"{len(names)} platforms, but a configuration has exactly one",
        hint=f"keep one of {', '.join(names)}; a second configuration file (--config) can serve the other",
        location=document.locate(keys, key=names[1]),
        code="config-contradiction",
    )


def _too_few(document: Document, keys: KeyPath, error: Any, schema: Schema) -> Iterator[ConfigError]:
    known = list(error.schema.get("properties", {}))
    yield ConfigError(
        f"{_name(keys)} is empty",
        hint=_listing(known),
        location=document.locate(keys),
        code="config-missing-key",
    )


def _name(keys: KeyPath) -> str:
    """What a message calls the value: its key, or the list that it is an item of."""
    if not keys:
        return "the configuration"
    last = keys[-1]
    return f"'{_short(last)}'" if isinstance(last, str) else f"an item of '{keys[-2]}'"


def _short(text: str) -> str:
    shown = text if text.isprintable() else text.encode("unicode_escape").decode("ascii")
    return shown if len(shown) <= 60 else shown[:57] + "..."


_TELLERS: dict[Any, Callable[[Document, KeyPath, Any, Schema], Iterator[ConfigError]]] = {
    "additionalProperties": _unknown_keys,
    "required": _missing_keys,
    "anyOf": _no_alternative,
    "type": _wrong_type,
    "enum": _not_in_list,
    "const": _wrong_version,
    "maxProperties": _too_many,
    "minProperties": _too_few,
    "minItems": _too_few,
    "minLength": _too_few,
}
