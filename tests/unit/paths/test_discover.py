from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import pytest

from ci_l10n.errors import Location
from ci_l10n.model import Locale
from ci_l10n.paths.discover import Discovery, discover
from ci_l10n.paths.rule import Policy, Ready, Rule
from tests.corpus import corpus, needs_corpus

POLICY = Policy("platform", "repository", "remove", "omit", MappingProxyType({}), Ready(95, 80))


@dataclass(frozen=True)
class Rules:
    rules: tuple[Rule, ...]
    target_locales: tuple[Locale, ...] = ("de", "fr")
    spellings: dict[Locale, dict[str, str]] = field(default_factory=dict)


def rule(
    index: int, source: str, target: str, exclude: tuple[str, ...] = (), file_format: str | None = None
) -> Rule:
    place = Location("l10n.yml", 10 * index + 1, 13, f"files[{index}].source")
    aim = Location("l10n.yml", 10 * index + 2, 13, f"files[{index}].target")
    return Rule(index, place, source, target, exclude, file_format, None, {}, POLICY, aim)


def find(
    pairs: Sequence[tuple[str, str]],
    tracked: Iterable[str],
    locales: tuple[str, ...] = ("de", "fr"),
    **spellings: str,
) -> Discovery:
    rules = tuple(rule(index, *pair) for index, pair in enumerate(pairs))
    return discover(Rules(rules, locales, {tag: {"path": path} for tag, path in spellings.items()}), tracked)


def paths(discovery: Discovery) -> list[str]:
    return [source.path for source in discovery.sources]


def only_problem(discovery: Discovery) -> tuple[str, str, str]:
    """Message, hint and place of the one problem there is."""
    assert [problem.message for problem in discovery.problems] == [discovery.problems[0].message]
    return discovery.problems[0].message, discovery.problems[0].hint, str(discovery.problems[0].location)


def test_sources_have_a_target_in_every_locale() -> None:
    found = find(
        [("web/en/**/*.json", "web/{locale}/{path}/{name}")], ["web/en/a.json", "web/en/x/y/b.json", "c.json"]
    )
    assert [(source.path, dict(source.targets)) for source in found.sources] == [
        ("web/en/a.json", {"de": "web/de/a.json", "fr": "web/fr/a.json"}),
        ("web/en/x/y/b.json", {"de": "web/de/x/y/b.json", "fr": "web/fr/x/y/b.json"}),
    ]
    assert (found.problems, found.findings) == ((), ())


def test_first_rule_that_matches_takes_the_file() -> None:
    found = find(
        [("a/x.json", "one/{locale}/{name}"), ("a/*.json", "two/{locale}/{name}")], ["a/x.json", "a/y.json"]
    )
    assert [(source.path, source.rule.index) for source in found.sources] == [
        ("a/x.json", 0),
        ("a/y.json", 1),
    ]
    assert found.findings == ()


def test_rule_without_a_file_of_its_own_is_a_finding() -> None:
    found = find([("a/*.json", "one/{locale}/{name}"), ("a/x.json", "two/{locale}/{name}")], ["a/x.json"])
    assert [source.rule.index for source in found.sources] == [0]
    (finding,) = found.findings
    assert (finding.code, finding.location) == (
        "rule-unused",
        Location("l10n.yml", 11, 13, "files[1].source"),
    )
    assert "files[0]" in finding.message


def test_excluded_files_are_no_sources_also_hidden_ones() -> None:
    config = Rules(
        (rule(0, "docs/**/*.md", "out/{locale}/{path}/{name}", ("docs/internal/**", "**/*.x.md")),)
    )
    tracked = ["docs/a.md", "docs/internal/b.md", "docs/c.x.md"]
    assert paths(discover(config, tracked)) == ["docs/a.md"]
    config = Rules((rule(0, ".docs/*.md", "{locale}/{name}", ("**/a.md",)),))
    assert paths(discover(config, [".docs/a.md", ".docs/b.md"])) == [".docs/b.md"]


