import pytest

from ci_l10n.config.load import parse_config
from ci_l10n.config.model import KeyProject, SmartcatSettings, TemporaryProject, UploadSettings
from ci_l10n.formats import registry
from tests.unit.config.places import FILES, HEAD, WHOLE, check_problem, problems_of


def head(old: str, new: str) -> str:
    assert old in HEAD
    return HEAD.replace(old, new) + FILES


def rule(lines: str) -> str:
    return HEAD + "files:\n" + lines


def smartcat(settings: str) -> str:
    return head("{project: 1e2d703f-9def-4d27-ab4d-350cbbe8c44b}", settings)


ID = "1e2d703f-9def-4d27-ab4d-350cbbe8c44b"

LOCALES = [
    ("source_locale: §EN", "source_locale", "'EN' is not the canonical form", "write 'en'"),
    ("source_locale: §english", "source_locale", "'english' is not a known locale", "BCP 47"),
    ("source_locale: §jp", "source_locale", "'jp' is not a known locale", "did you mean 'ja'?"),
    ("source_locale: §pt-rBR", "source_locale", "'pt-rBR' is not a known locale", "write 'pt-BR'"),
    ("source_locale: §sr@latin", "source_locale", "'sr@latin' is not a known locale", "write 'sr-Latn'"),
    ("source_locale: §und", "source_locale", "'und' is not a known locale", "BCP 47"),
    ("source_locale: §iw", "source_locale", "'iw' is not the canonical form", "write 'he'"),
    ("source_locale: §''", "source_locale", "'source_locale' is empty", ""),
    ("source_locale:§ ", "source_locale", "'source_locale' has no value", "give it a BCP 47 tag"),
    ("source_locale: §5", "source_locale", "must be a BCP 47 tag", "put it into quotes: '5'"),
    ("source_locale: §true", "source_locale", "not true or false", "put it into quotes: 'true'"),
]


@pytest.mark.parametrize(("line", "key", "message", "hint"), LOCALES)
def test_bad_source_locale_is_told_at_its_value(line: str, key: str, message: str, hint: str) -> None:
    check_problem(head("source_locale: en", line), key, message, hint)


TARGETS = [
    ("[de, §pt_BR]", "target_locales[1]", "'pt_BR' is not the canonical form", "write 'pt-BR'"),
    ("[de, §xq]", "target_locales[1]", "'xq' is not a known locale", "BCP 47"),
    ("[de, fr, §de]", "target_locales[2]", "duplicate locale 'de'", "already item 1"),
    ("[de, §en]", "target_locales[1]", "'en' is the source locale", "remove it"),
    ("§[]", "target_locales", "'target_locales' is empty", ""),
    ("§de", "target_locales", "must be a list, not a text", "write [de]"),
    ("[§[de]]", "target_locales[0]", "must be a BCP 47 tag", "need quotes"),
]


@pytest.mark.parametrize(("value", "key", "message", "hint"), TARGETS)
def test_bad_target_locales_are_told_at_the_item(value: str, key: str, message: str, hint: str) -> None:
    check_problem(head("[de, pt-BR]", value), key, message, hint)


def test_norwegian_is_a_locale_and_not_false() -> None:
    config = parse_config(head("[de, pt-BR]", "[no, nb]").encode(), "l10n.yml")
    assert config.target_locales == ("no", "nb")
    config = parse_config(
        (WHOLE.replace("de, pt-BR", "no") + "locales: {no: {path: no}}\n").encode(), "l10n.yml"
    )
    assert config.spellings == {"no": {"path": "no"}}


PLATFORMS = [
    ("platform:\n  §crowdin: {}", "platform", "unknown platform 'crowdin'", "smartcat, smartling"),
    ("platform:\n  §smartkat: {}", "platform", "unknown platform 'smartkat'", "did you mean 'smartcat'?"),
    (
        f"platform:\n  smartcat: {{project: {ID}}}\n  §smartling: {{project: abc}}",
        "platform",
        "2 platforms",
        "keep one",
    ),
    ("platform: §{}", "platform", "'platform' is empty", "smartcat, smartling"),
    ("platform: §smartcat", "platform", "must be a mapping", ""),
    (
        "platform:\n  smartcat: §{server: eu}",
        "platform.smartcat",
        "'project' is missing",
        "add `project: 1e2d",
    ),
    (
        "platform:\n  smartling: {project: §a b}",
        "platform.smartling.project",
        "must be the id of a project",
        "",
    ),
    (
        "platform:\n  smartling: {project: §4e51}",
        "platform.smartling.project",
        "not a number",
        "quotes: '4e51'",
    ),
    (
        "platform:\n  smartling: {project: a, state: §DONE}",
        "platform.smartling.state",
        "PUBLISHED, POST_TRANSLATION",
        "",
    ),
]


