"""Seeding by keys in one process: real git, a platform in memory that finds strings by the keys of JSON files."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from ci_l10n.errors import AuthError, RemoteError
from ci_l10n.flow.ports import Ports
from ci_l10n.flow.seeding import parts
from ci_l10n.flow.seeding.outcomes import Wish
from ci_l10n.flow.seeding.run import SeedReport, seed
from ci_l10n.tms.base import Export, ImportProblem, ImportResult, RemoteFile
from tests.unit.flow.repository import CONFIG, Repo, Vendor, dump
from tests.unit.flow.seeding.test_files import App, codes

EN = {"open": "Open", "of": "%s of %s", "bye": "Good bye", "new": "New"}
DE = {"open": "Öffnen", "of": "%s von %s", "bye": "Tschüss", "new": "Neu"}


class Saved(NamedTuple):
    text: str
    published: bool = True


@dataclass
class Strings:
    """What the platform has by document and key; it numbers placeholders when it gives them out."""

    vendor: Vendor
    saved: dict[tuple[str, str], Saved] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    imported: list[bytes] = field(default_factory=list)
    problems: tuple[ImportProblem, ...] = ()
    error: Exception | None = None  # of every import
    forgets: bool = False  # says that it took what it did not take
    broken: bool = False  # gives out what is no file
    publishes: bool = True
    forms: dict[str, str] = field(default_factory=dict)  # that exports have beside those of the source
    between: Callable[[], None] = lambda: None

    def file_refusal(
        self,
        path: str,
        format: str | None,  # noqa: A002
        source: bytes,
        directives: Mapping[str, str],
    ) -> tuple[str, str] | None:
        return ("cannot be imported", "do it otherwise") if path.startswith("src/no") else None

    def key_refusal(self, format: str | None, key: str) -> tuple[str, str] | None:  # noqa: A002
        return ("no such key", "rename it") if key.endswith("##{one}") else None

    def export_saved(self, files: Sequence[RemoteFile], *, published: bool) -> Iterator[Export]:
        self.asked.append(f"{'published' if published else 'saved'} {len(files)}")
        for file in files:
            keys: dict[str, str] = json.loads(self.vendor.sources[file.group])
            texts = self.forms | {key: self._text(file, key, published=published) for key in keys}
            yield Export(file, b"{" if self.broken else json.dumps(texts).encode())

    def _text(self, file: RemoteFile, key: str, *, published: bool) -> str:
        saved = self.saved.get((file.id, key))
        if saved is None or (published and not saved.published):
            return ""
        return saved.text.replace("%s", "%1$s", 1).replace(" %s", " %2$s", 1)

    def import_translations(
        self,
        file: RemoteFile,
        format: str | None,  # noqa: A002
        content: Callable[[], bytes],
        *,
        overwrite: bool,
        published: bool,
        directives: Mapping[str, str],
    ) -> ImportResult:
        self.between()
        self.asked.append(
            f"import {file.locale}{' overwrite' if overwrite else ''}{'' if published else ' draft'}"
        )
        self.imported.append(content())
        if self.error is not None:
            raise self.error
        refused = {problem.key for problem in self.problems}
        for key, text in json.loads(content()).items():
            place = (file.id, key)
            if not self.forgets and key not in refused and (overwrite or place not in self.saved):
                self.saved[place] = Saved(text, published)
        return ImportResult(0, 0, self.problems)  # counts that nobody may rely upon


class KeyApp(App):
    """A repository whose platform imports by key."""

    def __init__(self, folder: Path, files: dict[str, bytes]) -> None:
        super().__init__(folder, files)
        self.kept = Strings(self.platform)

    @contextmanager
    def ports(self, **options: Any) -> Iterator[Ports]:
        with super().ports(**options) as ports:
            yield replace(ports, bilingual=None, key_import=self.kept)

    def seed_report(self, wish: Wish | None = None, **options: Any) -> SeedReport:
        with self.ports(**options) as ports:
            return seed(ports, wish or Wish())

    def save(self, published: bool = True, **texts: str) -> None:
        (file,) = (file for file in self.platform.files.values() if file.locale == "de")
        self.kept.saved |= {(file.id, key): Saved(text, published) for key, text in texts.items()}

    @property
    def there(self) -> dict[str, str]:
        return {key: saved.text for (_, key), saved in self.kept.saved.items()}


@pytest.fixture
def app(tmp_path: Path) -> KeyApp:
    return KeyApp(tmp_path, {"src/app.en.json": dump(EN), "src/app.de.json": dump(DE)})


def test_a_source_that_the_platform_lacks_goes_first_and_is_named(app: KeyApp) -> None:
    report = app.seed_report()
    assert report.notes == ("src/app.en.json was sent first: the platform did not have it",)
    assert (report.result.sent, report.result.words) == (4, 7)
    assert app.there == DE
    assert app.kept.asked == ["import de", "published 1"]  # nothing can be there yet
    assert app.sync().plan.is_empty  # the push was recorded


def test_a_dry_run_sends_neither_source_nor_translations(app: KeyApp) -> None:
    report = app.seed_report(dry_run=True)
    assert report.notes == ("src/app.en.json would be sent first: the platform lacks it",)
    assert (report.result.sent, report.result.words, report.result.findings) == (4, 7, ())
    assert (app.platform.writes(), app.kept.imported) == ([], [])
    app.push()
    assert app.seed(dry_run=True).sent == 4
    assert app.kept.imported == []


def test_plural_forms_that_only_the_platform_has_are_no_other_translation(app: KeyApp) -> None:
    """French has a form `many`, which few files have; untranslated it shows the source's text."""
    source = {"n_one": "%d file", "n_other": "%d files"}
    target = {"n_one": "%d fichier", "n_other": "%d fichiers"}
    app.commit({"src/app.en.json": dump(source), "src/app.fr.json": dump(target), "src/app.de.json": None})
    app.push()
    app.kept.forms = {"n_many": "%d files"}
    result = app.seed()
    assert (result.sent, result.findings) == (2, ())
    assert app.seed().files[0].unchanged == 2


