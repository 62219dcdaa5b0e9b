"""What the vendor does to texts and files on their way out, each by a knob."""

import json
import re
from collections.abc import Mapping

import yaml

from ci_l10n.sandbox.segments.base import decode
from ci_l10n.sandbox.smartling.filetypes import FileType
from ci_l10n.sandbox.smartling.knobs import Knobs
from ci_l10n.sandbox.smartling.placeholders import NUMBERED, Recognizer
from ci_l10n.sandbox.smartling.strings import String
from ci_l10n.sandbox.smartling.stringsdict_file import without

PRINTF = re.compile(
    r"%(?P<number>\d+\$)?(?P<rest>[-+#0,(]*(?:\*|\d+)?(?:\.(?:\*|\d+))?(?:hh|h|ll|l|q|L|z|t|j)?[@a-mo-zA-Z])"
)
APOSTROPHES = re.compile(r"'[{}][^']*'|\{(?:[^{}]|\{[^{}]*\})*\}|(?P<plain>'+)")
OFF = ("false", "off")
# Ten times as fast where there are such ones.
YAML_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
YAML_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def rewritten(text: str, string: String, kind: FileType, knobs: Knobs) -> str:
    """A text as it is delivered: placeholders numbered, signs doubled that the format would take for something else."""
    formats = string.recognizer.formats
    # In .stringsdict a number would name another argument than the variable the text belongs to.
    if knobs.number_placeholders and formats & NUMBERED and kind.name != "stringsdict":
        text = numbered(text)
    if knobs.double_percents and "JAVA" in formats:
        text = _percents(text, string.recognizer)
    if knobs.double_apostrophes and "MESSAGE_FORMAT" in formats:
        text = APOSTROPHES.sub(_doubled, text)
    return text


def _doubled(match: re.Match[str]) -> str:
    """Two apostrophes for each one, or for each pair; what quotes or is part of a placeholder stays."""
    count = len(match["plain"] or "")
    return "'" * (count + count % 2) if count else match.group()


def numbered(text: str) -> str:
    """
    Standard placeholders get the number of their place, unless one has a number already.

    >>> numbered("%s of %d, 100 %%")
    '%1$s of %2$d, 100 %%'
    """
    places = list(PRINTF.finditer(text.replace("%%", "\0\0")))
    if any(match["number"] or "*" in match["rest"] for match in places):
        return text
    parts, position = [], 0
    for number, match in enumerate(places, 1):
        parts += [text[position : match.start()], f"%{number}${match['rest']}"]
        position = match.end()
    return "".join([*parts, text[position:]])


def _percents(text: str, recognizer: Recognizer) -> str:
    """Percent signs that are neither doubled nor part of a placeholder are doubled."""
    kept = sorted({*recognizer.find(text), "%%"}, key=len, reverse=True)
    pattern = re.compile("|".join([*map(re.escape, kept), "%"]))
    return pattern.sub(lambda match: "%%" if match[0] == "%" else match[0], text)


def style(
    kind: FileType,
    rendered: bytes,
    source: bytes,
    directives: Mapping[str, str],
    missing: frozenset[str],
    knobs: Knobs,
) -> bytes:
    """The file in the vendor's spelling; ``missing`` are names of texts that are to be left out."""
    if kind.name in ("json", "arb"):
        return _json(rendered, source, knobs)
    if kind.name == "yaml":
        return _yaml(rendered, source, directives, knobs)
    if kind.name == "stringsdict":
        return without(rendered, missing)
    return rendered


def _json(rendered: bytes, source: bytes, knobs: Knobs) -> bytes:
    """Four spaces, or the indentation of the source."""
    indent: int | str | None = 4
    if not knobs.respace_json:
        found = re.search(r"\n([ \t]+)\"", decode(source))
        indent = found[1] if found else None
    text = json.dumps(json.loads(rendered), ensure_ascii=False, indent=indent)
    return (text + "\n").encode("utf-8", "surrogatepass")


def _yaml(rendered: bytes, source: bytes, directives: Mapping[str, str], knobs: Knobs) -> bytes:
    keeps_root = not knobs.swap_root or directives.get("yaml_locale_substitution", "").lower() in OFF
    if not knobs.quote_yaml and not keeps_root:
        return rendered
    node, before = (yaml.compose(text, Loader=YAML_LOADER) for text in (decode(rendered), decode(source)))
    if keeps_root and isinstance(node, yaml.MappingNode) and isinstance(before, yaml.MappingNode):
        _keep_root(node, before)
    if knobs.quote_yaml and node is not None:
        _quote(node)
    text: str = yaml.serialize(node, Dumper=YAML_DUMPER, allow_unicode=True, width=10**6)
    return text.encode()


def _keep_root(node: yaml.MappingNode, before: yaml.MappingNode) -> None:
    """A single key at the root is called as it was."""
    if len(node.value) == len(before.value) == 1:
        node.value = [(before.value[0][0], node.value[0][1])]


def _quote(node: yaml.Node) -> None:
    """Values in double quotes, names as they are."""
    if isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:str":
        node.style = '"'
    elif isinstance(node, yaml.SequenceNode):
        for below in node.value:
            _quote(below)
    elif isinstance(node, yaml.MappingNode):
        for _, below in node.value:
            _quote(below)
