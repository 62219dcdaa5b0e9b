import pytest
from hypothesis import given
from hypothesis import strategies as st

from ci_l10n.paths.safe import MAX_LENGTH, MAX_SEGMENT, fold, is_printable, path_problem, shown


@pytest.mark.parametrize(
    "path",
    ["a", "a/b.json", ".github/l10n.yml", ".github/workflow/x", "a/.gitignore", ".gitattributes", "x/.github/workflows/a",
     "git/x", "a..b", "...", "con1", "console.json", "com10", "nullable.json", "values-b+zh+Hans/strings.xml", "ü/日本.md",
     "[lang]/(group)/a b.json", "workflows/a", "aux_strings/x"],
)  # fmt: skip
def test_ordinary_paths_are_fine(path: str) -> None:
    assert path_problem(path) == ""


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("", "is empty"), ("/a", "absolute"), ("~/a", "absolute"), ("C:/a", "absolute"), ("c:a", "absolute"),
        ("..", "leaves"), ("a/../b", "leaves"), ("../a", "leaves"), ("a/.. /b", "leaves"),
        ("a\\b", "backslash"), ("a//b", "needless"), ("./a", "needless"), ("a/", "needless"), ("a/./b", "needless"),
        ("a\nb", "control character"), ("a\x00", "control character"), ("a\x85", "control"), ("a\u2028", "control"),
        ("a\udc80", "not valid UTF-8"), ("x" * 256, "too long"), ("ü" * 128, "too long"), ("a/" * 3000 + "b", "too long"),
        (".git", "enters .git"), (".git/config", "enters .git"), ("a/.GIT/hooks/x", "enters .git"), (".Git", "enters .git"),
        ("git~1/x", "enters .git"), ("GIT~12", "enters .git"), (".git./x", "enters .git"), (".git /x", "enters .git"),
        (".git. ./x", "enters .git"), (".git::$INDEX_ALLOCATION/x", "enters .git"), (".git:x", "enters .git"),
        (".g\u200cit/x", "enters .git"), (".git\ufeff/x", "enters .git"), ("\u202e.git", "enters .git"),
        ("．git/x", "enters .git"), (".ｇit/x", "enters .git"),
        (".github/workflows/ci.yml", "enters .github/workflows"), (".GitHub/WORKFLOWS/x", "enters .github/workflows"),
        (".github/workflows", "enters .github/workflows"), (".github./workflows /x", "enters .github/workflows"),
        ("github~1/workfl~1/x", "enters .github/workflows"), (".git\u200dhub/workflows/x", "enters .github/workflows"),
        (".gitea/workflows/x", "enters .gitea/workflows"), (".forgejo/workflows/x", "enters .forgejo/workflows"),
        ("con", "device"), ("a/NUL", "device"), ("aux.json", "device"), ("a/Com1.x.y", "device"), ("lpt9", "device"),
        ("prn /x", "device"), ("com¹", "device"), ("CONIN$", "device"), ("nul:x", "device"),
    ],
)  # fmt: skip
def test_dangerous_paths_are_refused(path: str, problem: str) -> None:
    assert problem in path_problem(path)


def test_paths_and_segments_may_be_exactly_as_long_as_the_limits() -> None:
    assert path_problem("x" * MAX_SEGMENT) == path_problem("ü" * 127 + "x") == ""
    longest = "/".join(["x" * 15] * 256) + "x"
    assert len(longest) == MAX_LENGTH
    assert path_problem(longest) == ""
    assert path_problem(longest + "x") == path_problem("x" * (MAX_SEGMENT + 1)) == "is too long"


@given(st.text(max_size=30))
def test_what_passes_stays_below_the_folder_it_is_joined_to(path: str) -> None:
    if path_problem(path) == "":
        assert not path.startswith("/")
        assert not {"", ".", ".."} & set(path.split("/"))
        assert ".git" not in {segment.casefold() for segment in path.split("/")}
        assert is_printable(path)
        path.encode()


def test_fold_is_equal_for_names_that_careless_file_systems_take_for_one() -> None:
    assert fold("A/b.JSON") == fold("a/B.json")
    assert fold("u\u0308.json") == fold("Ü.json")
    assert fold("a") != fold("b")
    assert fold("ß") == fold("SS") == "ss"  # an ASCII name and another one that it clashes with


def test_shown_paths_have_nothing_unprintable_and_keep_other_letters() -> None:
    assert shown("a b ü") == "a b ü"
    assert shown("ü\n\udc80\u202e") == "ü\\n\\udc80\\u202e"
