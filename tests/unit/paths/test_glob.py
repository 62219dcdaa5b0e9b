import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcmatch import glob as wcmatch

from ci_l10n.paths.glob import compile_glob


@pytest.mark.parametrize(
    ("pattern", "path", "folders"),
    [
        ("web/locales/en/**/*.json", "web/locales/en/a/b/c.json", "a/b"),
        ("web/locales/en/**/*.json", "web/locales/en/c.json", ""),
        ("web/locales/en/**/*.json", "web/locales/en/c.yml", None),
        ("**/en.json", "en.json", ""),
        ("**/en.json", "x/y/en.json", "x/y"),
        ("docs/**", "docs/a/b.md", "a"),
        ("docs/**", "docs/b.md", ""),
        ("docs/**", "docs", None),
        ("a/**/b/**/c.json", "a/x/b/y/b/c.json", "x"),
        ("a/**/b/**/c.json", "a/b/c.json", ""),
        ("a/**/**/c.json", "a/x/y/c.json", "x/y"),
        ("*.json", "a/b.json", None),
        ("*/b.json", "a/b.json", ""),
        ("a?c.json", "abc.json", ""),
        ("a?c.json", "a/c.json", None),
        ("[a-c]x", "bx", ""),
        ("[!a-c]x", "bx", None),
        ("[^a-c]x", "dx", ""),
        ("a[!b]c", "a/c", None),
        ("[[]lang]/x", "[lang]/x", ""),
        ("[]a]x", "]x", ""),
        ("[{]a[}]", "{a}", ""),
        ("{a,b/**}/x{1,2}.json", "b/q/x2.json", "q"),
        ("{a,b/**}/x{1,2}.json", "a/x1.json", ""),
        ("{a,{b,c}d}", "cd", ""),
        ("a{,.en}.json", "a.json", ""),
        ("a+b(c).json", "a+b(c).json", ""),
        ("a$^|.json", "a$^|.json", ""),
        ("A.json", "a.json", None),
        ("ü*.json", "übung.json", ""),
        ("*a*b*c", "xxaxxbxxc", ""),
        ("*a*b*c", "xxbxxaxxc", None),
    ],
)
def test_globs_match_whole_paths_and_tell_what_two_stars_matched(
    pattern: str, path: str, folders: str | None
) -> None:
    glob = compile_glob(pattern)
    assert glob.match(path) == folders
    assert (glob.fullmatch(path) is not None) == (folders is not None)
    assert list(glob.select([path])) == ([] if folders is None else [(path, folders)])


@pytest.mark.parametrize("pattern", ["*", "?x", "[.]x", "**/x", "**", "a/*", "a/**/x"])
def test_hidden_names_need_a_dot_in_the_glob(pattern: str) -> None:
    hidden = [".x", ".x/x", "a/.x", "a/.b/x"]
    assert list(compile_glob(pattern).select(sorted(hidden))) == []
    assert list(compile_glob(pattern, hidden=True).select(sorted(hidden)))
    assert compile_glob(".x/*").match(".x/y") == ""


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("", "is empty"),
        ("a\\b", "backslash"),
        ("a/**.json", "has ** inside '**.json'"),
        ("[a", "has [ without ]"),
        ("[!]", "has [ without ]"),
        ("{a", "has { without }"),
        ("a}", "has } without {"),
        ("[z-a]", "has a bad range in [z-a]"),
        ("{a,b}" * 9, "more than 256 combinations"),
        ("a" * 5000, "longer than 4096"),
    ],
)
def test_bad_globs_say_what_is_wrong(pattern: str, message: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011 -- the message is compared below
        compile_glob(pattern)
    assert message in str(caught.value)


SEGMENTS = st.sampled_from(
    ["**", "*", "a", "b", "a*", "*b", "?", "[ab]", "[!a]", "{a,b}", "a{b,}", "*a*", "ab"]
)
NAMES = st.sampled_from(["a", "b", "ab", "ba", "aab", "c"])


@given(st.lists(SEGMENTS, min_size=1, max_size=5), st.lists(NAMES, min_size=1, max_size=6))
def test_globs_agree_with_an_independent_library(segments: list[str], names: list[str]) -> None:
    pattern, path = "/".join(segments), "/".join(names)
    if segments == ["**"] * len(segments) or segments[-1] == "**":
        segments = [*segments, "*"]  # the library also lets a last ** match the folder itself
    flags = wcmatch.GLOBSTAR | wcmatch.BRACE | wcmatch.FORCEUNIX | wcmatch.CASE
    expected = wcmatch.globmatch(path, "/".join(segments), flags=flags)
    assert (compile_glob(pattern).match(path) is not None) == expected


@given(
    st.lists(SEGMENTS, min_size=1, max_size=4), st.lists(st.lists(NAMES, min_size=1, max_size=5), max_size=30)
)
def test_selecting_from_a_list_finds_what_matching_each_finds(
    segments: list[str], names: list[list[str]]
) -> None:
    glob = compile_glob("/".join(segments))
    paths = sorted({"/".join(name) for name in names})
    assert list(glob.select(paths)) == [(p, glob.match(p)) for p in paths if glob.match(p) is not None]


@given(st.text("ab*?[]{},/!-.^\\", max_size=15), st.text("ab/.-]", min_size=1, max_size=10))
def test_any_text_is_a_glob_or_a_value_error(pattern: str, path: str) -> None:
    try:
        glob = compile_glob(pattern)
    except ValueError:
        return
    assert [p for p, _ in glob.select([path])] == ([path] if glob.match(path) is not None else [])


@pytest.mark.parametrize("pattern", ["*a" * 40 + "b", "**/a/" * 20 + "b", "**/*a*a*a*/" * 8 + "b"])
def test_no_glob_takes_exponential_time(pattern: str) -> None:
    assert compile_glob(pattern).match("a" * 200) is None
    assert compile_glob(pattern).match("a/" * 200 + "c") is None


def test_a_hundred_thousand_paths_and_twenty_globs_take_under_a_second() -> None:
    locales = ("de", "en", "fr", "ja", "pt")
    paths = sorted(f"d{i % 97}/locales/{tag}/s{i % 13}/f{i}.json" for i in range(20_000) for tag in locales)
    found = sum(len(list(compile_glob(f"d{i}/locales/en/**/*.json").select(paths))) for i in range(20))
    assert found == sum(path.split("/")[2] == "en" and int(path.split("/")[0][1:]) < 20 for path in paths)