def test_a_key_that_the_source_lacks_is_told_at_its_line_and_not_sent(app: KeyApp) -> None:
    app.commit({"src/app.de.json": dump({**DE, "gone": "Weg", "empty": ""})})
    result = app.seed()
    assert (result.sent, app.there) == (4, DE)
    (finding,) = result.findings
    assert (finding.code, finding.message[:13]) == ("key-not-in-source", "Key not found")
    place = finding.location
    assert place
    assert (place.path, place.line, place.key) == ("src/app.de.json", 6, "gone")


def test_a_second_seed_asks_once_and_sends_nothing(app: KeyApp) -> None:
    app.seed()
    app.kept.asked.clear()
    result = app.seed()
    assert (result.sent, result.files[0].unchanged) == (0, 4)
    assert app.kept.asked == ["saved 1"]


def test_only_what_the_platform_lacks_is_in_the_file(app: KeyApp) -> None:
    app.push()
    app.save(open="Öffnen", of="%s von %s", bye="Servus")
    result = app.seed()
    assert app.kept.imported == [b'{\n  "new": "Neu"\n}\n']
    assert codes(result) == [("seed-kept", "bye")]
    counts = result.files[0]
    assert (counts.sent, counts.unchanged, counts.kept) == (1, 2, 1)


def test_overwriting_sends_only_what_differs(app: KeyApp) -> None:
    app.push()
    app.save(open="Öffnen", of="%s von %s", bye="Servus")
    app.seed(Wish(overwrite=True))
    assert json.loads(app.kept.imported[0]) == {"bye": "Tschüss", "new": "Neu"}
    assert app.there == DE


def test_what_does_not_pass_the_checks_stays_out(app: KeyApp) -> None:
    app.commit({"src/app.de.json": dump({**DE, "of": "%s von"})})
    result = app.seed()
    assert "of" not in json.loads(app.kept.imported[0])
    (finding,) = result.findings
    assert finding.location is not None
    assert (finding.location.path, finding.location.line, finding.location.key) == (
        "src/app.de.json",
        3,
        "of",
    )
    assert (result.sent, result.files[0].held) == (3, 1)


def test_errors_of_the_import_stand_at_their_line_in_the_platforms_words(app: KeyApp) -> None:
    words = "Mismatched placeholders for original string and translated one"
    app.kept.problems = (
        ImportProblem("of", (words,), "e0c8", "mend it"),
        ImportProblem("?", ("Odd",), None),
    )
    result = app.seed()
    assert [(f.code, f.message, f.hint) for f in result.findings] == [
        ("seed-import-error", words, "mend it"),
        ("seed-import-error", "?: Odd", ""),
    ]
    first, second = (finding.location for finding in result.findings)
    assert first is not None
    assert second is not None
    assert (first.path, first.line, first.key) == ("src/app.de.json", 3, "of")
    assert (second.path, second.line) == ("src/app.de.json", 0)
    assert (result.sent, result.files[0].refused, result.words) == (3, 1, 4)


