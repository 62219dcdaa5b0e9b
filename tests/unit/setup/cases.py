"""
Golden cases of `init`: a folder with ``repo.txt``, ``args.txt``, and what comes of it.

``repo.txt`` draws a repository: one path a line, with its content below it, indented by four blanks, where that
matters; else a file gets the smallest content that its suffix allows.
"""

import os
from pathlib import Path, PurePosixPath

FOLDER = Path(__file__).resolve().parents[2] / "golden" / "init"
IS_WRITING = os.environ.get("CI_L10N_GOLDEN") == "write"
PROJECT = "1e2d703f-9def-4d27-ab4d-350cbbe8c44b"

_PLIST = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0">\n<dict>\n<key>files</key>\n<dict>\n'
    "<key>NSStringLocalizedFormatKey</key>\n<string>%#@n@</string>\n<key>n</key>\n<dict>\n"
    "<key>NSStringFormatSpecTypeKey</key>\n<string>NSStringPluralRuleType</string>\n"
    "<key>NSStringFormatValueTypeKey</key>\n<string>d</string>\n<key>other</key>\n<string>%d files</string>\n"
    "</dict>\n</dict>\n</dict>\n</plist>\n"
)
_XLIFF = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<xliff version="1.2"><file original="a" source-language="en" '
    'datatype="plaintext"><body><trans-unit id="hello"><source>Hello</source></trans-unit></body></file></xliff>\n'
)
_RESX = (
    '<?xml version="1.0" encoding="utf-8"?>\n<root>\n  <resheader name="version"><value>2.0</value></resheader>\n'
    '  <data name="Hello" xml:space="preserve"><value>Hello</value></data>\n</root>\n'
)
_SMALLEST = {
    ".json": '{"hello": "Hello"}\n',
    ".arb": '{"hello": "Hello"}\n',
    ".xml": '<resources>\n    <string name="hello">Hello</string>\n</resources>\n',
    ".strings": '"hello" = "Hello";\n',
    ".stringsdict": _PLIST,
    ".po": 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Hello"\nmsgstr ""\n',
    ".pot": 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Hello"\nmsgstr ""\n',
    ".properties": "hello=Hello\n",
    ".resx": _RESX,
    ".resw": _RESX,
    ".xlf": _XLIFF,
    ".xliff": _XLIFF,
    ".md": "# Hello\n",
    ".mdx": "# Hello\n",
}


def names() -> list[str]:
    return sorted(path.name for path in FOLDER.iterdir())


def arguments(name: str) -> list[str]:
    path = FOLDER / name / "args.txt"
    return path.read_text(encoding="utf-8").split() if path.is_file() else []


def read_case(name: str) -> dict[str, str]:
    """The files of a case's repository."""
    files: dict[str, str] = {}
    path = ""
    for line in (FOLDER / name / "repo.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("    ") and path:
            files[path] += line[4:] + "\n"
        elif line:
            path = line
            files[path] = ""
    return {path: text or _smallest(path) for path, text in files.items()}


def _smallest(path: str) -> str:
    name = PurePosixPath(path)
    if name.suffix in (".yml", ".yaml"):
        root = name.stem.rpartition(".")[2]
        return f"{root}:\n  hello: Hello\n" if len(root) < 6 else "hello: Hello\n"
    return _SMALLEST.get(name.suffix, "x\n")


def compare(name: str, file: str, found: str) -> None:
    """Compare with the expected file of a case, or write it."""
    path = FOLDER / name / file
    if IS_WRITING:
        path.write_text(found, encoding="utf-8")
    assert found == (path.read_text(encoding="utf-8") if path.is_file() else "")
