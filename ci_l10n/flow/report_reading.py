"""
A stored report, read again: checked, since it may come from anywhere, and made a value. Pure.

Only what is shown is asked for; other keys may be there, or not, as older and newer versions write them.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn, TypeAlias

from ci_l10n.errors import ContentError, Location
from ci_l10n.flow.change_set import Tally, TargetChange
from ci_l10n.flow.exports import Progress
from ci_l10n.flow.markdown.lines import sent_words
from ci_l10n.flow.proposing import Delivered
from ci_l10n.flow.report import KINDS, Report
from ci_l10n.flow.report_json import VERSION, coverage_of
from ci_l10n.model import Finding, Severity
from ci_l10n.paths.glob import compile_glob
from ci_l10n.state import OpenFinding

_MOST = 10**12  # of anything that is counted

Shape: TypeAlias = (
    Any  # a type, a tuple of types, [shape of the items], or {key: shape}; "key?" may be missing
)

_TEXT, _COUNT = (str, type(None)), int
_FINDING = {
    "severity": str, "code": str, "message": str, "hint": str,
    "locale": _TEXT, "file": _TEXT, "line": (int, type(None)), "column": (int, type(None)), "key": _TEXT,
}  # fmt: skip
_ERROR = {"message": str, "hint": str}
_DELIVERY = {
    "changed": bool, "branch": str, "commit": str, "operation": str,
    "number": (int, type(None)), "url": _TEXT, "patch?": _TEXT, "body?": _TEXT,
}  # fmt: skip
_SHAPE: Shape = {
    "command": str, "exit_code": int, "platform": str, "base": str, "commit": str, "dry_run": bool,
    "words_sent": int, "words_in_repository": int,
    "plan": {
        "words": int, "locales": [str], "new": [str], "changed": [str], "deleted": [str],
        "renamed": [{"from": str, "to": str}],
    },
    "progress": [
        {
            "source": str, "target": str, "locale": str, "percent": (int, float), "words": _COUNT,
            "complete": bool, "ready": bool, "editor_url?": _TEXT,
        }
    ],
    "coverage?": {"percent": (int, float, type(None)), "words": int, "locales": {"*": {"percent": (int, float), "words": int}}},
    "files": [{"source": str, "target": str, "locale": str, "effect": str, "new": int, "changed": int, "removed": int}],
    "strings": [
        {
            "kind": str, "file": str, "line": int, "locale": str, "key": str, "suffix?": str, "code": str,
            "message": str, "values": {"*": _TEXT},
        }
    ],
    "findings": [_FINDING],
    "written": [str],
    "deliveries?": [_DELIVERY],
    "notes": [str],
    "review?": {
        "source_locale": str,
        "left_out": int,
        "files": [
            {
                "source": str, "target": str, "locale": str,
                "strings": [{"key": str, "line": int, "source": _TEXT, "before": _TEXT, "after": _TEXT, "decision": str}],
            }
        ],
    },
}  # fmt: skip


def parse_report(data: bytes, shown: str) -> dict[str, Any]:
    """The report in ``data``; raises `ContentError` for anything else. ``shown`` is its name for messages."""
    try:
        document = json.loads(data, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        why = "it is empty" if not data.strip() else "it is no JSON, or only the beginning of it"
        raise _refused(shown, why) from error
    if not isinstance(document, dict):
        raise _refused(shown, "it is no JSON object")
    if document.get("command") == "plan":
        raise _refused(shown, "it is a plan, which says what a run would do")
    version = document.get("version")
    if isinstance(version, int) and VERSION < version < 1000:
        newer = "it was stored by a newer ci-l10n"
        raise _refused(
            shown, f"{newer} (version {version} of reports)", "update ci-l10n, or read it where it was stored"
        )
    if version != VERSION:
        raise _refused(shown, "it names no version of reports")
    problem = _problem(document, _SHAPE, "")
    if document.get("error") is not None:
        problem = problem or _problem(document["error"], _ERROR, "error")
    if not problem:
        problem = next(
            (f"a string has the kind {s['kind']!r}" for s in document["strings"] if s["kind"] not in KINDS),
            "",
        )
    if problem:
        raise _refused(shown, problem)
    return document


_OTHER = "name a report.json that `sync`, `push`, `wait`, `pull` or `status` stored"


def _no_constant(name: str) -> NoReturn:
    """Python reads NaN and Infinity, which are no JSON."""
    raise ValueError(name)


def _refused(shown: str, why: str, hint: str = _OTHER) -> ContentError:
    return ContentError(
        f"this is no report of a run: {why}" if hint == _OTHER else f"this report cannot be read: {why}",
        hint=hint,
        location=Location(shown),
        code="report-unreadable",
    )


def _problem(value: Any, shape: Shape, place: str) -> str:
    """What is wrong with ``value``, "" when nothing is."""
    if isinstance(shape, list):
        if not isinstance(value, list):
            return f"{place} is no list"
        return next((p for item in value if (p := _problem(item, shape[0], f"{place}[]"))), "")
    if isinstance(shape, dict):
        return _object_problem(value, shape, place)
    is_right = isinstance(value, shape) and (not isinstance(value, bool) or shape is bool)
    if is_right and isinstance(value, int | float) and not -_MOST <= value <= _MOST:
        return f"{place} is no number that a run counts to"
    return "" if is_right else f"{place} has another type"


def _object_problem(value: Any, shape: Mapping[str, Shape], place: str) -> str:
    if not isinstance(value, dict):
        return f"{place} is no object" if place else "it is no object"
    if "*" in shape:
        return next(
            (p for key, item in value.items() if (p := _problem(item, shape["*"], f"{place}.{key[:40]}"))), ""
        )
    for name, inner in shape.items():
        key = name.removesuffix("?")
        if key not in value:
            if name == key:
                return f"{place}.{key} is missing".lstrip(".")
        elif problem := _problem(value[key], inner, f"{place}.{key}".lstrip(".")):
            return problem
    return ""


def report_of(document: Mapping[str, Any]) -> Report:
    """The value that a checked ``document`` was made of, as far as it is shown; what was sent is told as a note."""
    is_dry = document["dry_run"]
    return Report(
        command=document["command"],
        platform=document["platform"],
        base=document["base"],
        commit=document["commit"],
        dry_run=is_dry,
        words_in_repository=document["words_in_repository"],
        progress=tuple(map(_progress, document["progress"])),
        changes=tuple(map(_change, document["files"])),
        open=tuple(map(_open, document["strings"])),
        findings=tuple(map(_finding, document["findings"])),
        deliveries=tuple(map(_delivery, document.get("deliveries", ()))),
        written=tuple(document["written"]),
        notes=(*_told(document), *document["notes"]),
    )


def _told(document: Mapping[str, Any]) -> list[str]:
    told = []
    if error := document.get("error"):
        told.append(f"ended with exit code {document['exit_code']}: {error['message']}")
    plan: Mapping[str, Sequence[Any]] = document["plan"]
    counts = {name: len(plan[name]) for name in ("new", "changed", "renamed", "deleted")}
    if (any(counts.values()) or plan["locales"]) and not document["dry_run"]:
        told.append(f"sent: {sent_words(counts, plan['locales'])} (about {document['words_sent']} words)")
    return told


def _progress(item: Mapping[str, Any]) -> Progress:
    return Progress(
        item["source"], item["target"], item["locale"], float(item["percent"]), item["words"],
        item["complete"], item["ready"], item.get("editor_url") or "",
    )  # fmt: skip


def _change(item: Mapping[str, Any]) -> TargetChange:
    tally = Tally(item["new"], item["changed"], item["removed"])
    return TargetChange(
        item["source"], item["target"], item["locale"], None, None, item["effect"], tally, (), None, ""
    )


def _open(item: Mapping[str, Any]) -> OpenFinding:
    return OpenFinding(
        item["kind"], item["file"], item["locale"], item["key"], item["code"], item["message"],
        line=item["line"], values=item["values"],
    )  # fmt: skip


def _finding(item: Mapping[str, Any]) -> Finding:
    severity: Severity = "notice"
    if item["severity"] in ("error", "warning"):
        severity = item["severity"]
    place = Location(item["file"] or "", item["line"] or 0, item["column"] or 0, item["key"] or "")
    return Finding(
        severity, item["code"], item["message"], item["hint"], place if item["file"] else None, item["locale"]
    )


def _delivery(item: Mapping[str, Any]) -> Delivered:
    return Delivered(
        item["branch"], item["commit"], item["changed"], item["operation"], item["number"] or 0, item["url"] or "",
        patch=item.get("patch") or "", body=item.get("body") or "",
    )  # fmt: skip


def narrow(document: Mapping[str, Any], locales: Sequence[str], globs: Sequence[str]) -> dict[str, Any]:
    """``document`` with what is about ``locales``, and about sources that match ``globs``; empty: all."""
    if not (locales or globs):
        return dict(document)
    patterns = [compile_glob(glob) for glob in globs]

    def is_asked(source: str, locale: str | None) -> bool:
        return (not locales or locale in locales) and (
            not patterns or any(pattern.match(source) is not None for pattern in patterns)
        )

    sources = {item["target"]: item["source"] for item in (*document["progress"], *document["files"])}
    review = document.get("review")
    narrowed = {
        **document,
        **{
            name: [item for item in document[name] if is_asked(item["source"], item["locale"])]
            for name in ("progress", "files")
        },
        "strings": [
            item
            for item in document["strings"]
            if is_asked(sources.get(item["file"], item["file"]), item["locale"])
        ],
    }
    if review:
        files = [file for file in review["files"] if is_asked(file["source"], file["locale"])]
        narrowed["review"] = {**review, "files": files}
    narrowed["coverage"] = coverage_of(report_of(narrowed))
    return narrowed