def test_what_the_platform_only_says_it_took_is_named(app: KeyApp) -> None:
    app.kept.forgets = True
    result = app.seed()
    assert {code for code, _ in codes(result)} == {"seed-not-taken"}
    assert (result.sent, result.words) == (0, 0)


def test_a_translation_that_somebody_makes_meanwhile_is_kept(app: KeyApp) -> None:
    app.push()
    app.kept.between = lambda: app.save(bye="Servus")
    result = app.seed()
    assert app.there["bye"] == "Servus"
    assert codes(result) == [("seed-not-taken", "bye")]


def test_drafts_are_sent_once_more_only_to_be_confirmed(app: KeyApp) -> None:
    app.push()
    app.kept.publishes = False
    app.seed()
    assert app.kept.asked == ["saved 1", "import de draft", "saved 1"]
    app.save(published=True, open="Öffnen")
    app.kept.asked.clear()
    assert app.seed().sent == 0
    assert app.seed(Wish(confirm=True)).sent == 3
    assert app.kept.asked == ["saved 1", "saved 1", "published 1", "import de overwrite", "published 1"]
    assert app.seed(Wish(confirm=True)).sent == 0


def test_new_translations_and_drafts_to_confirm_go_apart(app: KeyApp) -> None:
    """A draft has to be overwritten to be published; what is new must not overwrite anybody."""
    app.push()
    app.save(published=False, open="Öffnen")
    assert app.seed(Wish(confirm=True)).sent == 4
    assert [set(json.loads(content)) for content in app.kept.imported] == [{"of", "bye", "new"}, {"open"}]
    assert app.kept.asked[-3:] == ["import de", "import de overwrite", "published 1"]


def test_a_file_over_10_mb_is_not_sent(app: KeyApp) -> None:
    app.commit({"src/app.de.json": dump({**DE, "bye": "x" * parts.MOST_BYTES})})
    result = app.seed()
    assert app.kept.imported == []
    assert codes(result) == [("seed-failed", "")]
    assert "10 MB" in result.findings[0].message


def test_files_and_keys_that_cannot_be_imported_are_named_before(app: KeyApp) -> None:
    source, target = {**EN, "f##{one}": "File"}, {**DE, "f##{one}": "Datei"}
    app.commit({"src/app.en.json": dump(source), "src/app.de.json": dump(target)})
    app.commit({"src/no.en.json": dump(EN), "src/no.de.json": dump(DE)})
    result = app.seed()
    assert codes(result) == [("seed-refused", ""), ("seed-key-refused", "f##{one}")]
    assert app.there == DE
    assert {file.name for file in app.platform.files.values()} == {
        "src/app.en.json"
    }  # no use sending the other


def test_what_cannot_be_read_back_is_never_taken_for_nothing(app: KeyApp) -> None:
    app.push()
    app.kept.broken = True
    result = app.seed()
    assert app.kept.imported == []
    assert codes(result) == [("seed-failed", "")]


def test_a_platform_that_fails_ends_the_run(app: KeyApp) -> None:
    app.push()
    app.kept.error = RemoteError("no", status=500)
    assert codes(app.seed()) == [("seed-failed", "")]
    app.kept.error = AuthError("no")
    assert isinstance(app.seed().error, AuthError)
    app.kept.error = None
    assert app.seed().sent == 4


def test_a_push_takes_translations_along(app: KeyApp) -> None:
    report = app.push_seed()
    assert [(file.target, file.sent) for file in report.seeded] == [("src/app.de.json", 4)]
    assert app.there == DE
    assert Repo.push(app).plan.is_empty


def test_files_with_several_locales_are_refused(tmp_path: Path) -> None:
    rules = "  - source: t.csv\n    target: t.csv\n"
    app = KeyApp(tmp_path, {})
    app.commit(
        {"t.csv": b"key,en,de\na,A,B\n", "l10n.yml": CONFIG.format(locales="de", rules=rules).encode()}
    )
    assert codes(app.seed()) == [("seed-refused", "")]
