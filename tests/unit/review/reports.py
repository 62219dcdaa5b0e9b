"""Reports to make pages of: as runs store them, with what a test is about."""

from collections.abc import Mapping, Sequence
from typing import Any

EDITOR = "https://smartcat.example/editor?DocumentId=1&LanguageId=7"


def string(key: str, before: str | None, after: str | None, source: str | None = "Source") -> dict[str, Any]:
    decision = "removed" if after is None else "platform"
    return {"key": key, "line": 3, "source": source, "before": before, "after": after, "decision": decision}


def finding(
    key: str, kind: str = "held", *, locale: str = "de", file: str = "de.json", **values: str | None
) -> dict[str, Any]:
    """An open finding; ``values`` are what it compares."""
    return {
        "kind": kind,
        "file": file,
        "line": 3,
        "locale": locale,
        "key": key,
        "suffix": "",
        "code": "placeholder-missing",
        "message": "{name} is missing",
        "values": {"source": "Source", "before": None, "repository": None, "platform": None, **values},
    }


def report(
    strings: Mapping[tuple[str, str], Sequence[Mapping[str, Any]]] | None = None,
    open_findings: Sequence[Mapping[str, Any]] = (),
    **more: Any,
) -> dict[str, Any]:
    """A report with the ``strings`` of targets, by path and locale."""
    targets = strings if strings is not None else {("de.json", "de"): [string("a", "Alt", "Neu")]}
    places = [{"source": "en.json", "target": path, "locale": locale} for path, locale in targets]
    locales = {place["locale"]: {"percent": 50.0, "words": 10} for place in places}
    return {
        "version": 1,
        "tool": "ci-l10n 1.2.3",
        "command": "sync",
        "exit_code": 0,
        "error": None,
        "dry_run": False,
        "platform": "smartcat.example, project p",
        "base": "main",
        "commit": "a" * 40,
        "words_sent": 0,
        "words_in_repository": 0,
        "plan": {"words": 0, "locales": [], "new": [], "changed": [], "renamed": [], "deleted": []},
        "progress": [
            {**place, "percent": 50.0, "words": 10, "complete": False, "ready": True, "editor_url": EDITOR}
            for place in places
        ],
        "coverage": {"percent": 50.0 if places else None, "words": 10 * len(places), "locales": locales},
        "files": [{**place, "effect": "updated", "new": 1, "changed": 0, "removed": 0} for place in places],
        "strings": list(open_findings),
        "findings": [],
        "written": [],
        "deliveries": [],
        "notes": [],
        "review": {
            "source_locale": "en",
            "left_out": 0,
            "files": [
                {**place, "strings": list(each)} for place, each in zip(places, targets.values(), strict=True)
            ],
        },
        **more,
    }