def test_targets_that_a_wide_glob_matches_are_no_sources() -> None:
    found = find(
        [("locales/*.json", "locales/{locale}.json")],
        ["locales/en.json", "locales/de.json", "locales/fr.json"],
    )
    assert paths(found) == ["locales/en.json"]
    assert (found.problems, found.findings) == ((), ())


def test_targets_of_one_rule_that_another_rule_matches_are_no_sources() -> None:
    pairs = [("l/en.json", "l/{locale}.json"), ("l/*.json", "m/{locale}/{name}")]
    found = find(pairs, ["l/en.json", "l/de.json", "l/other.json"])
    assert paths(found) == ["l/en.json", "l/other.json"]
    assert found.problems == ()


def test_target_whose_source_is_gone_is_left_out_with_a_warning() -> None:
    tracked = ["docs/a.md", "docs/de/a.md", "docs/de/old.md", "docs/x/b.md", "docs/fr/x/b.md"]
    found = find([("docs/**/*.md", "docs/{locale}/{path}/{name}")], tracked)
    assert paths(found) == ["docs/a.md", "docs/x/b.md"]
    (finding,) = found.findings
    assert (finding.severity, finding.code) == ("warning", "target-without-source")
    assert "docs/de/old.md" in finding.message


def test_rule_whose_files_are_all_targets_keeps_them_and_tells_the_clash() -> None:
    found = find([("locales/*.json", "locales/{locale}.json")], ["locales/de.json", "locales/fr.json"])
    assert paths(found) == ["locales/de.json", "locales/fr.json"]
    assert "the target for de is the source file itself: 'locales/de.json'" in found.problems[0].message


def test_real_layout_with_targets_beside_the_source() -> None:
    folder = "packages/excalidraw/locales/"
    tracked = [folder + name for name in ("en.json", "de-DE.json", "fr-FR.json", "percentages.json")]
    config = Rules(
        (rule(0, folder + "en.json", folder + "{locale}.json"),),
        ("de", "fr"),
        {"de": {"path": "de-DE"}, "fr": {"path": "fr-FR"}},
    )
    (source,) = discover(config, tracked).sources
    assert source.targets == {"de": folder + "de-DE.json", "fr": folder + "fr-FR.json"}


PLACE_0, PLACE_1 = "l10n.yml:1:13  files[0].source", "l10n.yml:11:13  files[1].source"
AIM_0, AIM_1 = "l10n.yml:2:13  files[0].target", "l10n.yml:12:13  files[1].target"

NO_MATCH = [
    ("web/Locales/*.json", ["web/locales/en.json"], "case counts: there is 'web/locales/en.json'"),
    ("web/locals/en.json", ["web/locales/en.json", "a.txt"], "did you mean 'web/locales/en.json'?"),
    (
        "config/*.json",
        ["config/.hidden.json"],
        "spell the dot of hidden names: there is 'config/.hidden.json'",
    ),
    ("web/locales/en/*.json", ["web/x.txt"], "the nearest that exists is the folder 'web/'"),
    ("web/*.json", [], "only files that git tracks are matched"),
]


@pytest.mark.parametrize(("pattern", "tracked", "hint"), NO_MATCH)
def test_glob_without_a_match_tells_the_nearest_path(pattern: str, tracked: list[str], hint: str) -> None:
    message, told, place = only_problem(find([(pattern, "{locale}/{name}")], tracked))
    assert message == f"'{pattern}' matches no file"
    assert hint in told
    assert place == PLACE_0


def test_glob_whose_matches_are_all_excluded_says_so() -> None:
    found = discover(Rules((rule(0, "a/*.json", "{locale}/{name}", ("a/**",)),)), ["a/x.json"])
    assert only_problem(found)[0] == "everything that 'a/*.json' matches is excluded (files: 1)"