@pytest.mark.parametrize(("lines", "key", "message", "hint"), PLATFORMS)
def test_platform_problems_are_told_at_their_place(lines: str, key: str, message: str, hint: str) -> None:
    whole = f"platform:\n  smartcat: {{project: {ID}}}"
    check_problem(head(whole, lines), key, message, hint)


SMARTCAT = [
    ("{project: §1e2d703f}", ".project", "must be the id of a project", ""),
    ("{project: §'${PROJECT}'}", ".project", "must be the id of a project", "${NAME} is not expanded"),
    ("{project: {§temporal: x}}", ".project", "unknown key 'temporal'", "did you mean 'temporary'?"),
    ("{project: §{keep: true}}", ".project", "'temporary' or 'keys' is missing", "add `temporary: Acme"),
    ("{project: {keys: §1e2d703f}}", ".project.keys", "must be the id of a project", ""),
    ("{project: {§keyz: x}}", ".project", "unknown key 'keyz'", "did you mean 'keys'?"),
    (f"{{project: {{keys: {ID}, §temporary: x}}}}", ".project", "exclude each other", "keep one"),
    (f"{{project: {{keys: {ID}, §keep: true}}}}", ".project", "'keep' has no effect with 'keys'", "remove"),
    (f"{{project: {{keys: {ID}}}, §upload: {{ocr: true}}}}", "", "'upload' has no effect", "remove it"),
    (f"{{project: {{keys: {ID}}}, export: {{§stage: 1}}}}", ".export", "'stage' has no effect", "`complete`"),
    (
        "{project: {temporary: §'a {sha8}'}}",
        ".project.temporary",
        "unknown placeholder '{sha8}'",
        "did you mean 'sha'?",
    ),
    (
        "{project: {temporary: x, stages: [translation]}, export: {stage: §2}}",
        ".export.stage",
        "created with 1 workflow stages",
        "from 1 to 1",
    ),
    ("{project: {temporary: x, stages: [§typing]}}", ".project.stages[0]", "typing", "editing"),
    (f"{{project: {ID}, upload: {{§plaseholders: true}}}}", ".upload", "unknown key", "'placeholders'"),
    ("{project: {temporary: x, keep: §yes}}", ".project.keep", "must be true or false", "write true"),
    (f"{{project: {ID}, server: §eux}}", ".server", "eu, us, ea, not 'eux'", "did you mean 'eu'?"),
    (f"{{project: {ID}, server: §smartcat.com}}", ".server", "one of eu, us, ea", "SMARTCAT_URL"),
    (
        f"{{project: {ID}, server: §'https://evil.example'}}",
        ".server",
        "one of eu, us, ea",
        "never names a host",
    ),
    (f"{{project: {ID}, §url: x}}", "", "unknown key 'url'", "SMARTCAT_URL"),
    (f"{{project: {ID}, §host: x}}", "", "unknown key 'host'", "SMARTCAT_URL"),
    (f"{{project: {ID}, §base_url: x}}", "", "unknown key 'base_url'", "SMARTCAT_URL"),
    (f"{{project: {ID}, §api_key: x}}", "", "unknown key 'api_key'", "SMARTCAT_API_KEY in the environment"),
    (f"{{project: {ID}, §token: x}}", "", "unknown key 'token'", "never holds a secret"),
    (f"{{project: {ID}, §account_id: x}}", "", "unknown key 'account_id'", "SMARTCAT_ACCOUNT_ID"),
    (f"{{project: {ID}, §smartcat_api_key: x}}", "", "unknown key 'smartcat_api_key'", "revoke it"),
    (f"{{project: {ID}, export: {{stage: §0}}}}", ".export.stage", "counted from 1", ""),
    (f"{{project: {ID}, export: {{stage: §two}}}}", ".export.stage", "not a text", ""),
    (
        f"{{project: {ID}, export: {{mode: §confirm}}}}",
        ".export.mode",
        "current, confirmed",
        "did you mean 'confirmed'?",
    ),
]


