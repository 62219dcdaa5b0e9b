"""A `.serge` file: jobs with a source folder, an expression for names, and a path with `%...%` for the output."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ci_l10n.errors import Location
from ci_l10n.setup.draft import SLOT, Draft, Pattern
from ci_l10n.setup.foreign.source import Foreign, kind_of
from ci_l10n.setup.slots import locale_of

_LOCALE = {"LOCALE": "locale_underscore", "CULTURE": "locale", "LANG": "locale", "LANGNAME": ""}
_PATH = {"FILE": "{path}/{name}", "PATH": "{path}/", "NAME": "{stem}", "EXT": "{ext}"}
_KNOWN = frozenset(
    [
        "name",
        "id",
        "source_language",
        "destination_languages",
        "source_dir",
        "source_match",
        "source_process_subdirs",
        "output_file_path",
        "output_lang_rewrite",
    ]
)
_HINTS = {
    "parser": "the format follows the path; `format:` names another one",
    "source_exclude": "`exclude: [...]`, with globs",
    "ts_file_path": "there are no files between",
    "db_source": "there is no database",
    "db_namespace": "there is no database",
    "callback_plugins": "`checks`, `ready` and `pull_request` do what many of them are for",
    "sync": "credentials come from the environment, and git is as it is checked out",
}


@dataclass
class _Block:
    """Settings by name; a setting is a text, or blocks."""

    place: Location
    texts: dict[str, tuple[str, Location]] = field(default_factory=dict)
    blocks: list[tuple[str, "_Block"]] = field(default_factory=list)

    def text(self, name: str, default: str = "") -> str:
        return self.texts[name][0] if name in self.texts else default


def convert(foreign: Foreign, data: bytes) -> Draft:
    root = _parse(foreign, data)
    jobs = [job for name, block in root.blocks if name == "jobs" for _, job in block.blocks]
    for name, block in root.blocks:
        if name != "jobs":
            foreign.unmapped(block.place, f"'{name}' has no counterpart", _HINTS.get(name, ""))
    if not jobs:
        raise foreign.malformed("there are no `jobs`", hint="is this a Serge configuration?")
    patterns = [pattern for job in jobs if (pattern := _pattern(foreign, job))]
    sources = [tag for job in jobs if (tag := locale_of(job.text("source_language", "en")))]
    listed = (text for job in jobs for text in job.text("destination_languages").split())
    targets = tuple(dict.fromkeys(tag for text in listed if (tag := locale_of(text))))
    return Draft(tuple(patterns), sources[0] if sources else None, targets)


def _parse(foreign: Foreign, data: bytes) -> _Block:
    """Lines of `name value`, `name {` and `}`; a value may be a block of several lines in quotes of backticks."""
    stack = [_Block(Location(foreign.path, 1, 1))]
    last = ""
    for number, raw in enumerate(data.decode("utf-8-sig", "replace").splitlines(), 1):
        line = re.sub(r"(^|\s)#.*", "", raw).strip()
        place = Location(foreign.path, number, len(raw) - len(raw.lstrip()) + 1)
        while line:
            if line.startswith("}"):
                if len(stack) == 1:
                    raise foreign.malformed("a } without its {", place)
                stack.pop()
                line = line[1:].strip()
                continue
            opened = re.match(r"([:\w.*-]*)\s*\{", line)
            if opened:
                block = _Block(place)
                stack[-1].blocks.append((opened[1].lstrip(":") or last, block))
                stack.append(block)
                line = line[opened.end() :].strip()
                continue
            last, _, value = line.partition(" ") if " " in line else line.partition("\t")
            closes = value.endswith("}") and "{" not in value
            stack[-1].texts[last] = (value.strip(" \t}") if closes else value.strip(), place)
            line = "}" if closes else ""
    if len(stack) > 1:
        raise foreign.malformed("a { without its }", stack[-1].place)
    return stack[0]


def _pattern(foreign: Foreign, job: _Block) -> Pattern | None:
    for name, place in [*((n, p) for n, (_, p) in job.texts.items()), *((n, b.place) for n, b in job.blocks)]:
        if name not in _KNOWN:
            foreign.unmapped(place, f"'{name}' has no counterpart", _HINTS.get(name, ""))
    output, place = job.texts.get("output_file_path", ("", job.place))
    glob = _glob(job.text("source_match"))
    names = re.findall(r"%(\w+)%", output)
    odd = next((name for name in names if not (_LOCALE.get(name) or _PATH.get(name))), None)
    if not output or glob is None or odd or not any(name in _LOCALE for name in names):
        what = f"%{odd}%" if odd else "`source_match`" if glob is None else "`output_file_path`"
        at = job.texts.get("source_match", ("", job.place))[1] if glob is None else place
        foreign.unmapped(at, f"{what} cannot be expressed; the job was left out", "write the rule by hand")
        return None
    deep = "" if job.text("source_process_subdirs", "YES").upper() in ("NO", "0") else "**/"
    target = re.sub(r"%(\w+)%", lambda m: _PATH.get(m[1], SLOT), output)
    kind = kind_of(target)
    hint = next(_LOCALE[name] for name in names if name in _LOCALE)
    spelled = dict(_lowercase(job)) if "LANG" in names else {}
    source = foreign.at(job.text("source_dir", "."), f"{deep}{glob}")
    return Pattern(source, foreign.at(target), kind, hint, spelled=spelled, origin=place)


def _lowercase(job: _Block) -> Iterator[tuple[str, str]]:
    """`%LANG%` is the language as the job lists it, `pt-br`, or as `output_lang_rewrite` has it."""
    rewritten = {
        name: value
        for key, block in job.blocks
        if key == "output_lang_rewrite"
        for name, (value, _) in block.texts.items()
    }
    for text in job.text("destination_languages").split():
        if tag := locale_of(text):
            yield tag, rewritten.get(text, text)


def _glob(expression: str) -> str | None:
    r"""
    The glob for a simple expression of names.

    >>> _glob(r"\.json$"), _glob(r"^(app|web)\.properties$"), _glob("[a-z]+")
    ('*.json', '{app,web}.properties', None)
    """
    text = expression.strip("'\"` ")
    end = text.endswith("$")
    text = (
        text.replace("(^|/)", "^", 1) if text.startswith("(^|/)") else text
    )  # `**/` stands before it anyway
    start = text.startswith("^")
    body = text.removeprefix("^").removesuffix("$")
    body = re.sub(r"\((?:\?:)?(\w+(?:\|\w+)+)\)", lambda m: "{" + m[1].replace("|", ",") + "}", body)
    body = body.replace(r"\.", "\0").replace(".*", "*").replace("\0", ".")
    if not text or re.search(r"[\\\[\]()|+?^$]", body):
        return None
    return f"{'' if start or body.startswith('*') else '*'}{body}{'' if end or body.endswith('*') else '*'}"