CLASHES = [
    (
        [("a.json", "{locale}/x.json"), ("b.json", "{locale}/x.json")], ["a.json", "b.json"],
        "'a.json' and 'b.json' both write 'de/x.json' (and 1 more like it)", "another target", AIM_1,
    ),
    (
        [("en/**/*.json", "{locale}/{name}")], ["en/a/x.json", "en/b/x.json"],
        "'en/a/x.json' and 'en/b/x.json' both write 'de/x.json' (and 1 more like it)", "put {path} into", AIM_0,
    ),
    (
        [("en/*.json", "{locale}/all.json")], ["en/a.json", "en/b.json"],
        "'en/a.json' and 'en/b.json' both write 'de/all.json' (and 1 more like it)", "put {name} into", AIM_0,
    ),
    (
        [("values*/s.xml", "values-{locale}/s.xml")], ["values/s.xml", "values-it/s.xml"],
        "'values-it/s.xml' and 'values/s.xml' both write 'values-de/s.xml' (and 1 more like it)", "source locale only", AIM_0,
    ),
    (
        [("de.json", "{locale}.json")], ["de.json"],
        "the target for de is the source file itself: 'de.json'", "source locale only", AIM_0,
    ),
    (
        [("en.json", "{locale}.json"), ("de.json", "x/{locale}.json")], ["de.json", "en.json"],
        "the target of 'en.json' for de is a source file: 'de.json' ('de.json')", "written by people", AIM_0,
    ),
    (
        [("en.json", "{locale}.json")], ["en.json", "DE.json"],
        "the target 'de.json' of 'en.json' for de and 'DE.json' differ only in case or composition", "spell `target`", AIM_0,
    ),
    (
        [("en.json", "u\u0308/{locale}.json")], ["en.json", "ü/de.json"],
        "the target 'u\u0308/de.json' of 'en.json' for de and 'ü/de.json' differ only in case", "spell `target`", AIM_0,
    ),
    (
        [("a.json", "X/{locale}"), ("b.json", "x/{locale}")], ["a.json", "b.json"],
        "the target 'x/de' of 'b.json' for de and 'X/de' differ only in case or composition (and 1 more", "spell", AIM_1,
    ),
    (
        [("en.json", "out/{locale}.json")], ["en.json", "out"],
        "the target 'out/de.json' of 'en.json' needs a folder 'out', which is a file (and 1 more", "change", AIM_0,
    ),
    (
        [("en.json", "{locale}")], ["en.json", "de/x"],
        "the target 'de' of 'en.json' is a folder", "it names a file", AIM_0,
    ),
    (
        [("en.json", "../{locale}.json")], ["en.json"],
        "the target '../de.json' of 'en.json' for de leaves the checkout (and 1 more like it)", "change `target`", AIM_0,
    ),
]  # fmt: skip


@pytest.mark.parametrize(("pairs", "tracked", "message", "hint", "place"), CLASHES)
def test_clashes_of_targets_are_told(
    pairs: list[tuple[str, str]], tracked: list[str], message: str, hint: str, place: str
) -> None:
    told, told_hint, told_place = only_problem(find(pairs, tracked))
    assert told.startswith(message)
    assert hint in told_hint
    assert told_place == place


def test_locale_cannot_complete_the_name_of_a_forbidden_folder() -> None:
    message, _, _ = only_problem(find([("x/config", ".g{language}/{name}")], ["x/config"], ("it",)))
    assert message == "the target '.git/config' of 'x/config' for it enters .git"
    found = find([("src/workflows/*.yml", "{stem1}/{locale}/{name}")], ["src/workflows/a.yml"], ("de",))
    assert found.problems == ()
    found = find([("x/**/*.yml", ".github/{path}/{locale}.yml")], ["x/workflows/a.yml"], ("de",))
    assert "enters .github/workflows" in only_problem(found)[0]