@pytest.mark.parametrize(("settings", "key", "message", "hint"), SMARTCAT)
def test_smartcat_problems_are_told_at_their_place(settings: str, key: str, message: str, hint: str) -> None:
    check_problem(smartcat(settings), f"platform.smartcat{key}", message, hint)


SPELLINGS = [
    ("{§fr: {path: f}}", "locales", "'fr' is not one of target_locales", "add it to target_locales"),
    ("{§pt_BR: {path: f}}", "locales", "'pt_BR' is listed as 'pt-BR'", "write 'pt-BR'"),
    ("{de: {§paths: f}}", "locales.de", "unknown key 'paths'", "did you mean 'path'?"),
    ("{de: {path: §../x}}", "locales.de.path", "must be a spelling of a locale", ""),
    ("{de: {android: §a/b}}", "locales.de.android", "must be a spelling of a locale", ""),
    ("{de: §x}", "locales.de", "must be a mapping", ""),
]


@pytest.mark.parametrize(("value", "key", "message", "hint"), SPELLINGS)
def test_spellings_are_checked(value: str, key: str, message: str, hint: str) -> None:
    check_problem(WHOLE + f"locales: {value}\n", key, message, hint)


RULES = [
    ("- §{target: '{locale}'}", "files[0]", "'source' is missing", "add `source: web/locales"),
    ("- source: a.json\n    §targt: '{locale}'", "files[0]", "unknown key 'targt'", "did you mean 'target'?"),
    (
        "- {source: a.json, target: '{locale}', §conflicts: hold}",
        "files[0]",
        "unknown key",
        "mean 'conflict'",
    ),
    (
        "- {source: a.json, target: '{locale}', §timeout: 1m}",
        "files[0]",
        "unknown key",
        "belongs under `wait`",
    ),
    (
        "- {source: a.json, target: '{locale}', §labels: 1m}",
        "files[0]",
        "unknown key",
        "under `pull_request`",
    ),
    ("- §a.json", "files[0]", "must be a rule with source and target", ""),
    ("- {source: §'', target: '{locale}'}", "files[0].source", "'source' is empty", ""),
    ("- {source: §../a.json, target: '{locale}'}", "files[0].source", "leaves the checkout", ""),
    ("- {source: §/a.json, target: '{locale}'}", "files[0].source", "is absolute", ""),
    ("- {source: §'C:/a.json', target: '{locale}'}", "files[0].source", "is absolute", ""),
    ("- {source: §./a.json, target: '{locale}'}", "files[0].source", "needless", ""),
    ("- {source: §a/, target: '{locale}'}", "files[0].source", "names a folder", ""),
    ("- {source: §a\\b.json, target: '{locale}'}", "files[0].source", "has a backslash", "write 'a/b.json'"),
    ("- {source: §a/**.json, target: '{locale}'}", "files[0].source", "** inside '**.json'", "'a/**/*.json'"),
    ("- {source: §'a/[b.json', target: '{locale}'}", "files[0].source", "[ without ]", ""),
    ("- {source: §'a/{b.json', target: '{locale}'}", "files[0].source", "{ without }", ""),
    ("- {source: §'{a,../b}.json', target: '{locale}'}", "files[0].source", "leaves the checkout", ""),
    (
        "- {source: a, target: '{locale}', exclude: [b, §../c]}",
        "files[0].exclude[1]",
        "leaves the checkout",
        "",
    ),
    (
        "- {source: a, target: '{locale}', exclude: §b}",
        "files[0].exclude",
        "list of path patterns",
        "write [b]",
    ),
    (
        "- {source: a, target: §'{local}/a'}",
        "files[0].target",
        "unknown placeholder '{local}'",
        "mean 'locale'",
    ),
    (
        "- {source: a, target: §'{locale}/{what}'}",
        "files[0].target",
        "placeholder '{what}'",
        "known here: {locale}",
    ),
    (
        "- {source: a, target: §'{locale}/{'}",
        "files[0].target",
        "a brace without its partner",
        "placeholders are",
    ),
    ("- {source: a, target: §{locale}}", "files[0].target", "not a mapping", "need quotes"),
    (
        "- {source: a.json, target: §b.json}",
        "files[0].target",
        "same for every locale",
        "put {locale} into it",
    ),
    (
        "- {source: a.json, target: §'{dir}/{path}/{name}'}",
        "files[0].target",
        "same for every",
        "xcstrings, csv",
    ),
    ("- {source: a, target: §'../{locale}'}", "files[0].target", "leaves the checkout", "in the checkout"),
    ("- {source: a, target: §'x/../{locale}'}", "files[0].target", "leaves the checkout", "in the checkout"),
    ("- {source: a, target: §'/{locale}'}", "files[0].target", "is absolute", "in the checkout"),
    ("- {source: a, target: §'C:/{locale}'}", "files[0].target", "is absolute", "in the checkout"),
    ("- {source: a, target: §'{locale}\\a'}", "files[0].target", "has a backslash", "in the checkout"),
    ("- {source: a, target: §'{locale}/'}", "files[0].target", "slash at the end", "in the checkout"),
    ("- {source: a, target: §'.git/{locale}'}", "files[0].target", "enters .git", "in the checkout"),
    ("- {source: a, target: §'a/.GIT/{locale}'}", "files[0].target", "enters .git", "in the checkout"),
    ("- {source: a, target: §'git~1/{locale}'}", "files[0].target", "enters .git", "in the checkout"),
    ('- {source: a, target: §".g\\u200cit/{locale}"}', "files[0].target", "enters .git", "in the checkout"),
    (
        "- {source: a, target: §'.github/workflows/{locale}'}",
        "files[0].target",
        "enters .github/workflows",
        "in",
    ),
    (
        "- {source: a, target: §'.GitHub/Workflows/{locale}'}",
        "files[0].target",
        "enters .github/workflows",
        "in",
    ),
    (
        "- {source: a, target: §'{locale}/con.json'}",
        "files[0].target",
        "a device on Windows",
        "in the checkout",
    ),
    ('- {source: a, target: §"{locale}\\n"}', "files[0].target", "control character", "in the checkout"),
    (
        "- {source: a, target: '{locale}', format: §jsn}",
        "files[0].format",
        "unknown format 'jsn'",
        "mean 'json'",
    ),
    (
        "- {source: a, target: '{locale}', format: §markdown}",
        "files[0].format",
        "unknown format",
        "need no `format`",
    ),
    (
        "- {source: a, target: '{locale}', delivery: §merg}",
        "files[0].delivery",
        "merge, replace",
        "mean 'merge'",
    ),
    (
        "- {source: a, target: '{locale}', directives: {placeholder_format: §KLINGON}}",
        "files[0].directives.placeholder_format",
        "is none of NONE, C, IOS",
        "directives.md",
    ),
    (
        "- {source: a, target: '{locale}', directives: {source_key_path: §/a}}",
        "files[0].directives.source_key_path",
        "unknown directive",
        "mean 'source_key_paths'",
    ),
    (
        "- {source: a, target: '{locale}', directives: {x: §[]}}",
        "files[0].directives.x",
        "must be a text",
        "quotes",
    ),
    (
        "- {source: a, target: '{locale}', checks: {icu: §of}}",
        "files[0].checks.icu",
        "hold, warn, off",
        "mean 'off'",
    ),
    (
        "- {source: a, target: '{locale}', checks: {§ice: off}}",
        "files[0].checks",
        "unknown key 'ice'",
        "'icu'",
    ),
    (
        "- {source: a, target: '{locale}', ready: {create: §101}}",
        "files[0].ready.create",
        "from 0 to 100",
        "",
    ),
    ("- {source: a, target: '{locale}', ready: §90}", "files[0].ready", "must be a mapping", ""),
]


