"""`ci-l10n import`, rule by rule: the command line runs in process, on real files in a folder of its own."""

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from ci_l10n import cli
from tests.scenarios.import_samples import SAMPLES, SOURCE, WORDS, Sample

MISMATCH = "Mismatched placeholders for original string and translated one"
GERMAN = {"greet": "Hallo %s", "open": "Öffnen", "bye": "Auf Wiedersehen"}
every_format = pytest.mark.parametrize("name", SAMPLES)


@dataclass
class Desk:
    """One folder with the three files, and the command that works on them."""

    folder: Path
    capsys: pytest.CaptureFixture[str]
    names: dict[str, str] = field(default_factory=dict)
    flags: list[str] = field(default_factory=list)

    def put(self, suffix: str, **texts: str | bytes) -> "Desk":
        """Write ``source``, ``given`` and ``target``, those of them that are named."""
        folders = {"source": "en", "given": "in", "target": "de"}
        for role, folder in folders.items():
            self.names.setdefault(role, f"{folder}/app{suffix}")
            text = texts.get(role)
            if text is not None:
                self.path(role).parent.mkdir(exist_ok=True)
                self.path(role).write_bytes(text if isinstance(text, bytes) else text.encode())
        return self

    def path(self, role: str = "target") -> Path:
        return self.folder / self.names[role]

    @property
    def target(self) -> str:
        return self.path().read_bytes().decode()

    def run(self, *flags: str, locale: str = "de") -> tuple[int, Any]:
        """The exit code and the one JSON document on stdout."""
        code, out, _ = self.talk("--json", *flags, locale=locale)
        return code, json.loads(out)

    def talk(self, *flags: str, locale: str = "de") -> tuple[int, str, str]:
        files = ("--source", "source"), ("--translated", "given"), ("--into", "target")
        named = [word for flag, role in files for word in (flag, self.names[role])]
        self.capsys.readouterr()
        where = ["-C", str(self.folder), *named, "--locale", locale]
        code = cli.run(["import", *where, *self.flags, *flags])
        out, err = self.capsys.readouterr()
        assert "Traceback" not in err
        return code, out, err


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Desk:
    for name in ("GITHUB_ACTIONS", "GITLAB_CI", "CI"):
        monkeypatch.delenv(name, raising=False)
    return Desk(tmp_path, capsys)


def lay_out(desk: Desk, sample: Sample, given: dict[str, str], target: dict[str, str] | None = None) -> Desk:
    desk.flags = sample.flags
    desk.put(sample.suffix, source=sample.render(None), given=sample.render(given))
    return desk if target is None else desk.put(sample.suffix, target=sample.render(target))


def errors(result: Any) -> dict[str, list[str]]:
    return {error["importKey"]: error["messages"] for error in result["translationImportErrors"]}


def codes(result: Any) -> set[str]:
    return {finding["code"] for finding in result["findings"]}


def counts(result: Any) -> tuple[int, ...]:
    return tuple(result[name] for name in ("stringCount", "unchanged", "skipped", "held"))


# What is imported, and what is counted


@every_format
def test_translations_go_into_a_new_target_and_are_counted_in_the_source_s_words(
    desk: Desk, name: str
) -> None:
    sample = SAMPLES[name]
    code, result = lay_out(desk, sample, GERMAN).run()
    assert (code, counts(result), result["wordCount"]) == (0, (3, 0, 0, 0), WORDS)
    assert result["changed"] is True
    assert (result["target"], result["translationImportErrors"]) == (desk.names["target"], [])
    assert sample.read(name, desk.path().read_bytes()) == GERMAN


@every_format
def test_a_second_import_of_the_same_file_touches_nothing(desk: Desk, name: str) -> None:
    lay_out(desk, SAMPLES[name], GERMAN).run()
    before, content = desk.path().stat(), desk.target
    code, result = desk.run("--overwrite")
    assert (code, counts(result), result["changed"], result["wordCount"]) == (0, (0, 3, 0, 0), False, 0)
    after = desk.path().stat()
    assert (after.st_mtime_ns, after.st_ino, desk.target) == (before.st_mtime_ns, before.st_ino, content)


