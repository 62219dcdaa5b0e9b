"""The review page: one file that needs nothing else, and in which no text from outside is ever markup. Pure."""

import base64
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from typing import Any

from ci_l10n.review.charts import Moment, progress_cards
from ci_l10n.review.data import SEVERITY, PageData, make_data
from ci_l10n.review.escaping import safe_url, script_json, text

_MOST_FINDINGS = 200
_RANK = {"error": 0, "warning": 1, "notice": 2}


def make_page(report: Mapping[str, Any], history: Mapping[str, Sequence[Moment]] | None = None) -> str:
    """``report`` as a page; ``history`` has the progress of each locale over time, oldest first."""
    data = make_data(report)
    style, script = _resource("page.css"), _resource("compare.js") + _resource("page.js")
    policy = (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; base-uri 'none';"
        " form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )
    return "".join(
        (
            '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n',
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
            '<meta name="referrer" content="no-referrer">\n<meta name="robots" content="noindex">\n',
            f"<title>{text(_title(report))}</title>\n<style>{style}</style>\n</head>\n<body>\n",
            '<a class="skip" href="#strings">Skip to the strings</a>\n',
            _header(report),
            "<main>\n",
            _progress(report, history or {}),
            _findings(report),
            _strings(data),
            "</main>\n",
            f"<footer>Written by {text(report.get('tool', 'ci-l10n'))}; everything on this page is in this one file.</footer>\n",
            f'<script type="application/json" id="data">{script_json(data.as_json())}</script>\n',
            f"<script>{script}</script>\n</body>\n</html>\n",
        )
    )


def _resource(name: str) -> str:
    return files("ci_l10n.review").joinpath(name).read_text(encoding="utf-8")


def _hash(code: str) -> str:
    digest = hashlib.sha256(code.encode()).digest()
    return "sha256-" + base64.b64encode(digest).decode("ascii")


def _title(report: Mapping[str, Any]) -> str:
    return f"Translations of {report['base']}" if report.get("base") else "Translations"


def _header(report: Mapping[str, Any]) -> str:
    facts = [
        *_counts(report),
        f"run: <code>ci-l10n {text(report['command'])}</code>",
        f"from {text(report['platform'])}" if report.get("platform") else "",
        f"source commit <code>{text(report['commit'][:10])}</code>" if report.get("commit") else "",
        *_requests(report),
    ]
    items = "".join(f"<li>{fact}</li>" for fact in facts if fact)
    return f'<header>\n<h1>{text(_title(report))}</h1>\n<ul class="facts">{items}</ul>\n{_failure(report)}</header>\n'


def _counts(report: Mapping[str, Any]) -> Iterator[str]:
    """What there is to review, in numbers, the worst in its colour."""
    review = report.get("review") or {}
    changing = sum(len(file["strings"]) for file in review.get("files", ())) + review.get("left_out", 0)
    yield f"{changing:,} {'string changes' if changing == 1 else 'strings change'}"
    for kind, words in (("held", "held back"), ("conflict", "in conflict"), ("stale", "stale")):
        if number := sum(1 for item in report.get("strings", ()) if item["kind"] == kind):
            yield f'<strong class="{SEVERITY[kind]}">{number:,} {words}</strong>'


def _requests(report: Mapping[str, Any]) -> Iterator[str]:
    for delivery in report.get("deliveries", ()):
        if (url := safe_url(delivery.get("url"))) and delivery.get("number"):
            words = f"change request {text(delivery['number'])}"
            yield f'<a href="{text(url)}" rel="noopener noreferrer">{words}</a>'


def _failure(report: Mapping[str, Any]) -> str:
    error = report.get("error")
    if not error:
        return ""
    hint = f"<br>{text(error.get('hint', ''))}" if error.get("hint") else ""
    return (
        f'<p class="failure"><strong class="error">The run ended with exit code {text(report["exit_code"])}.</strong>'
        f" {text(error.get('message', ''))}{hint}</p>\n"
    )


def _progress(report: Mapping[str, Any], history: Mapping[str, Sequence[Moment]]) -> str:
    locales = report.get("coverage", {}).get("locales", {})
    now = {locale: (float(each["percent"]), int(each["words"])) for locale, each in locales.items()}
    held: dict[str, int] = {}
    for item in report.get("strings", ()):
        if item["kind"] == "held":
            held[item["locale"]] = held.get(item["locale"], 0) + 1
    cards = progress_cards(now, history, held)
    return (
        f'<section aria-labelledby="progress"><h2 id="progress">Progress</h2>{cards}</section>\n'
        if cards
        else ""
    )


def _findings(report: Mapping[str, Any]) -> str:
    findings = sorted(report.get("findings", ()), key=lambda each: _RANK.get(each["severity"], 3))
    if not findings:
        return ""
    items = "".join(_finding(each) for each in findings[:_MOST_FINDINGS])
    if len(findings) > _MOST_FINDINGS:
        items += f"<li>… and {len(findings) - _MOST_FINDINGS} more, which the report lists</li>"
    return f'<section aria-labelledby="findings"><h2 id="findings">Findings of the run</h2><ul class="findings">{items}</ul></section>\n'


def _finding(each: Mapping[str, Any]) -> str:
    place = ":".join(str(part) for part in (each.get("file"), each.get("line")) if part)
    where = f" <code>{text(place)}</code>" if place else ""
    locale = f" ({text(each['locale'])})" if each.get("locale") else ""
    hint = f" <small>{text(each['hint'])}</small>" if each.get("hint") else ""
    severity = each["severity"] if each["severity"] in _RANK else "notice"
    return f'<li><strong class="{severity}">{severity}</strong>{where}{locale}: <bdi>{text(each["message"])}</bdi>{hint}</li>'


def _strings(data: PageData) -> str:
    left_out = (
        f'<p class="dim">{data.left_out:,} more strings had no room on this page; the change request has them.</p>'
        if data.left_out
        else ""
    )
    return (
        '<section aria-labelledby="strings"><h2 id="strings" tabindex="-1">Strings</h2>\n'
        "<noscript><p>The list of strings needs JavaScript, which is part of this file.</p></noscript>\n"
        f"{_FILTERS}{left_out}"
        f'{_KEYS}<p id="count" role="status"></p>\n<ol id="rows"></ol>\n<button id="more" type="button" hidden>Show more</button>\n</section>\n'
    )


def _choice(name: str, label: str, options: Sequence[tuple[str, str]]) -> str:
    listed = "".join(f'<option value="{value}">{shown}</option>' for value, shown in options)
    return f'<label for="{name}">{label}<select id="{name}">{listed}</select></label>'


_SEVERITIES = (
    ("", "All"),
    ("any", "Any remark"),
    ("error", "Errors"),
    ("warning", "Warnings"),
    ("notice", "Notices"),
    ("none", "No remark"),
)
_CHANGES = (
    ("", "All"),
    ("new", "New"),
    ("changed", "Changed"),
    ("removed", "Removed"),
    ("unchanged", "Unchanged"),
)
_KEYS = (
    '<p class="keys">Keys: <kbd>/</kbd> search, <kbd>Esc</kbd> leaves it, <kbd>j</kbd> next string,'
    " <kbd>k</kbd> previous string</p>\n"
)
_FILTERS = (
    '<form id="filters" role="search" aria-label="Filter strings">'
    '<label class="wide" for="text">Search keys and texts<input id="text" type="search" autocomplete="off"></label>'
    f"{_choice('locale', 'Locale', [('', 'All')])}{_choice('file', 'File', [('', 'All')])}"
    f"{_choice('severity', 'Remarks', _SEVERITIES)}{_choice('change', 'Change', _CHANGES)}"
    '<button type="reset">Reset</button></form>\n'
)