@pytest.mark.parametrize(("lines", "key", "message", "hint"), RULES)
def test_rule_problems_are_told_at_their_place(lines: str, key: str, message: str, hint: str) -> None:
    check_problem(rule(f"  {lines}\n"), key, message, hint)


def test_supported_formats_are_all_known() -> None:
    for name in registry.NAMES:
        text = rule(f"  - {{source: a, target: '{{locale}}', format: {name}}}\n")
        assert parse_config(text.encode(), "l10n.yml").rules[0].format == name


def test_one_file_for_all_locales_is_never_replaced_as_a_whole() -> None:
    text = rule("  - {source: a.csv, target: §a.csv, delivery: replace}\n")
    check_problem(text, "files[0].target", "same for every locale", "would overwrite all the others")


def test_one_file_for_all_locales_may_be_its_own_source() -> None:
    text = rule("  - {source: a.csv, target: a.csv}\n")
    assert parse_config(text.encode(), "l10n.yml").rules[0].target == "a.csv"


SETTINGS = [
    ("§conflicts: hold", "", "unknown key 'conflicts'", "did you mean 'conflict'?"),
    ("§timeout: 5m", "", "unknown key 'timeout'", "it belongs under `wait`"),
    ("§branch: x", "", "unknown key 'branch'", "it belongs under `pull_request`"),
    ("§zzz: x", "", "unknown key 'zzz'", "known here: version, source_locale"),
    ("§SMARTCAT_API_KEY: x", "", "unknown key 'SMARTCAT_API_KEY'", "never holds a secret"),
    ("conflict: §repo", "conflict", "platform, repository, hold, not 'repo'", ""),
    ("conflict:§", "conflict", "must be one of platform, repository, hold", ""),
    ("first_sync: §hold", "first_sync", "repository, platform", ""),
    ("obsolete: §removed", "obsolete", "remove, keep", "did you mean 'remove'?"),
    ("untranslated: §no", "untranslated", "omit, source, empty, not 'no'", ""),
    ("state: §tag", "state", "ref, branch", ""),
    ("checks: {length: §false}", "checks.length", "hold, warn, off, not 'false'", ""),
    ("ready:§", "ready", "'ready' has no value", "or remove the key"),
    ("ready: {create: §-1}", "ready.create", "from 0 to 100", ""),
    ("ready: {create: §110%}", "ready.create", "from 0 to 100", ""),
    ("ready: {create: §most}", "ready.create", "from 0 to 100", ""),
    ("limits: {delete: §true}", "limits.delete", "from 0 to 100", "put it into quotes"),
    ("limits: {words: §-5}", "limits.words", "a whole number of words", ""),
    ("limits: {words: §1.5}", "limits.words", "a whole number of words", ""),
    ("wait: {timeout: §600}", "wait.timeout", "a duration such as", "give it a unit: 600s"),
    ("wait: {timeout: §10 min}", "wait.timeout", "a duration such as", ""),
    ("wait: {timeout: §-1m}", "wait.timeout", "a duration such as", ""),
    ("wait: {poll: §0}", "wait.poll", "at least 1s", "write 15s"),
    ("wait: {poll: §0s}", "wait.poll", "at least 1s", "write 15s"),
    (
        "pull_request: {branch: §-x}",
        "pull_request.branch",
        "commands take for an option",
        "write l10n/{base}",
    ),
    (
        "pull_request: {branch: §'{base}'}",
        "pull_request.branch",
        "the base branch itself",
        "write l10n/{base}",
    ),
    ("pull_request: {branch: §'l10n/{bass}'}", "pull_request.branch", "placeholder '{bass}'", "mean 'base'"),
    ("pull_request: {branch: §a..b}", "pull_request.branch", "'..', which git does not allow", "l10n/{base}"),
    ("pull_request: {branch: §a b}", "pull_request.branch", "' ', which git does not allow", "l10n/{base}"),
    ("pull_request: {branch: §x.lock}", "pull_request.branch", "ends with .lock", "l10n/{base}"),
    ("pull_request: {branch: §refs/heads/x}", "pull_request.branch", "keeps for itself", "l10n/{base}"),
    ("pull_request: {branch: §''}", "pull_request.branch", "'branch' is empty", ""),
    ("pull_request: {title: §''}", "pull_request.title", "one line of text", ""),
    ('pull_request: {title: §"a\\nb"}', "pull_request.title", "one line of text", ""),
    ("pull_request: {labels: §l10n}", "pull_request.labels", "a list of names", "write [l10n]"),
    ("pull_request: {reviewers: [a, §5]}", "pull_request.reviewers[1]", "one line of text", "quotes: '5'"),
    ("pull_request: {draft: §no}", "pull_request.draft", "true or false", "write false"),
    ("pull_request: {auto_merge: §true}", "pull_request.auto_merge", "false, merge, squash, rebase", ""),
    ("pull_request: {split: §locales}", "pull_request.split", "none, locale, rule", "did you mean 'locale'?"),
    ("pull_request: {commit: §author}", "pull_request.commit", "needs an author", "add `author:"),
    ("pull_request: {commit: §{author: x}}", "pull_request.commit", "verified, author", "`commit: author`"),
    ("pull_request: {§author: {name: a, email: a@b}}", "pull_request", "no effect", "add `commit: author`"),
    (
        "pull_request: {commit: author, author: {name: §a <b>, email: a@b}}",
        "pull_request.author.name",
        "a name without < and >",
        "",
    ),
    (
        "pull_request: {commit: author, author: {name: a, email: §nobody}}",
        "pull_request.author.email",
        "an e-mail address",
        "",
    ),
]