@every_format
def test_a_key_that_the_source_lacks_is_dropped_and_named(desk: Desk, name: str) -> None:
    code, result = lay_out(desk, SAMPLES[name], {**GERMAN, "stranger": "Fremder"}).run()
    assert code == 0
    (error,) = result["translationImportErrors"]
    assert error == {
        "importKey": "stranger",
        "stringHashcode": None,
        "fileUri": desk.names["source"],
        "messages": ["Key not found"],
    }
    assert result["stringCount"] == 3
    assert "Fremder" not in desk.target


@every_format
@pytest.mark.parametrize("bad", ["Hallo", "Hallo %s %s", "Hallo %d"])
def test_a_translation_with_other_placeholders_is_held_and_the_target_keeps_its_text(
    desk: Desk, name: str, bad: str
) -> None:
    sample = SAMPLES[name]
    lay_out(desk, sample, {**GERMAN, "greet": bad}, {**SOURCE, "greet": "Servus %s"})
    code, result = desk.run("--overwrite")
    assert (code, errors(result)) == (0, {sample.key("greet"): [MISMATCH]})
    assert counts(result) == (2, 0, 0, 1)
    assert sample.read(name, desk.path().read_bytes()) == {**GERMAN, "greet": "Servus %s"}


@every_format
def test_what_is_translated_stays_unless_overwriting_is_asked_for(desk: Desk, name: str) -> None:
    sample = SAMPLES[name]
    lay_out(desk, sample, GERMAN, {**GERMAN, "open": "Auf"})
    before = desk.target
    _, result = desk.run()
    assert (counts(result), result["changed"], desk.target) == ((0, 2, 1, 0), False, before)
    _, result = desk.run("--overwrite")
    assert (counts(result), sample.read(name, desk.path().read_bytes())) == ((1, 2, 0, 0), GERMAN)


@every_format
def test_an_empty_text_and_one_equal_to_the_source_are_no_translation(desk: Desk, name: str) -> None:
    sample = SAMPLES[name]
    lay_out(desk, sample, GERMAN, {"greet": "Hallo %s", "open": "", "bye": "Good bye"})
    _, result = desk.run()
    assert counts(result) == (2, 1, 0, 0)
    assert sample.read(name, desk.path().read_bytes()) == GERMAN


@every_format
def test_an_empty_value_is_ignored_even_when_overwriting(desk: Desk, name: str) -> None:
    sample = SAMPLES[name]
    lay_out(desk, sample, {**GERMAN, "open": ""}, {"open": "Auf"})
    _, result = desk.run("--overwrite")
    assert result["stringCount"] == 2
    # An empty cell of a table is no text at all.
    assert (result["skipped"], result["translationImportErrors"]) == (0 if name == "csv" else 1, [])
    assert sample.read(name, desk.path().read_bytes())["open"] == "Auf"


@every_format
def test_a_dry_run_says_the_same_and_writes_nothing(desk: Desk, name: str) -> None:
    lay_out(desk, SAMPLES[name], {**GERMAN, "stranger": "x"})
    dry = desk.run("--dry-run")
    assert not desk.path().parent.exists()
    assert dry == desk.run()


def test_keys_that_the_file_lacks_stay_as_they_are(desk: Desk) -> None:
    desk.put(".json", source='{"a": "A", "b": "B"}', given='{"b": "Bb"}', target='{ "a":"Aa" }')
    assert counts(desk.run()[1]) == (1, 0, 0, 0)
    assert desk.target == '{ "a":"Aa","b":"Bb" }'


