import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ci_l10n.errors import Location, RemoteError
from ci_l10n.flow.drafting.drafts import Drafts, plan_drafts, write_drafts
from ci_l10n.flow.drafting.jobs import Search
from ci_l10n.flow.drafting.requests import MOST_CHARACTERS, MOST_TEXTS
from ci_l10n.model import Locale
from ci_l10n.paths.rule import CheckLevel, Policy, Ready, Rule, SourceFile
from ci_l10n.tms.base import Draft

CHECKS: Mapping[str, CheckLevel] = {
    "placeholders": "hold",
    "icu": "hold",
    "markup": "hold",
    "escapes": "hold",
    "length": "warn",
}
POLICY = Policy("platform", "repository", "remove", "omit", CHECKS, Ready(95, 80))


@dataclass
class Machine:
    """Translates into capitals, unless ``answers`` knows better; fails at request ``fails_at``."""

    answers: Mapping[str, Draft] = field(default_factory=dict)
    fails_at: int = 0
    refused: frozenset[Locale] = frozenset()
    asked: list[tuple[tuple[tuple[str, str], ...], tuple[Locale, ...]]] = field(default_factory=list)

    def translate(
        self, texts: Sequence[tuple[str, str]], locales: Sequence[Locale]
    ) -> Mapping[Locale, Sequence[Draft]]:
        self.asked.append((tuple(texts), tuple(locales)))
        if set(locales) & self.refused:
            raise RemoteError("unknown language", status=400)
        if len(self.asked) == self.fails_at:
            raise RemoteError("the server is down", status=500)
        return {
            locale: [self.answers.get(text, Draft(f"{text.swapcase()}")) for text, _ in texts]
            for locale in locales
        }


def source_of(path: str, policy: Policy = POLICY, locales: tuple[str, ...] = ("de", "fr")) -> SourceFile:
    rule = Rule(0, Location("l10n.yml"), path, "", (), None, None, {}, policy)
    return SourceFile(path, rule, {locale: path.replace("en", locale) for locale in locales})


def search(root: Path, *complete: Locale) -> Search:
    return Search(root, "en", ("de", "fr"), lambda path, locale: locale in complete)


def fill(root: Path, machine: Machine, *sources: SourceFile) -> Drafts:
    plan = plan_drafts(sources, search(root))
    drafts = write_drafts(root, plan, lambda: machine, lambda done, total: None)
    drafts.findings[:0] = plan.findings
    return drafts


def test_one_request_serves_all_locales_and_each_text_goes_once(tmp_path: Path) -> None:
    (tmp_path / "en.json").write_text('{"a": "Save", "b": "Save", "c": "Close"}')
    (tmp_path / "en2.json").write_text('{"x": "Close"}')
    machine = Machine()
    drafts = fill(tmp_path, machine, source_of("en.json"), source_of("en2.json"))
    assert machine.asked == [((("Save", ""), ("Close", "")), ("de", "fr"))]
    assert drafts.written == ["de.json", "de2.json", "fr.json", "fr2.json"]
    assert json.loads((tmp_path / "de.json").read_text()) == {"a": "sAVE", "b": "sAVE", "c": "cLOSE"}


def test_requests_are_bounded_in_texts_and_characters(tmp_path: Path) -> None:
    texts = {f"k{i}": f"Text {i}" for i in range(MOST_TEXTS + 1)} | {
        "long": "x" * (MOST_CHARACTERS + 1),
        "z": "End",
    }
    (tmp_path / "en.json").write_text(json.dumps(texts))
    machine = Machine()
    fill(tmp_path, machine, source_of("en.json"))
    assert [len(asked) for asked, _ in machine.asked] == [MOST_TEXTS, 1, 1, 1]
    assert json.loads((tmp_path / "fr.json").read_text()).keys() == texts.keys()


def test_a_broken_draft_is_not_written_and_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "en.json").write_text('{\n "a": "Hello {{name}}",\n "b": "Close"\n}')
    machine = Machine({"Hello {{name}}": Draft("Hallo Name")})
    drafts = fill(tmp_path, machine, source_of("en.json", locales=("de",)))
    assert json.loads((tmp_path / "de.json").read_text()) == {"b": "cLOSE"}
    (finding,) = drafts.findings
    assert str(finding.location) == "en.json:2  a"
    assert "no draft" in finding.message
    assert finding.locale == "de"


def test_checks_follow_the_rule(tmp_path: Path) -> None:
    (tmp_path / "en.json").write_text('{"a": "Hello {{name}}"}')
    machine = Machine({"Hello {{name}}": Draft("Hallo Name")})
    policy = replace(POLICY, checks={**CHECKS, "placeholders": "warn"})
    drafts = fill(tmp_path, machine, source_of("en.json", policy, ("de",)))
    assert json.loads((tmp_path / "de.json").read_text()) == {"a": "Hallo Name"}
    assert [finding.severity for finding in drafts.findings] == ["warning"]


