"""Write ``docs/reference/formats.md`` from what the formats say of themselves; a test compares the two."""

from pathlib import Path

from ci_l10n.formats.registry import NAMES, get_format

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "formats.md"

PLACEHOLDERS = {
    "printf": "`%s` `%1$d` `%@`",
    "messageformat": "`{0}` MessageFormat",
    "icu": "ICU messages",
    "i18next": "`{{x}}`",
    "ruby": "`%{x}`",
    "brace": "`{x}`",
    "dollar": "`${x}`",
    "percent": "`%x%`",
    "qt": "`%1`",
    "dotnet": "`{0:N2}`",
    "shell": "`$x`",
    "markup": "tags",
}

HEAD = """# Formats

Chosen by `format:` in the rule, else by the path of the source, else by its content. Anything else is a document and is
delivered as a whole. Values are compared by meaning: another spelling of the same text is not a change.

"""

TAIL = """
A document is one value: untranslated while it is absent, empty, or equal to its source.

Which placeholders count follows the format and what the source text contains; gettext's flags (`c-format`,
`python-format` and so on) and [directives](directives.md) decide where they are given.
"""


def render() -> str:
    """The page."""
    lines = [HEAD]
    lines.append(
        "| format | files | key | sets | comment | untranslated | review mark | duplicates | placeholders |\n"
    )
    lines.append("|---|---|---|---|---|---|---|---|---|\n")
    for name in NAMES:
        format_ = get_format(name)
        about = format_.about
        placeholders = " ".join(PLACEHOLDERS[syntax] for syntax in format_.syntaxes)
        cells = (
            f"`{name}`", about.files, about.key, about.sets, about.comment, about.untranslated, about.review,
            about.duplicates, placeholders,
        )  # fmt: skip
        lines.append(f"| {' | '.join(cells)} |\n")
    return "".join([*lines, TAIL])


if __name__ == "__main__":
    PAGE.write_text(render(), encoding="utf-8")