def test_the_example_of_the_import_api_is_two_words_in_two_strings(desk: Desk) -> None:
    words = "<resources>\n{}</resources>\n"
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    english = '    <string name="string_1">Hello</string>\n    <string name="string_2">Goodbye</string>\n'
    spanish = english.replace("Hello", "Hola").replace("Goodbye", "Adios")
    desk.put(".xml", source=head + words.format(english), given=head + words.format(spanish))
    code, result = desk.run(locale="es-ES")
    assert (code, result["wordCount"], result["stringCount"]) == (0, 2, 2)
    assert desk.target == head + words.format(spanish)
    desk.put(".xml", source=head + english, given=head + spanish)  # as printed, without a root element
    code, result = desk.run("--dry-run")
    assert (code, "<resources>" in result["error"]["hint"]) == (2, True)
    code, result = desk.run("--dry-run", "--format", "android")
    assert (code, result["error"]["line"]) == (5, 3)


# States


@pytest.mark.parametrize(
    ("name", "mark"),
    [
        ("gettext", "#, fuzzy"),
        ("xliff", 'state="needs-review-translation"'),
        ("xcstrings", '"needs_review"'),
    ],
)
def test_texts_for_review_are_marked_and_published_ones_lose_the_mark(
    desk: Desk, name: str, mark: str
) -> None:
    lay_out(desk, SAMPLES[name], GERMAN)
    _, result = desk.run("--state", "POST_TRANSLATION")
    assert (result["stringCount"], desk.target.count(mark)) == (3, 3)
    assert "review-not-marked" not in codes(result)
    _, result = desk.run("--state", "PUBLISHED")
    assert (result["stringCount"], mark in desk.target) == (3, False)
    _, result = desk.run("--state", "POST_TRANSLATION")
    assert (result["unchanged"], mark in desk.target) == (3, False)


@pytest.mark.parametrize("name", ["json", "android", "properties", "csv"])
def test_a_format_without_a_mark_says_so(desk: Desk, name: str) -> None:
    _, result = lay_out(desk, SAMPLES[name], GERMAN).run("--state", "POST_TRANSLATION")
    assert (result["stringCount"], codes(result)) == (3, {"review-not-marked"})


def test_fuzzy_texts_of_the_file_are_no_translations(desk: Desk) -> None:
    po = SAMPLES["gettext"]
    given = po.render(GERMAN).replace('msgid "Open"', '#, fuzzy\nmsgid "Open"')
    desk.put(".po", source=po.render(None), given=given)
    _, result = desk.run()
    assert counts(result) == (2, 0, 1, 0)
    assert "Öffnen" not in desk.target


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ("omit", '{"open": "Auf"}'),
        ("source", '{"open": "Auf", "bye": "Bye"}'),
        ("empty", '{"open": "Auf", "bye": ""}'),
    ],
)
def test_untranslated_texts_of_a_new_target_are_left_out_or_filled_in(
    desk: Desk, choice: str, expected: str
) -> None:
    desk.put(".json", source='{"open": "Open", "bye": "Bye"}', given='{"open": "Auf"}')
    desk.run("--untranslated", choice)
    assert desk.target == expected
    desk.put(".json", target='{"x": "y"}').run("--untranslated", choice)
    assert json.loads(desk.target) == {"x": "y", "open": "Auf"}


# Plural sets and arrays

PLURALS = {
    "android": (
        ".xml",
        '<resources><plurals name="n">{}</plurals></resources>',
        '<item quantity="{}">{}</item>',
    ),
    "yaml": (".yml", "{{locale}}:\n  n:\n{}", '    {}: "{}"\n'),
    "json": (".json", "{{{}}}", '"n_{}": "{}",'),
}


def plural(name: str, locale: str, **forms: str) -> str:
    _, around, line = PLURALS[name]
    body = "".join(line.format(*form) for form in forms.items())
    return around.format(body.rstrip(",")).replace("{locale}", locale)


def lay_out_plurals(desk: Desk, name: str, **forms: str) -> Desk:
    source = plural(name, "en", one="%d file of %s", other="%d files of %s")
    return desk.put(PLURALS[name][0], source=source, given=plural(name, "de", **forms))


