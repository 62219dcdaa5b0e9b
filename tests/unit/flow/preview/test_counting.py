"""Words of a plan: new, changed and repeated ones, per locale."""

from ci_l10n.config.model import Rates
from ci_l10n.flow.preview.counting import Words, costs_of
from ci_l10n.flow.preview.model import Effect, FileChange, StringChange
from ci_l10n.model import Locale

RATES = Rates("EUR", {"new": 0.1, "repetitions": 0.02}, {"ja": {"new": 0.2}})


def file(source: str, words: int, *locales: Locale, is_new: bool = False) -> FileChange:
    return FileChange("upload" if is_new else "update", source, "", words, locales, "b" * 40)


def string(
    source: str, text: str | None, effect: Effect = "added", *, is_repeated: bool = False
) -> StringChange:
    return StringChange(source, str(text), effect, None, text, 1, is_repeated)


def words(files: list[FileChange], strings: list[StringChange]) -> dict[Locale, Words]:
    return {
        each.locale: Words(*(band.words for band in each.bands))
        for each in costs_of(files, strings, (), RATES)
    }


def test_a_text_is_new_once_and_repeated_then() -> None:
    files = [file("a.json", 9, "de"), file("b.json", 2, "de")]
    strings = [
        string("a.json", "Save all"),
        string("a.json", "Save all"),
        string("a.json", "Close it", is_repeated=True),
        string("a.json", "Another text here", "changed"),
        string("a.json", None, "removed"),
        string("b.json", "Save all"),
    ]
    assert words(files, strings) == {"de": Words(new=2, changed=3, repetitions=4, cross_file_repeated=2)}


def test_what_another_file_brings_is_no_repetition_for_locales_that_it_has_not() -> None:
    files = [file("a.json", 1, "de"), file("b.json", 1, "de", "ja")]
    strings = [string("a.json", "Open"), string("b.json", "Open")]
    assert words(files, strings) == {"de": Words(new=1, cross_file_repeated=1), "ja": Words(new=1)}


def test_words_of_documents_and_of_forms_that_go_along_are_counted() -> None:
    files = [file("a.md", 40, "de", is_new=True), file("b.json", 7, "de")]
    assert words(files, [string("b.json", "One file left", "changed")]) == {"de": Words(new=40, changed=7)}


def test_words_of_an_added_locale_cost_its_own_price() -> None:
    (found,) = costs_of([], [], (("ja", 30),), RATES)
    assert (found.locale, found.words, found.cost) == ("ja", 30, 6.0)


def test_locales_without_words_are_left_out() -> None:
    gone = FileChange("delete", "a.json", "", 0, (), "")
    assert costs_of([gone, file("b.json", 0, "de")], [], (), RATES) == ()
