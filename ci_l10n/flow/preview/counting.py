"""Words of a plan by what they are, as far as that shows in the repository: the platform has not seen them yet. Pure."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ci_l10n.config.model import Rates
from ci_l10n.flow.costs import Estimate, estimate
from ci_l10n.flow.preview.model import FileChange, StringChange
from ci_l10n.model import Locale
from ci_l10n.state import Path
from ci_l10n.tms.base import Band, LocaleStatistics


class Words(NamedTuple):
    """Source words of one locale, by our own count; the names are those of bands of rate cards, and `changed`."""

    new: int = 0
    changed: int = 0  # of strings that had another text
    repetitions: int = 0  # of texts that the same file has before, or had already
    cross_file_repeated: int = 0  # of texts that another file of this plan brings


def costs_of(
    files: Sequence[FileChange],
    strings: Iterable[StringChange],
    added: Sequence[tuple[Locale, int]],
    rates: Rates | None,
) -> tuple[Estimate, ...]:
    """
    Words and costs per locale, in alphabetical order, without locales that nothing is to be translated into.

    ``strings`` are those of ``files``; ``added`` are words of files that stay as they are, for locales that are new.
    """
    by_source = _texts_by_source(strings)
    more = dict(added)
    counted: dict[tuple[Path, ...], Words] = {}  # most locales have the same files
    found = []
    for locale in sorted({locale for file in files for locale in file.locales} | more.keys()):
        chosen = [file for file in files if file.words and locale in file.locales]
        paths = tuple(file.source for file in chosen)
        if paths not in counted:
            counted[paths] = count(chosen, by_source)
        words = counted[paths]
        words = words._replace(new=words.new + more.get(locale, 0))
        if total := sum(words):
            bands = tuple(Band(name, number, None) for name, number in words._asdict().items())
            found.append(estimate(LocaleStatistics(locale, bands, total), rates))
    return tuple(found)


def count(files: Sequence[FileChange], strings: dict[Path, list[StringChange]]) -> Words:
    """The words of ``files``; a text that comes several times is new once, and then repeated."""
    total = Words()
    elsewhere: set[str] = set()
    for file in files:
        here: set[str] = set()
        words = Words()
        for each in strings.get(file.source, ()):
            words = _with(words, _band(each, here, elsewhere), len((each.after or "").split()))
            here.add(each.after or "")
        elsewhere |= here
        # Documents have no strings; of a set of plural forms all are sent again with the one that changed.
        rest = max(0, file.words - sum(words))
        words = _with(words, "new" if file.action == "upload" else "changed", rest)
        total = Words(*map(sum, zip(total, words, strict=True)))
    return total


def _texts_by_source(strings: Iterable[StringChange]) -> dict[Path, list[StringChange]]:
    found: dict[Path, list[StringChange]] = {}
    for each in strings:
        if each.after is not None:
            found.setdefault(each.source, []).append(each)
    return found


def _band(each: StringChange, here: set[str], elsewhere: set[str]) -> str:
    if each.is_repeated or each.after in here:
        return "repetitions"
    if each.after in elsewhere:
        return "cross_file_repeated"
    return "new" if each.effect == "added" else "changed"


def _with(words: Words, band: str, number: int) -> Words:
    return words._replace(**{band: getattr(words, band) + number})