every_plural = pytest.mark.parametrize("name", PLURALS)


@every_plural
def test_a_plural_set_is_one_string_and_its_forms_may_omit_placeholders(desk: Desk, name: str) -> None:
    _, result = lay_out_plurals(desk, name, one="eine Datei", other="%d Dateien von %s").run()
    assert (counts(result), result["wordCount"]) == ((1, 0, 0, 0), 8)
    assert "eine Datei" in desk.target


@every_plural
def test_forms_that_the_locale_lacks_are_not_written_and_none_is_invented(desk: Desk, name: str) -> None:
    _, result = lay_out_plurals(desk, name, few="%d FEW", one="eine", other="%d Dateien von %s").run()
    assert (counts(result), "FEW" in desk.target, "eine" in desk.target) == ((1, 0, 0, 0), False, True)
    desk.run("--overwrite", locale="pl")
    assert ("FEW" in desk.target, "many" in desk.target) == (True, False)


@every_plural
def test_a_form_that_brings_a_placeholder_holds_the_whole_set(desk: Desk, name: str) -> None:
    _, result = lay_out_plurals(desk, name, one="eine Datei", other="%d von %s, %s").run()
    assert (errors(result), counts(result)) == ({"n": [MISMATCH]}, (0, 0, 0, 1))
    assert "eine Datei" not in desk.target


def test_gettext_forms_of_another_count_follow_another_rule(desk: Desk) -> None:
    def file(rule: str, *forms: str) -> str:
        head = f'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n{rule}\n'
        texts = "".join(f'msgstr[{i}] "{text}"\n' for i, text in enumerate(forms))
        return f'{head}msgid "%d file"\nmsgid_plural "%d files"\n{texts}'

    two = '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n'
    three = '"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n==2 ? 1 : 2);\\n"\n'
    desk.put(".po", source=file("", "", ""), given=file(three, "%d a", "%d b", "%d c"))
    _, result = desk.run()
    assert errors(result) == {"%d file": ["the target has 2 plural forms, the translation 3"]}
    desk.put(".po", given=file(two, "%d Datei", "%d Dateien"))
    assert counts(desk.run()[1]) == (1, 0, 0, 0)


@pytest.mark.parametrize(
    ("suffix", "around"),
    [
        (".json", '{{"days": [{}]}}'),
        (".yml", "days: [{}]\n"),
        (".xml", '<resources><string-array name="days">{}</string-array></resources>'),
    ],
)
def test_an_array_is_imported_whole_and_only_with_the_source_s_length(
    desk: Desk, suffix: str, around: str
) -> None:
    def array(*items: str) -> str:
        texts = [f"<item>{i}</item>" if suffix == ".xml" else f'"{i}"' for i in items]
        return around.format(("" if suffix == ".xml" else ", ").join(texts))

    desk.put(suffix, source=array("Mon", "Tue"), given=array("Mo"), target=array("M", "D"))
    _, result = desk.run("--overwrite")
    assert errors(result) == {"days": ["the source has 2 items, the translation 1"]}
    assert desk.target == array("M", "D")
    _, result = desk.put(suffix, given=array("Mo", "Di")).run("--overwrite")
    assert (result["stringCount"], desk.target) == (1, array("Mo", "Di"))


# Keys


def test_keys_that_differ_in_case_are_different(desk: Desk) -> None:
    desk.put(".json", source='{"Open": "Open", "close": "Close"}', given='{"open": "Auf"}')
    _, result = desk.run()
    assert errors(result) == {"open": ["Key not found"]}
    assert "the source has 'Open'" in {finding["hint"] for finding in result["findings"]}


def test_of_two_entries_of_one_key_the_format_s_own_wins_and_it_is_told(desk: Desk) -> None:
    desk.put(".json", source='{"a": "A"}', given='{"a": "first",\n"a": "last"}')
    _, result = desk.run()
    assert (json.loads(desk.target), codes(result)) == ({"a": "last"}, {"duplicate-key"})


