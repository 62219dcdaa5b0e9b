"""Records of a simulated service in a JSON file, so that they outlive the process."""

import base64
import json
import types
import typing
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, TypeVar

R = TypeVar("R")


def save_records(records: object, path: Path) -> None:
    """Write ``records`` (a dataclass of dataclasses, dicts with text keys, lists, bytes), whole or not at all."""
    new = path.with_suffix(".new")
    new.write_text(json.dumps(_packed(records), ensure_ascii=False), encoding="utf-8")
    new.replace(path)


def load_records(path: Path, kind: type[R]) -> R:
    """Records saved before; none when the file is absent or of another version of this program."""
    try:
        return typing.cast(R, _unpacked(json.loads(path.read_text(encoding="utf-8")), kind))
    except (OSError, ValueError, KeyError, TypeError):
        return kind()


def _packed(value: Any) -> Any:
    if is_dataclass(value):
        return {f.name: _packed(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, dict):
        return {key: _packed(below) for key, below in value.items()}
    if isinstance(value, list):
        return [_packed(below) for below in value]
    return value


def _unpacked(value: Any, kind: Any) -> Any:
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin is types.UnionType:
        return value
    if origin is dict:
        return {key: _unpacked(below, inner[1]) for key, below in value.items()}
    if origin is list:
        return [_unpacked(below, inner[0]) for below in value]
    if kind is bytes:
        return base64.b64decode(value)
    if is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        return typing.cast(Any, kind)(
            **{name: _unpacked(below, hints[name]) for name, below in value.items()}
        )
    return value