def test_a_set_is_drafted_whole_or_not_at_all(tmp_path: Path) -> None:
    (tmp_path / "en.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        'msgid "a file"\nmsgid_plural "files"\nmsgstr[0] ""\nmsgstr[1] ""\n\nmsgid "Close"\nmsgstr ""\n'
    )
    machine = Machine({"files": Draft("", "no idea")})
    drafts = fill(tmp_path, machine, source_of("en.po", locales=("de",)))
    written = (tmp_path / "de.po").read_text()
    assert 'msgstr[0] ""' in written
    assert '#, fuzzy\nmsgid "Close"\nmsgstr "cLOSE"' in written
    assert [(finding.code, finding.message) for finding in drafts.findings] == [("not-translated", "no idea")]


def test_what_was_answered_before_the_platform_failed_is_written(tmp_path: Path) -> None:
    texts = {f"k{i:03}": f"Text {i}" for i in range(MOST_TEXTS + 10)}
    (tmp_path / "en.json").write_text(json.dumps(texts))
    drafts = fill(tmp_path, Machine(fails_at=2), source_of("en.json", locales=("de",)))
    assert drafts.failure is not None
    assert len(json.loads((tmp_path / "de.json").read_text())) == MOST_TEXTS == drafts.count
    machine = Machine()
    assert fill(tmp_path, machine, source_of("en.json", locales=("de",))).count == 10
    assert [len(asked) for asked, _ in machine.asked] == [10], "only what is missing is asked for again"
    assert json.loads((tmp_path / "de.json").read_text()).keys() == texts.keys()


def test_blanks_around_a_text_stay(tmp_path: Path) -> None:
    (tmp_path / "en.json").write_text('{"a": "Name: "}')
    fill(tmp_path, Machine({"Name: ": Draft("Bezeichnung:")}), source_of("en.json", locales=("de",)))
    assert json.loads((tmp_path / "de.json").read_text()) == {"a": "Bezeichnung: "}


def test_a_plan_reads_and_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "en.json").write_text('{"a": "Save all"}')
    plan = plan_drafts([source_of("en.json")], search(tmp_path))
    assert (plan.missing, plan.words, plan.texts) == (2, 4, 1)
    assert plan.batches[0].locales == ("de", "fr")
    assert [path.name for path in tmp_path.iterdir()] == ["en.json"]


def test_a_malformed_target_is_a_finding_and_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "en.json").write_text('{"a": "Save"}')
    (tmp_path / "de.json").write_text('{"a": ')
    drafts = fill(tmp_path, Machine(), source_of("en.json"))
    assert (tmp_path / "de.json").read_text() == '{"a": '
    assert [(finding.code, finding.locale) for finding in drafts.findings] == [("file-malformed", "de")]
    assert drafts.written == ["fr.json"]


def test_locales_that_share_a_file_are_written_into_it_together(tmp_path: Path) -> None:
    before = {"sourceLanguage": "en", "version": "1.0", "strings": {"Save": {"localizations": {}}}}
    (tmp_path / "L.xcstrings").write_text(json.dumps(before, indent=2))
    rule = Rule(0, Location("l10n.yml"), "L.xcstrings", "", (), None, None, {}, POLICY)
    source = SourceFile("L.xcstrings", rule, {"de": "L.xcstrings", "fr": "L.xcstrings"})
    drafts = fill(tmp_path, Machine(), source)
    after = json.loads((tmp_path / "L.xcstrings").read_text())["strings"]["Save"]["localizations"]
    unit = {"stringUnit": {"state": "needs_review", "value": "sAVE"}}
    assert after == {"de": unit, "fr": unit}
    assert [item.is_marked for item in drafts.drafted] == [True, True]
    assert plan_drafts([source], search(tmp_path)).missing == 0


def test_a_copy_of_the_source_is_a_translation_where_the_platform_is_done(tmp_path: Path) -> None:
    (tmp_path / "en.json").write_text('{"name": "Name", "new": "New"}')
    for locale in ("de", "fr"):
        (tmp_path / f"{locale}.json").write_text('{"name": "Name"}')
    german, french = plan_drafts([source_of("en.json")], search(tmp_path, "de")).jobs
    assert [each.unit.key for each in german.missing] == ["new"]
    assert [each.unit.key for each in french.missing] == ["name", "new"]


def test_a_refused_request_does_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "en.json").write_text('{"a": "Save"}')
    (tmp_path / "en2.json").write_text('{"b": "Close"}')
    machine = Machine(refused=frozenset({"fr"}))
    drafts = fill(tmp_path, machine, source_of("en.json"), source_of("en2.json", locales=("de",)))
    assert drafts.failure is None
    assert drafts.written == ["de2.json"]
    assert {(finding.locale, finding.message) for finding in drafts.findings} == {
        ("de", "unknown language"),
        ("fr", "unknown language"),
    }


def test_no_file_is_made_for_numbers_alone(tmp_path: Path) -> None:
    (tmp_path / "en.json").write_text('{"a": "Save", "n": "42"}')
    drafts = fill(tmp_path, Machine(refused=frozenset({"de"})), source_of("en.json", locales=("de",)))
    assert drafts.written == []
    assert not (tmp_path / "de.json").exists()
