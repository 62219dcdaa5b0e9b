"""Changing the knobs of a simulated service: a frozen dataclass, each value checked against the type of its field."""

import dataclasses
import types
import typing
from collections.abc import Mapping
from typing import Any, TypeVar

T = TypeVar("T")


def changed(knobs: T, values: Mapping[str, object]) -> T:
    """``knobs`` with ``values`` set. Raises ValueError, which names what is wrong."""
    types_by_name = typing.get_type_hints(type(knobs))
    unknown = sorted(set(values) - set(types_by_name))
    if unknown:
        raise ValueError(f"no such knob: {', '.join(unknown)}; there are {', '.join(sorted(types_by_name))}")
    fitting = {name: _fit(name, types_by_name[name], values[name]) for name in values}
    return typing.cast(T, dataclasses.replace(typing.cast(Any, knobs), **fitting))


def _fit(name: str, wanted: object, value: object) -> Any:
    """``value`` as the type of the knob: lists become tuples, whole numbers may stand for floats."""
    options = typing.get_args(wanted) if isinstance(wanted, types.UnionType) else (wanted,)
    for option in options:
        origin = typing.get_origin(option)
        if origin is tuple and isinstance(value, list | tuple):
            kind = typing.get_origin(typing.get_args(option)[0]) or typing.get_args(option)[0]
            if all(isinstance(item, kind) for item in value):
                return tuple(value)
        elif option is float and isinstance(value, int) and not isinstance(value, bool):
            return float(value)
        elif isinstance(option, type) and origin is None and type(value) is option:
            return value
    raise ValueError(f"knob {name} cannot be {value!r}")