def test_what_the_source_keeps_from_translators_is_skipped(desk: Desk) -> None:
    entry = '<string name="{}">x</string>'
    source = f'<resources>{entry.format("a")}<string name="b" translatable="false">y</string></resources>'
    desk.put(".xml", source=source, given=f"<resources>{entry.format('b')}</resources>")
    _, result = desk.run()
    assert (counts(result), result["translationImportErrors"]) == ((0, 0, 1, 0), [])


@pytest.mark.parametrize(
    ("source", "given", "hint"),
    [
        ('{"a": "A"}', '{"x": "X"}', "is it the right file"),
        ('{"a": "A"}', "{}", "is it the right file"),
        ('{"a": "A"}', '{"de": {"a": "X"}}', "without 'de'"),
        ('{"app": {"a": "A"}}', '{"a": "X"}', "below 'app'"),
    ],
)
def test_a_file_without_any_of_the_source_s_keys_is_probably_another(
    desk: Desk, source: str, given: str, hint: str
) -> None:
    code, result = desk.put(".json", source=source, given=given).run()
    assert code == 0
    (told,) = (finding for finding in result["findings"] if finding["code"] == "no-common-keys")
    assert (told["file"], hint in told["hint"]) == (desk.names["given"], True)


# Files that cannot be


@pytest.mark.parametrize(
    "given",
    [b"", b'{"open": "Auf"', b'{"open": "\xff"}', b"<resources/>", b"open = Auf\n", b"\x00" * 40],
    ids=["empty", "truncated", "encoding", "xml", "properties", "zeros"],
)
@pytest.mark.parametrize("role", ["source", "given", "target"])
def test_a_file_that_cannot_be_read_is_exit_5_and_nothing_is_written(
    desk: Desk, role: str, given: bytes
) -> None:
    good: dict[str, str | bytes] = {
        "source": '{"open": "Open"}',
        "given": '{"open": "Auf"}',
        "target": '{"open": ""}',
    }
    desk.put(".json", **{**good, role: given})
    before = desk.path().read_bytes()
    for flags in ((), ("--dry-run",)):
        code, result = desk.run(*flags)
        assert (code, result["exit_code"], result["error"]["file"]) == (5, 5, desk.names[role])
        assert desk.path().read_bytes() == before
    assert sorted(p.name for p in desk.path().parent.iterdir()) == [desk.path().name]


def test_a_file_of_another_format_is_refused_by_its_name(desk: Desk) -> None:
    desk.put(".properties", source="a = A\n")
    desk.names["given"] = "in.json"
    desk.put(".properties", given='{"a": "B"}')
    code, result = desk.run()
    assert (code, "the format json" in result["error"]["message"]) == (5, True)


def test_ten_megabytes_are_taken_and_one_byte_more_is_not(desk: Desk) -> None:
    head, tail = b'{"open": "', b'"}'
    limit = 10 * 1024 * 1024
    full = head + b"x" * (limit - len(head + tail)) + tail
    desk.put(".json", source='{"open": "Open"}', given=full)
    assert desk.run("--dry-run")[0] == 0
    code, result = desk.put(".json", given=full + b"\n").run("--dry-run")
    assert (code, "10 MB" in result["error"]["message"]) == (5, True)


@pytest.mark.parametrize("role", ["source", "given"])
def test_a_missing_file_is_named(desk: Desk, role: str) -> None:
    desk.put(".json", source='{"a": "A"}', given='{"a": "B"}')
    desk.path(role).unlink()
    code, result = desk.run()
    assert (code, result["error"]["file"]) == (5, desk.names[role])
    desk.path(role).mkdir()
    assert desk.run()[0] == 5


# Targets


def small(desk: Desk, target: str) -> Desk:
    desk.names["target"] = target
    return desk.put(".json", source='{"a": "A"}', given='{"a": "B"}')


