"""
Write ``ci_l10n/plurals_table.py``: the CLDR categories and gettext headers of every language babel knows.

Run ``python tools/make_plurals.py`` after an update of babel; tests compare the table with babel. A header is
babel's own where babel lists the language, else one of `CUSTOMARY`, which is checked against the CLDR rule here.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from gettext import c2py
from pathlib import Path

from babel import Locale, localedata
from babel.messages.plurals import PLURALS
from babel.plural import PluralRule

ORDER = ("zero", "one", "two", "few", "many", "other")
SAMPLES = (*range(1001), *range(1000, 100_001, 1000), 1_000_000)
TABLE = Path(__file__).resolve().parents[1] / "ci_l10n" / "plurals_table.py"

CUSTOMARY = {
    # babel numbers the last two Arabic forms the other way round than every gettext catalog does
    "ar": "n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5",
    "br": "n%10==1 && n%100!=11 && n%100!=71 && n%100!=91 ? 0 : n%10==2 && n%100!=12 && n%100!=72 && n%100!=92 ? 1"
    " : (n%10==3 || n%10==4 || n%10==9) && (n%100<10 || n%100>19) && (n%100<70 || n%100>79) && n%100<90 ? 2"
    " : n!=0 && n%1000000==0 ? 3 : 4",
    # two forms in CLDR and in today's catalogs; babel still has one, or another boundary
    "fur hu ka tr": "n != 1",
    "fa hy": "n > 1",
    "blo ksh lag": "n==0 ? 0 : n==1 ? 1 : 2",
    "ceb fil": "n!=1 && n!=2 && n!=3 && (n%10==4 || n%10==6 || n%10==9)",
    "dsb hsb": "n%100==1 ? 0 : n%100==2 ? 1 : n%100==3 || n%100==4 ? 2 : 3",
    "gd": "n==1 || n==11 ? 0 : n==2 || n==12 ? 1 : n>2 && n<20 ? 2 : 3",
    "gv": "n%10==1 ? 0 : n%10==2 ? 1 : n%20==0 ? 2 : 3",
    "iu naq sat se sma smj smn sms": "n==1 ? 0 : n==2 ? 1 : 2",
    "kw": "n==0 ? 0 : n==1 ? 1 : n%20==2 || n%1000==0 && (n%100000>=1000 && n%100000<=20000 || n%100000==40000"
    " || n%100000==60000 || n%100000==80000) || n%1000000==100000 ? 2 : n%20==3 ? 3 : n%20==1 ? 4 : 5",
    "mk": "n%10==1 && n%100!=11 ? 0 : 1",
    "prg": "n%10==0 || n%100>=11 && n%100<=19 ? 0 : n%10==1 && n%100!=11 ? 1 : 2",
    "shi": "n<=1 ? 0 : n<=10 ? 1 : 2",
    "tzm": "n<=1 || n>=11 && n<=99 ? 0 : 1",
}
EXPRESSIONS = {name: expression for names, expression in CUSTOMARY.items() for name in names.split()}

ROMANCE = ("ht", "lld", "scn", "vec")  # their "many" is for whole millions; no catalog has it
OLDER = {"iw": "he", "in": "id", "ji": "yi", "jw": "jv", "mo": "ro", "no": "nb", "sh": "sr", "tl": "fil"}
"""Codes that CLDR has replaced, and the language whose rules they have."""


def main() -> None:
    names = {name for name in localedata.locale_identifiers() if "_" not in name}
    rules = {name: Locale.parse(name).plural_form for name in names}
    rules |= {"pt_BR": rules["pt"]} | {old: rules[new] for old, new in OLDER.items()}
    by_categories: dict[str, set[str]] = defaultdict(set)
    by_header: dict[tuple[str, str], set[str]] = defaultdict(set)
    for name, rule in rules.items():
        by_categories[" ".join(categories(rule))].add(name)
        expression = header(OLDER.get(name, name), rule)
        by_header[expression, " ".join(gettext_categories(expression, rule))].add(name)
    TABLE.write_text(module(by_categories, by_header), "utf-8")


def categories(rule: PluralRule) -> tuple[str, ...]:
    present = {*rule.tags, "other"}
    return tuple(name for name in ORDER if name in present)


def header(name: str, rule: PluralRule) -> str:
    """The plural expression of a language, in the spelling people know from their catalogs."""
    if name in EXPRESSIONS:
        return agreeing(name, EXPRESSIONS[name], rule)
    if name in PLURALS:
        return without_brackets(PLURALS[name][1])
    if {rule(n) for n in SAMPLES} == {"other"}:
        return "0"
    expression = "n > 1" if rule(0) == "one" else "n != 1"
    return agreeing(name, expression, rule)


def agreeing(name: str, expression: str, rule: PluralRule) -> str:
    """``expression``, when it tells numbers apart exactly as CLDR does."""
    select = c2py(expression)
    pairs = {(rule(n).replace("many", "other") if name in ROMANCE else rule(n), select(n)) for n in SAMPLES}
    if len(pairs) != len({index for _, index in pairs}) or len(pairs) != len({tag for tag, _ in pairs}):
        raise SystemExit(f"{name}: {expression} differs from CLDR's {rule}: {sorted(pairs)}")
    return expression


def without_brackets(expression: str) -> str:
    inner = expression[1:-1]
    return inner if expression.startswith("(") and _is_balanced(inner) else expression


def _is_balanced(text: str) -> bool:
    depth = 0
    for letter in text:
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if depth < 0:
            return False
    return depth == 0


def gettext_categories(expression: str, rule: PluralRule) -> list[str]:
    """For each index of ``expression`` the category that most numbers of that index have."""
    select = c2py(expression)
    votes: dict[int, Counter[str]] = defaultdict(Counter)
    for n in SAMPLES:
        votes[select(n)][rule(n)] += 1
    return [votes[index].most_common(1)[0][0] for index in range(len(votes))]


def module(by_categories: Mapping[str, set[str]], by_header: Mapping[tuple[str, str], set[str]]) -> str:
    lines = ['"""Made by tools/make_plurals.py; do not edit."""', "", "# fmt: off", "CATEGORIES = {"]
    lines += [f'    "{key}": """{wrapped(names)}""",' for key, names in sorted(by_categories.items())]
    lines += ["}", "", "# (plural expression, CLDR category of each index): languages", "GETTEXT = {"]
    for (expression, present), names in sorted(by_header.items()):
        lines += [f'    ("{expression}", "{present}"): """{wrapped(names)}""",']
    return "\n".join([*lines, "}", ""])


def wrapped(names: set[str]) -> str:
    rows: list[str] = []
    row = ""
    for name in sorted(names):
        if len(row) + len(name) > 90:
            rows, row = [*rows, row.strip()], ""
        row += f" {name}"
    return "\n        ".join(["", *rows, row.strip()]) if rows else row.strip()


if __name__ == "__main__":
    main()