@pytest.mark.parametrize(("line", "key", "message", "hint"), SETTINGS)
def test_problems_of_other_settings_are_told_at_their_place(
    line: str, key: str, message: str, hint: str
) -> None:
    check_problem(WHOLE + line + "\n", key, message, hint)


@pytest.mark.parametrize("key", ["version", "source_locale", "target_locales", "platform", "files"])
def test_missing_required_key_is_told_with_an_example(key: str) -> None:
    lines = WHOLE.splitlines(keepends=True)
    start = next(number for number, line in enumerate(lines) if line.startswith(f"{key}:"))
    end = next((n for n in range(start + 1, len(lines)) if not lines[n].startswith(" ")), len(lines))
    (problem,) = problems_of("".join(lines[:start] + lines[end:]))
    assert problem.message == f"'{key}' is missing"
    assert problem.hint.startswith(f"add `{key}:")
    assert problem.location is not None
    assert (problem.location.line, problem.location.column) == (1, 1)


def test_other_version_is_told() -> None:
    check_problem(
        WHOLE.replace("version: 1", "version: §2"), "version", "'version' must be 1", "newer version"
    )


def test_whole_file_of_another_kind_is_told() -> None:
    check_problem("§- a\n- b\n", "", "the configuration must be a mapping of keys to values, not a list", "")


