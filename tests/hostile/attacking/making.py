"""
Hostile bytes, made when they are needed: a case says `make:` and the rest; no bomb lies in the repository.

Texts of a case may name what only a run knows: `%TRAP%` (the foreign host), `%HERE%` (the folder of the case),
`%PROJECT%`, `%TOKEN%` (a secret of the run).
"""

import gzip
import io
import stat
import warnings
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

Names = Mapping[str, str]


def make_bytes(given: Any, names: Names) -> bytes:
    """The bytes that a case means: a text, or an object with `make`."""
    if not isinstance(given, Mapping):
        return fill(str(given), names).encode("utf-8", "surrogateescape")
    return _MAKERS[given["make"]](given, names)


def fill(text: str, names: Names) -> str:
    for name, value in names.items():
        text = text.replace(f"%{name}%", value)
    return text


def add_members(members: Sequence[Mapping[str, Any]], names: Names) -> Callable[[zipfile.ZipFile], None]:
    """What puts these members into an archive."""

    def add(archive: zipfile.ZipFile) -> None:
        for member in members:
            for number in range(member.get("times", 1)):
                _add_member(archive, member, names, number)

    return add


def _add_member(archive: zipfile.ZipFile, member: Mapping[str, Any], names: Names, number: int) -> None:
    info = zipfile.ZipInfo(fill(member["name"], names).replace("#", str(number)))
    info.filename = fill(member["name"], names).replace("#", str(number))  # as it is, a NUL included
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = _modes(member) << 16
    info.create_system = 3  # Unix, which the mode belongs to
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # twice the same name, as wanted
        archive.writestr(info, make_bytes(member.get("link", member.get("text", "x")), names))


def _modes(member: Mapping[str, Any]) -> int:
    kinds = {"link": stat.S_IFLNK, "device": stat.S_IFBLK, "pipe": stat.S_IFIFO}
    kind = next((kinds[name] for name in kinds if name in member), stat.S_IFREG)
    return kind | int(str(member.get("mode", "644")), 8)


def _repeat(given: Mapping[str, Any], names: Names) -> bytes:
    before, after = (fill(str(given.get(name, "")), names) for name in ("before", "after"))
    text = fill(given["text"], names) * given["times"] + given.get("close", "") * given["times"]
    return f"{before}{text}{after}".encode()


def _lines(given: Mapping[str, Any], names: Names) -> bytes:
    """``text`` with # counted up, between ``before`` and ``after``."""
    before, after = (fill(str(given.get(name, "")), names) for name in ("before", "after"))
    middle = given.get("join", "").join(
        given["text"].replace("##", str(number - 1)).replace("#", str(number))
        for number in range(1, given["times"] + 1)
    )
    return f"{before}{middle}{after}".encode()


def _zip(given: Mapping[str, Any], names: Names) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        add_members(given["members"], names)(archive)
    return made.getvalue()


def _nested_zip(given: Mapping[str, Any], names: Names) -> bytes:
    body = b"x"
    for _ in range(given["times"]):
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(given["name"], body)
        body = made.getvalue()
    return body


def _lying_zip(given: Mapping[str, Any], names: Names) -> bytes:
    """An archive whose directory calls its members smaller than they are."""
    size = given["times"]
    body = bytearray(_zip({"members": [{"name": given["name"], "text": "x" * size}]}, names))
    for at in _all(bytes(body), size.to_bytes(4, "little")):
        body[at : at + 4] = (10).to_bytes(4, "little")
    return bytes(body)


def _all(body: bytes, wanted: bytes) -> list[int]:
    found, at = [], body.find(wanted)
    while at >= 0:
        found.append(at)
        at = body.find(wanted, at + 1)
    return found


def _gzip(given: Mapping[str, Any], names: Names) -> bytes:
    """``times`` MiB of zeros, packed; a hundred MiB are a hundred KiB."""
    made = io.BytesIO()
    with gzip.GzipFile(fileobj=made, mode="wb") as file:
        for _ in range(given["times"]):
            file.write(bytes(1 << 20))
    return made.getvalue()


_MAKERS: Mapping[str, Callable[[Mapping[str, Any], Names], bytes]] = {
    "repeat": _repeat,
    "lines": _lines,
    "zip": _zip,
    "nested zip": _nested_zip,
    "lying zip": _lying_zip,
    "gzip": _gzip,
    "hex": lambda given, _: bytes.fromhex(given["text"]),
}