def test_two_locales_of_one_source_cannot_share_a_target() -> None:
    message, hint, place = only_problem(find([("a", "{language}/{name}")], ["a"], ("pt-BR", "pt-PT")))
    assert message == "the targets of 'a' for pt-BR and pt-PT are the same file: 'pt/a'"
    assert "{locale} instead of {language}" in hint
    assert place == AIM_0


def test_one_file_for_all_locales_may_be_its_own_target() -> None:
    found = find([("i18n/*.csv", "{dir}/{name}")], ["i18n/text.csv"])
    assert found.problems == ()
    assert found.sources[0].targets == {"de": "i18n/text.csv", "fr": "i18n/text.csv"}
    config = Rules((rule(0, "a.txt", "a.txt", (), "xcstrings"),))
    assert discover(config, ["a.txt"]).problems == ()


def test_names_that_cannot_be_printed_are_left_out_as_findings() -> None:
    found = find([("*.json", "{locale}/{name}")], ["ok.json", "a\nb.json", "c\udce4.json", "d\x1b.json"])
    assert paths(found) == ["ok.json"]
    assert [finding.code for finding in found.findings] == ["path-refused"] * 3
    for finding in found.findings:
        assert (finding.message + str(finding.location)).isprintable()


def test_all_problems_come_at_once_in_the_order_of_the_rules() -> None:
    pairs = [("none", "a/{locale}"), ("a", "../{locale}"), ("gone", "b/{locale}"), ("b", "c/{language}")]
    found = find(pairs, ["a", "b"], ("pt-BR", "pt-PT"))
    assert [problem.location.line for problem in found.problems if problem.location] == [1, 12, 21, 32]


def test_ten_thousand_sources_among_a_hundred_thousand_paths_take_seconds_at_most() -> None:
    tags = ("de", "en", "fr", "ja", "pt")
    tracked = [f"d{i % 97}/locales/{tag}/s{i % 13}/f{i}.json" for i in range(20_000) for tag in tags]
    rules = tuple(
        rule(i, f"d{i}/locales/en/**/*.json", f"d{i}/locales/{{locale}}/{{path}}/{{name}}") for i in range(49)
    )
    found = discover(Rules(rules), tracked)
    assert len(found.sources) > 10_000
    assert found.problems == ()


LAYOUTS = [
    ("excalidraw", "**/locales/en.json", "{dir}/{locale}.json", ("de-DE",)),
    ("duckduckgo-android", "**/values/*.xml", "{path}/values-{android_locale}/{name}", ("de", "fr")),
    ("duckduckgo-ios", "DuckDuckGo/en.lproj/*", "DuckDuckGo/{apple_locale}.lproj/{name}", ("de", "fr")),
    ("sphinx", "sphinx/locale/sphinx.pot", "{dir}/{locale_underscore}/LC_MESSAGES/{stem}.po", ("de", "pt-BR", "zh-CN")),
    ("jmeter", "**/messages.properties", "{dir}/{stem}_{locale_underscore}.{ext}", ("de", "pt-BR")),
    ("hibernate-validator", "**/*.properties", "{dir}/{stem}_{locale_underscore}.properties",
     ("de", "zh-CN", "pt-BR", "pl", "fr", "ru", "ar", "ja")),
    ("flutter-gallery", "lib/l10n/*_en.arb", "lib/l10n/intl_{locale_underscore}.arb", ("de", "pt-BR")),
]  # fmt: skip


@needs_corpus
@pytest.mark.parametrize(("project", "source", "target", "locales"), LAYOUTS)
def test_layouts_of_real_projects_lead_to_their_translations(
    project: str, source: str, target: str, locales: tuple[str, ...]
) -> None:
    folder = corpus()
    assert folder is not None
    root = folder / project
    tracked = [path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()]
    found = find([(source, target)], tracked, locales)
    assert found.problems == ()
    assert found.sources
    there = {tag for one in found.sources for tag, path in one.targets.items() if path in tracked}
    assert there == set(locales)