def test_all_problems_come_at_once_in_the_order_of_the_file() -> None:
    text = HEAD.replace("en\n", "EN\n").replace("de, pt-BR", "de, xx, de") + (
        "colour: red\ncolour: blue\n" + FILES.replace("{locale}", "{local}") + "wait: {timeout: 5}\n"
    )
    places = [(p.location.line, p.location.column) for p in problems_of(text) if p.location]
    assert places == [(2, 16), (3, 22), (3, 26), (6, 1), (7, 1), (10, 13), (11, 17)]


def test_hundreds_of_problems_are_cut_and_counted() -> None:
    text = WHOLE + "".join(f"key{number}: 1\n" for number in range(500))
    with pytest.raises(Exception, match=r"l10n\.yml has 500 problems, the first 50 are shown"):
        parse_config(text.encode(), "l10n.yml")
    assert len(problems_of(text)) == 50


def test_a_key_project_is_known_by_its_id() -> None:
    text = smartcat(f"{{project: {{keys: {ID.upper()}}}}}")
    assert parse_config(text.encode(), "l10n.yml").platform.project == KeyProject(ID)


def test_temporary_project_keeps_its_placeholders() -> None:
    text = smartcat("{project: {temporary: 'Acme {branch} {sha7}'}}")
    platform = parse_config(text.encode(), "l10n.yml").platform
    assert platform.project == TemporaryProject("Acme {branch} {sha7}", keep=False)


def test_what_a_temporary_project_is_made_of_is_read() -> None:
    text = smartcat(
        "{project: {temporary: x, keep: true, stages: [translation, editing], deadline: 2h, pretranslate: false,"
        f" template: {ID.upper()}, description: D, machine_translation: true}}, export: {{stage: 2}}}}"
    )
    assert parse_config(text.encode(), "l10n.yml").platform.project == TemporaryProject(
        "x", True, "D", ("translation", "editing"), ID, True, False, None, 7200.0
    )


def test_upload_settings_are_read_and_unset_ones_stay_unset() -> None:
    text = smartcat(f"{{project: {ID}, upload: {{preset: P, ocr: false, bilingual: {{lock: none}}}}}}")
    settings = parse_config(text.encode(), "l10n.yml").platform
    assert isinstance(settings, SmartcatSettings)
    assert settings.upload == UploadSettings(preset="P", ocr=False, lock="none")
