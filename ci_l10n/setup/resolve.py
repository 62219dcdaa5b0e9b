"""
From patterns to rules: which placeholder each one gets, and which spellings go under ``locales``.

A locale has one spelling for `{locale}`, one for Android and one for Apple. Where places contradict each other, the one
with fewer files is left out, and that is told.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from ci_l10n.model import Locale
from ci_l10n.paths import locales
from ci_l10n.setup.draft import SLOT, Draft, Kind, Note, Pattern, Proposal, ProposedRule
from ci_l10n.setup.observe import Placed, observe, unify
from ci_l10n.setup.source_locale import likely

_GIVES: Mapping[str, Callable[[Locale], str]] = {
    "locale": str,
    "locale_underscore": locales.underscore,
    "language": locales.language,
    "android_locale": locales.android,
    "apple_locale": locales.apple,
}


class _Own(NamedTuple):
    """The placeholder of a kind whose spellings can be set, and the key they are set by."""

    placeholder: str
    key: str


_OWN: Mapping[Kind, _Own] = {
    "path": _Own("locale", "path"),
    "android": _Own("android_locale", "android"),
    "apple": _Own("apple_locale", "apple"),
}


def resolve(draft: Draft, source: Locale, wanted: Sequence[Locale], paths: Sequence[str]) -> Proposal:
    """
    The rules of ``draft``; ``wanted`` are the target locales, or empty for those that are there.

    ``paths`` are the files of the repository, in order.
    """
    placed = [observe(pattern, paths) for pattern in draft.patterns]
    known = wanted or draft.target_locales or draft.seen
    attempts = (_attempt(draft, source, wanted, placed, (*known, *first)) for first in _firsts(placed, known))
    return min(
        attempts, key=lambda attempt: (len(draft.patterns) - len(attempt.rules), len(attempt.spellings))
    )


def _firsts(placed: Sequence[Placed], known: Sequence[Locale]) -> Iterator[tuple[Locale, ...]]:
    """
    Which tags to prefer among those that mean the same: first none in particular, then each of them in turn.

    `zh-CN` in one place and `zh_Hans` in another go together under one of the two tags only.
    """
    yield ()
    tags = sorted({tag for each in placed for tag in each.all_tags} - set(known))
    means: dict[str, list[Locale]] = {}
    for tag in tags:
        means.setdefault(likely(tag), []).append(tag)
    for alike in means.values():
        if len(alike) > 1:
            yield from ((tag,) for tag in alike)


def _attempt(
    draft: Draft,
    source: Locale,
    wanted: Sequence[Locale],
    placed: Sequence[Placed],
    known: Sequence[Locale],
) -> Proposal:
    same = unify(placed, source, known)
    there = {*draft.seen, *(same[tag] for each in placed for tag in each.tags.values())} - {source}
    targets = wanted or draft.target_locales or sorted(there) or draft.expected
    targets = tuple(dict.fromkeys(locale for locale in targets if locale != source))
    for each in placed:
        each.spell(same, targets)
    proposal = _Choice(targets).proposal(draft, source, placed)
    return replace(
        proposal, notes=(*proposal.notes, *([] if wanted else _notes_expected(draft, source, targets)))
    )


def _notes_expected(draft: Draft, source: Locale, targets: Sequence[Locale]) -> Iterator[Note]:
    """Locales that a framework lists and that nobody translates yet; `de` is not lacking where there is `de-DE`."""
    have = {likely(locale) for locale in (source, *targets)}
    if lacking := [locale for locale in draft.expected if likely(locale) not in have]:
        yield Note(
            "init-left-out",
            f"there are no files for {', '.join(lacking)}, named in {draft.expected_by}",
            "add what is to be translated to `target_locales`",
        )


class _Choice:
    """Placeholders and spellings, chosen one pattern after the other."""

    def __init__(self, targets: Sequence[Locale]) -> None:
        self._targets = tuple(targets)
        self._spellings: dict[Locale, dict[str, str]] = {}

    def proposal(self, draft: Draft, source: Locale, placed: Sequence[Placed]) -> Proposal:
        chosen: dict[int, str] = {}
        notes = list(draft.notes)
        demanding_first = sorted(
            range(len(placed)), key=lambda i: (self._plain(placed[i]) is not None, -len(placed[i].spelled), i)
        )
        for index in demanding_first:
            placeholder = self._plain(placed[index]) or self._with_spellings(placed[index])
            if placeholder:
                chosen[index] = placeholder
            else:
                notes.append(self._left_out(placed[index]))
        rules = tuple(self._rule(placed[index].pattern, chosen[index]) for index in sorted(chosen))
        ordered = {locale: self._spellings[locale] for locale in self._targets if locale in self._spellings}
        return Proposal(source, self._targets, rules, ordered, tuple(notes))

    def _plain(self, placed: Placed) -> str | None:
        """The placeholder that gives what is there without further spellings."""
        for name in self._possible(placed.pattern):
            if not any(True for _ in self._deviations(placed, name)):
                return name
        return None

    def _possible(self, pattern: Pattern) -> Iterator[str]:
        if pattern.kind != "path":
            yield _OWN[pattern.kind].placeholder
            return
        for name in dict.fromkeys((pattern.hint, "locale", "locale_underscore", "language")):
            if name != "language" or len(set(map(locales.language, self._targets))) == len(self._targets):
                yield name

    def _deviations(self, placed: Placed, placeholder: str) -> Iterator[Locale]:
        """Target locales that the files of the place spell otherwise."""
        for locale, spelled in placed.spelled.items():
            if self._given(locale, placeholder) != spelled:
                yield locale

    def _with_spellings(self, placed: Placed) -> str | None:
        """The placeholder of the kind, with new spellings; None where they contradict those of another place."""
        own = _OWN[placed.pattern.kind]
        deviating = list(self._deviations(placed, own.placeholder))
        if any(own.key in self._spellings.get(locale, {}) for locale in deviating):
            return None
        for locale in deviating:
            self._spellings.setdefault(locale, {})[own.key] = placed.spelled[locale]
        return own.placeholder

    def _rule(self, pattern: Pattern, placeholder: str) -> ProposedRule:
        spelled = {locale: self._given(locale, placeholder) for locale in self._targets}
        names = sorted(set(spelled.values()))
        slot = names[0] if len(names) == 1 else f"{{{','.join(names)}}}"
        return ProposedRule(
            pattern.source,
            pattern.target.replace(SLOT, f"{{{placeholder}}}"),
            tuple(glob.replace(SLOT, slot) for glob in pattern.exclude),
            pattern.format,
            pattern.directives,
            pattern.origin,
        )

    def _given(self, locale: Locale, placeholder: str) -> str:
        """What ``placeholder`` stands for with the spellings chosen so far."""
        key = next((own.key for own in _OWN.values() if own.placeholder == placeholder), "")
        return self._spellings.get(locale, {}).get(key) or _GIVES[placeholder](locale)

    def _left_out(self, placed: Placed) -> Note:
        own = _OWN[placed.pattern.kind]
        locale = next(self._deviations(placed, own.placeholder))
        other = self._spellings[locale][own.key]
        return Note(
            "init-left-out",
            f"'{placed.pattern.source}' was left out: {locale} is '{placed.spelled[locale]}' there and '{other}' elsewhere",
            "a locale has one spelling per repository; rename the files of one place, then add the rule",
            placed.pattern.origin,
        )