def test_folders_of_a_new_target_are_made(desk: Desk) -> None:
    assert small(desk, "app/src/de/strings.json").run()[0] == 0
    assert desk.target == '{"a": "B"}'


def test_a_target_outside_of_the_folder_is_the_user_s_own_word(desk: Desk) -> None:
    elsewhere = desk.folder / "elsewhere" / "de.json"
    desk.folder /= "app"
    desk.folder.mkdir()
    assert small(desk, str(elsewhere)).run()[0] == 0
    assert elsewhere.read_text() == '{"a": "B"}'
    assert small(desk, "../third/de.json").run()[0] == 0


def test_links_are_not_followed(desk: Desk) -> None:
    victim = desk.folder / "victim.json"
    victim.write_text('{"a": ""}')
    small(desk, "de.json").path().symlink_to(victim)
    code, result = desk.run()
    assert (code, "link" in result["error"]["message"], str(victim) in result["error"]["hint"]) == (
        5,
        True,
        True,
    )
    assert victim.read_text() == '{"a": ""}'
    (desk.folder / "folder").symlink_to(desk.folder / "en")
    assert small(desk, "folder/de.json").run()[0] == 5
    small(desk, "dangling.json").path().symlink_to("nowhere.json")
    assert desk.run()[0] == 5
    assert not (desk.folder / "nowhere.json").exists()


def test_a_target_that_is_a_folder_or_a_pipe_or_lies_in_a_file_is_refused(desk: Desk) -> None:
    (desk.folder / "folder").mkdir()
    assert small(desk, "folder").run()[0] == 5
    os.mkfifo(desk.folder / "pipe")
    assert small(desk, "pipe").run()[0] == 5
    assert small(desk, "en/app.json/de.json").run()[0] == 5
    assert small(desk, "x" * 300).run()[0] == 5
    assert small(desk, ".git/hooks/de.json").run()[0] == 5


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_what_is_read_only_stays(desk: Desk) -> None:
    small(desk, "de/de.json").put(".json", target='{"a": ""}').path().chmod(0o444)
    assert desk.run()[0] == 5
    small(desk, "de/fr.json").path().parent.chmod(0o555)
    assert desk.run()[0] == 5


def test_a_target_keeps_its_mode(desk: Desk) -> None:
    small(desk, "de.json").put(".json", target='{"a": ""}').path().chmod(0o640)
    desk.run()
    assert (desk.target, desk.path().stat().st_mode & 0o777) == ('{"a": "B"}', 0o640)


def test_the_source_is_no_target_where_its_texts_would_be_lost(desk: Desk) -> None:
    small(desk, "en/app.json")
    code, result = desk.run()
    assert (code, "source file" in result["error"]["message"]) == (2, True)
    assert desk.target == '{"a": "A"}'


@pytest.mark.parametrize("name", ["gettext", "csv", "xliff", "xcstrings"])
def test_source_and_target_may_be_one_file_where_both_texts_stand_in_it(desk: Desk, name: str) -> None:
    desk.names["target"] = f"en/app{SAMPLES[name].suffix}"
    _, result = lay_out(desk, SAMPLES[name], GERMAN).run()
    assert (result["stringCount"], SAMPLES[name].read(name, desk.path().read_bytes())) == (3, GERMAN)


def test_a_target_that_is_the_translated_file_is_unchanged(desk: Desk) -> None:
    assert counts(small(desk, "in/app.json").run()[1]) == (0, 1, 0, 0)


def test_a_key_that_the_target_has_no_place_for_is_held_alone(desk: Desk) -> None:
    source = "a:\n  b: B\nc: C\n"
    desk.put(".yml", source=source, given="a:\n  b: Bb\nc: Cc\n", target="a: text\n")
    code, result = desk.run()
    assert (code, list(errors(result)), counts(result)) == (0, ["a.b"], (1, 0, 0, 1))
    assert desk.target == "a: text\nc: Cc\n"


# Options


