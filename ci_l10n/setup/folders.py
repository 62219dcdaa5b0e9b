"""What the names of folders say: whose files lie there, and what they are for."""

from functools import lru_cache

VENDORED = frozenset(
    [
        "node_modules",
        "bower_components",
        "jspm_packages",
        "vendor",
        "vendors",
        "third_party",
        "third-party",
        "thirdparty",
        "external",
        "externals",
        "Pods",
        "Carthage",
        "site-packages",
        "dist",
        "build",
        "out",
        "target",
        "generated",
        ".build",
        "DerivedData",
    ]
)
TESTS = frozenset(
    [
        "test",
        "tests",
        "__tests__",
        "testing",
        "spec",
        "specs",
        "e2e",
        "cypress",
        "fixtures",
        "__fixtures__",
        "testdata",
        "test-data",
        "test_data",
        "test-fixtures",
        "testFixtures",
        "test-resources",
        "__mocks__",
        "mocks",
        "androidTest",
    ]
)
EXAMPLES = frozenset(["example", "examples", "demo", "demos", "sample", "samples", "playground", "storybook"])
# Folders that say what is in them, also where there is but one language so far.
STRINGS = frozenset(
    [
        "locale",
        "locales",
        "localization",
        "localisation",
        "localizations",
        "i18n",
        "l10n",
        "intl",
        "lang",
        "langs",
        "language",
        "languages",
        "translation",
        "translations",
        "_locales",
        "lc_messages",
        "messages",
        "nls",
    ]
)
DOCUMENTS = frozenset(
    ["docs", "doc", "documentation", "content", "website", "help", "manual", "pages", "i18n"]
)


def why_aside(path: str, *, examples: bool = False) -> str:
    """
    Why the files in this folder are left out: "" when they are not. ``examples``: those are left out, too.

    What a manual says about tests and builds is still the manual.

    >>> why_aside("node_modules/a/en.json"), why_aside("src/test/resources/messages.properties")
    ('others wrote it (node_modules)', 'it is for tests (test)')
    >>> why_aside("docs/en/testing/first.md"), why_aside("AppTests/en.lproj/A.strings")
    ('', 'it is for tests (AppTests)')
    """
    is_document = path.endswith((".md", ".mdx", ".markdown"))
    return _why_aside(path.rpartition("/")[0], is_document, examples)


@lru_cache(maxsize=1 << 16)
def _why_aside(folder: str, is_document: bool, examples: bool) -> str:
    in_documents = False
    for name in folder.split("/"):
        in_documents = in_documents or (is_document and name.lower() in DOCUMENTS)
        if name.startswith("."):
            return f"the folder is hidden ({name})"
        if in_documents and name not in ("node_modules", "__tests__", "__fixtures__"):
            continue
        if name in VENDORED:
            return f"others wrote it ({name})"
        if name in TESTS or name.endswith(("Tests", ".Test", "UITest")):
            return f"it is for tests ({name})"
        if examples and name in EXAMPLES:
            return f"it is an example ({name})"
    return ""
