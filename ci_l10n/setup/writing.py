"""What setting up writes: the text of `l10n.yml`, with a comment where somebody may wonder."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from ci_l10n.problems.explanation import PROJECT
from ci_l10n.setup.draft import Proposal, ProposedRule

SCHEMA = "https://raw.githubusercontent.com/ci-l10n/ci-l10n/v1/ci_l10n/config/schema.json"
# Plain in YAML 1.1 and 1.2 alike, and no other type in either: `no` and `on` are quoted for tools that read 1.1.
_PLAIN = re.compile(r"[A-Za-z_./][A-Za-z0-9_./{}*+@-]*")
_NOT_PLAIN = frozenset(["y", "n", "yes", "no", "on", "off", "true", "false", "null"])
_WIDTH = 100


def config_text(proposal: Proposal, platform: str, project: str, server: str, *, name: str = "") -> str:
    """The configuration, as people would write it."""
    lines = [
        f"# yaml-language-server: $schema={SCHEMA}",
        f"# All keys: {PROJECT}/blob/main/docs/reference/config.md",
        "version: 1",
        *(
            [f"name: {_scalar(name)}  # its own state and branch, beside the other configuration"]
            if name
            else []
        ),
        f"source_locale: {_scalar(proposal.source_locale)}",
        _listed("target_locales", proposal.target_locales),
        "",
        "platform:",
        f"  {platform}:",
        f"    project: {_scalar(project)}",
        *([f"    server: {server}  # of the account: eu, us or ea"] if platform == "smartcat" else []),
        "",
        *_spellings(proposal.spellings),
        "files:",
        *(line for rule in proposal.rules for line in _rule(rule)),
    ]
    return "\n".join(lines) + "\n"


def _spellings(spellings: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    if not spellings:
        return
    yield "locales:  # only where files or the platform spell them otherwise"
    for locale, kinds in spellings.items():
        inner = ", ".join(f"{kind}: {_scalar(spelled)}" for kind, spelled in kinds.items())
        yield f"  {_scalar(locale)}: {{{inner}}}"
    yield ""


def _rule(rule: ProposedRule) -> Iterator[str]:
    yield f"  - source: {_scalar(rule.source)}"
    comment = "  # one file for all locales" if rule.source == rule.target else ""
    yield f"    target: {_scalar(rule.target)}{comment}"
    if rule.exclude:
        yield _listed("    exclude", rule.exclude)
    if rule.format:
        yield f"    format: {rule.format}"
    if rule.directives:
        yield "    directives:"
        for name, value in rule.directives.items():
            yield f"      {_scalar(name)}: {_scalar(value)}"


def _listed(key: str, texts: Sequence[str]) -> str:
    """A list in brackets behind its key, or one item a line where that gets long."""
    line = f"{key}: [{', '.join(_scalar(text, in_flow=True) for text in texts)}]"
    if len(line) <= _WIDTH:
        return line
    indent = " " * (len(key) - len(key.lstrip()) + 2)
    return "\n".join((f"{key}:", *(f"{indent}- {_scalar(text)}" for text in texts)))


def _scalar(text: str, *, in_flow: bool = False) -> str:
    """
    ``text`` as a YAML scalar that every reader takes for a text.

    >>> _scalar("no"), _scalar("web/{locale}.json"), _scalar("**/a.json"), _scalar("12")
    ('"no"', 'web/{locale}.json', '"**/a.json"', '"12"')
    """
    is_plain = _PLAIN.fullmatch(text) and text.lower() not in _NOT_PLAIN
    if (
        is_plain
        and not (in_flow and re.search(r"[{}*]", text))
        and not re.fullmatch(r"\.(inf|nan)", text, re.I)
    ):
        return text
    return json.dumps(text, ensure_ascii=False)