@pytest.mark.parametrize("spelled", ["pt-BR", "pt_BR", "pt-rBR", "PT-br", "b+pt+BR", "pt_BR.UTF-8"])
def test_a_locale_may_be_spelled_as_paths_spell_it(desk: Desk, spelled: str) -> None:
    desk.put(".po", source=SAMPLES["gettext"].render(None), given=SAMPLES["gettext"].render(GERMAN))
    assert desk.run(locale=spelled)[0] == 0
    assert '"Language: pt_BR\\n"' in desk.target


@pytest.mark.parametrize(
    ("flags", "says"),
    [
        (("--locale", "xx-YY"), "xx-YY"),
        (("--locale", ""), "BCP 47"),
        (("--format", "jsn"), "did you mean 'json'"),
        (("--format", "docx"), "--format with one of"),
        (("--state", "DONE"), "POST_TRANSLATION"),
        (("--untranslated", "maybe"), "omit"),
        (("--directive", "placeholder_format"), "no '='"),
        (("--directive", "=IOS"), "no name"),
        (("--directive", "placeholder_formt=IOS"), "did you mean 'placeholder_format'"),
        (("--directive", "placeholder_format=KLINGON"), "IOS"),
        (("--directive", "smartling.placeholder_format_custom=("), "regular expression"),
        (("--directive", "character_limit=many"), "character_limit"),
        (("--format", "xml", "--directive", "source_key_paths=/a/["), "source_key_paths"),
        (("--format", "csv", "--directive", "paths=x"), "column"),
        (("--nonsense",), "--nonsense"),
        (("--source",), "--source"),
    ],
)
def test_a_wrong_option_is_exit_2_with_a_next_step(desk: Desk, flags: tuple[str, ...], says: str) -> None:
    desk.put(".json", source='{"a": "A"}', given='{"a": "B"}')
    code, result = desk.run(*flags)
    texts = [result["error"]["message"], result["error"]["hint"]]
    assert (code, result["exit_code"], says in " ".join(texts), bool(texts[1])) == (2, 2, True, True)
    assert not desk.path().exists()


def test_all_wrong_directives_are_told_at_once(desk: Desk) -> None:
    desk.put(".json", source='{"a": "A"}', given='{"a": "B"}')
    bad = ("--directive", "placeholder_format=KLINGON", "--directive", "character_limit=x")
    code, result = desk.run(*bad)
    assert (code, len(result["error"]["problems"])) == (2, 2)


def test_strict_makes_errors_an_exit_code_and_writes_what_fits(desk: Desk) -> None:
    desk.put(".json", source='{"a": "A"}', given='{"a": "B", "x": "Y"}')
    code, result = desk.run("--strict")
    assert (code, result["exit_code"], result["stringCount"]) == (5, 5, 1)
    assert desk.target == '{"a": "B"}'
    assert desk.put(".json", given='{"a": "B"}').run("--strict")[0] == 0


def test_people_read_where_what_is_and_why(desk: Desk) -> None:
    source = '{"a": "Hi %s", "b": "B", "c": "C", "d": "D"}'
    given = '{\n "a": "Ho",\n "b": "",\n "c": "Cc",\n "d": "Dd",\n "x": "X"\n}'
    code, out, err = desk.put(".json", source=source, given=given, target='{"c": "Ce"}').talk()
    assert (code, err) == (0, "")
    assert "--> in/app.json:2  a" in out
    assert "hint: %s is missing" in out
    assert "--> in/app.json:6  x" in out
    assert "de/app.json: 1 string (1 word) imported" in out
    assert "2 skipped (1 empty, 1 translated already (--overwrite replaces them))" in out


def test_half_a_character_in_a_key_does_not_stop_a_run_that_has_written(desk: Desk) -> None:
    desk.put(".json", source='{"a": "A"}', given='{"\\ud800": "x", "a": "B"}')
    assert desk.run()[0] == 0
    assert desk.talk()[0] == 0


# Directives


