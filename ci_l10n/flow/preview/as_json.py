"""A preview as JSON: what `plan --json` prints and `--out` stores, with a hash that names exactly this plan. Pure."""

import json
from collections.abc import Mapping
from typing import Any

from ci_l10n import __version__
from ci_l10n.flow.agreed import digest, name_of, origin_json
from ci_l10n.flow.preview.model import Preview
from ci_l10n.flow.report_json import estimate_json, finding_json, plan_json

VERSION = 1


def preview_json(
    preview: Preview, exit_code: int = 0, error: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Plain data; keys stay, new ones may come. There is no time in it: the same situation gives the same text."""
    content = _content(preview)
    document = {
        "version": VERSION,
        "tool": f"ci-l10n {__version__}",
        "command": "plan",
        "exit_code": exit_code,
        "error": dict(error) if error else None,
        "hash": name_of(preview.origin, preview.platform, content["plan"]),
        **content,
        "statistics": [estimate_json(each) for each in preview.on_platform],
        "findings": [finding_json(finding) for finding in preview.findings],
        "notes": list(preview.notes),
        "platform_requests": preview.requests,
    }
    return {**document, "seal": seal_of(document)}


def stored(document: Mapping[str, Any]) -> bytes:
    """`preview_json` as a file, in ASCII: keys and paths may hold half characters, which no UTF-8 has."""
    return json.dumps(document, indent=1).encode("ascii") + b"\n"


def seal_of(document: Mapping[str, Any]) -> str:
    """SHA-256 in hex over everything else in ``document``: what people read in a plan is what was stored, too."""
    return digest({name: value for name, value in document.items() if name != "seal"})


def _content(preview: Preview) -> dict[str, Any]:
    origin, exports = preview.origin, preview.exports
    return {
        "platform": preview.platform,
        "platform_known": origin.documents is not None,
        **origin_json(origin),
        "compared_with": preview.compared_with,
        "plan": plan_json(preview.plan, preview.words_to_send),
        "words": preview.words,
        "added": dict(preview.added),
        "files": [
            {
                "action": file.action,
                "source": file.source,
                "old": file.old or None,
                "words": file.words,
                "locales": list(file.locales),
                "blob": file.blob or None,
            }
            for file in preview.files
        ],
        "strings": [
            {
                "source": each.source,
                "key": each.key,
                "effect": each.effect,
                "before": each.before,
                "after": each.after,
                "line": each.line or None,
            }
            for each in preview.strings
        ],
        "locales": [estimate_json(each) for each in preview.costs],
        "exports": None
        if exports is None
        else [{"source": item.source, "target": item.target, "locale": item.locale} for item in exports],
    }