@pytest.mark.parametrize(
    ("directives", "held"),
    [
        ((), 0),
        ((r"placeholder_format_custom=\[\w+\]",), 1),
        ((r"smartling.placeholder_format_custom=\[\w+\]",), 1),
        (("placeholder_format_custom=<<.*?>>",), 1),
        ((r"placeholder_format_custom=\[\w+\]", "placeholder_format_custom=<<.*?>>"), 2),
        ((r'placeholder_format_custom=["\\[\\w+\\]", "<<.*?>>"]',), 2),
        ((r"placeholder_format_custom=\[\w+\]", "placeholder_format_custom=NONE"), 0),
    ],
)
def test_several_expressions_for_placeholders_add_up(
    desk: Desk, directives: tuple[str, ...], held: int
) -> None:
    desk.put(".json", source='{"a": "Hi [name]", "b": "Hi <<name>>"}', given='{"a": "Ho", "b": "Ho"}')
    desk.flags = [flag for directive in directives for flag in ("--directive", directive)]
    assert desk.run()[1]["held"] == held


@pytest.mark.parametrize(("given", "held"), [("PYTHON", 1), ("NONE", 0)])
def test_a_placeholder_format_takes_the_place_of_what_the_format_expects(
    desk: Desk, given: str, held: int
) -> None:
    desk.put(".json", source='{"a": "Hi %s"}', given='{"a": "Ho"}')
    assert desk.run("--directive", f"placeholder_format={given}")[1]["held"] == held


def test_a_text_over_the_limit_is_imported_with_a_warning(desk: Desk) -> None:
    desk.put(".json", source='{"a": "A"}', given='{"a": "long text"}')
    code, result = desk.run("--directive", "character_limit=4")
    assert (code, result["stringCount"], codes(result)) == (0, 1, {"import-warning"})


INLINE = {
    "xml": (
        ".xml",
        "<terms>\n<!-- smartling.source_key_paths = /terms/{term.id} -->\n",
        "<terms>\n",
        '<term id="a">Hello</term>\n</terms>\n',
    ),
    "json": (
        ".json",
        '{"smartling": {"translate_paths": [{"path": "*/text", "key": "{*}/text"}]},\n',
        "{",
        '"a": {"text": "Hello"}}\n',
    ),
    "csv": (
        ".csv",
        "# smartling.source_key_paths = 2\n# smartling.paths = 3\n# smartling.first_row_header = true\n",
        "",
        "note,id,text\nx,a,Hello\n",
    ),
    "yaml": (".yml", "# smartling.plurals_detection = off\n", "", "a:\n  one: Hello\n  other: Helloes\n"),
    "properties": (".properties", "# smartling.placeholder_format = NONE\n", "", "a = Hello %s\n"),
}


@pytest.mark.parametrize("name", INLINE)
@pytest.mark.parametrize("target", [False, True], ids=["new target", "target without them"])
def test_directives_in_the_source_hold_for_files_that_do_not_repeat_them(
    desk: Desk, name: str, target: bool
) -> None:
    suffix, with_them, without, body = INLINE[name]
    given = body.replace("Hello", "Hallo").replace(" %s", "")
    desk.put(suffix, source=with_them + body, given=without + given)
    if target:
        desk.put(suffix, target=without + body)
    code, result = desk.run()
    assert (code, result["translationImportErrors"], codes(result)) == (0, [], {"directive-missing"})
    assert desk.target == (without if target else with_them) + given
    _, result = desk.put(suffix, given=with_them + given).run()
    assert "directive-missing" not in codes(result)


def test_columns_and_separators_are_said_by_directives(desk: Desk) -> None:
    desk.put(".csv", source="Hello|x|a\n", given="Hallo|x|a\n")
    said = ("field_separator=|", "source_key_paths=3", "paths=1", "first_row_header=false")
    desk.flags = [flag for directive in said for flag in ("--directive", directive)]
    assert desk.run()[1]["stringCount"] == 1
    assert desk.target == "Hallo|x|a\n"
