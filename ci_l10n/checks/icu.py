"""
ICU MessageFormat, parsed: arguments, types, plural and select branches, quoting by apostrophes.

The grammar is that of ICU's ``MessagePattern``. ``quoting`` says what an apostrophe does: ``icu`` starts a quote only
before a brace (and ``#`` in a plural), ``java`` always (`java.text.MessageFormat`), ``none`` never (Flutter).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Quoting: TypeAlias = Literal["icu", "java", "none"]

CATEGORIES = frozenset({"zero", "one", "two", "few", "many", "other"})
_BRANCHING = frozenset({"plural", "select", "selectordinal"})
_DEPTH = 40
_NAME = re.compile(r"\s*([^\s{},'#:!]+)\s*")  # `{x:>5}` is Python's
_TYPE = re.compile(r"\s*([A-Za-z]+)\s*")
_OFFSET = re.compile(r"\s*offset:\s*\d+\s*")
_JAVA_QUOTE = re.compile(r"'(?:'|([^']+(?:''[^']*)*)(?:'|$))")
_SELECTOR = re.compile(r"\s*(=-?\d+(?:\.\d+)?|[^\s{}=#',]+)\s*\{")


class IcuError(ValueError):
    """Why a text is no message; the offset is where."""

    def __init__(self, reason: str, offset: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.offset = offset


@dataclass(slots=True)
class Argument:
    name: str
    type: str  # "" for a plain one
    selectors: tuple[str, ...] = ()


@dataclass(slots=True)
class Message:
    """All arguments of a message in the order of the text, those of branches included."""

    arguments: list[Argument] = field(default_factory=list)

    @property
    def branches(self) -> bool:
        return any(argument.selectors for argument in self.arguments)

    @property
    def repeats(self) -> bool:
        """Whether an argument may stand several times because it stands in each of several texts."""
        return self.branches or any(argument.type == "choice" for argument in self.arguments)

    def types(self) -> dict[str, set[str]]:
        result: dict[str, set[str]] = {}
        for argument in self.arguments:
            result.setdefault(argument.name, set()).add(argument.type)
        return result


def parse(text: str, quoting: Quoting = "icu") -> Message:
    """The arguments of ``text``; raises `IcuError` when it is not a message."""
    parser = _Parser(text, quoting)
    end = parser.message(0, 0, in_plural=False)
    if end < len(text):
        raise IcuError("a } closes nothing", end)
    return parser.found


def needless_quote(text: str) -> str:
    """
    The beginning of what an apostrophe quotes in Java though it holds no brace; "" when there is none.

    >>> needless_quote("{0} n'est pas '{'"), needless_quote("'{0}' ''")
    ('est pas ', '')
    """
    for match in _JAVA_QUOTE.finditer(text):
        if match[1] and "{" not in match[1] and "}" not in match[1]:
            return match[1][:20]
    return ""


class _Parser:
    def __init__(self, text: str, quoting: Quoting) -> None:
        self.text = text
        self.found = Message()
        special = {"icu": "[{}']", "java": "[{}']", "none": "[{}]"}[quoting]
        self.special = re.compile(special)
        self.quoting = quoting

    def message(self, position: int, depth: int, *, in_plural: bool) -> int:
        """Read up to the end or an unmatched }; returns its offset."""
        if depth > _DEPTH:
            raise IcuError(f"more than {_DEPTH} levels", position)
        while (match := self.special.search(self.text, position)) is not None:
            if match[0] == "}":
                return match.start()
            if match[0] == "'":
                position = self.quote(match.end(), in_plural=in_plural)
            else:
                position = self.argument(match.end(), depth)
        return len(self.text)

    def quote(self, position: int, *, in_plural: bool) -> int:
        """Behind the quoted text that an apostrophe before ``position`` begins."""
        text = self.text
        following = text[position : position + 1]
        if following == "'":
            return position + 1
        if self.quoting == "icu" and following not in ("{", "}") and not (following == "#" and in_plural):
            return position
        while True:
            end = text.find("'", position)
            if end < 0:
                return len(text)
            if text[end + 1 : end + 2] != "'":
                return end + 1
            position = end + 2

    def argument(self, position: int, depth: int) -> int:
        """Read an argument from behind its {; returns the offset behind its }."""
        name = self.expect(_NAME, position, "an argument has no name")
        position = name.end()
        if self.text[position : position + 1] == "}":
            self.found.arguments.append(Argument(name[1], ""))
            return position + 1
        if self.text[position : position + 1] != ",":
            raise IcuError(f"the argument {name[1]} is not closed", position)
        kind = self.expect(_TYPE, position + 1, f"the argument {name[1]} has no type behind its comma")
        position = kind.end()
        if kind[1] in _BRANCHING:
            return self.branches(name[1], kind[1], position, depth)
        self.found.arguments.append(Argument(name[1], kind[1]))
        if kind[1] == "choice":  # whose texts are messages (java.text.ChoiceFormat)
            return self.choice(name[1], position, depth)
        return self.style(name[1], position)

    def choice(self, name: str, position: int, depth: int) -> int:
        end = self.message(position, depth + 1, in_plural=False)
        if end >= len(self.text):
            raise IcuError(f"the choice of {name} is not closed", position)
        return end + 1

    def branches(self, name: str, kind: str, position: int, depth: int) -> int:
        if self.text[position : position + 1] != ",":
            raise IcuError(f"the {kind} of {name} has no branches", position)
        position += 1
        if kind != "select" and (offset := _OFFSET.match(self.text, position)):
            position = offset.end()
        argument = Argument(name, kind)
        self.found.arguments.append(argument)
        selectors: list[str] = []
        while match := _SELECTOR.match(self.text, position):
            position = self.message(match.end(), depth + 1, in_plural=kind != "select")
            if position >= len(self.text):
                raise IcuError(f"the branch {match[1]} of {name} is not closed", match.start())
            selectors.append(match[1])
            position += 1
        argument.selectors = tuple(selectors)
        position = len(self.text) - len(self.text[position:].lstrip())
        if self.text[position : position + 1] != "}":
            raise IcuError(f"the {kind} of {name} is not closed", position)
        self.check_selectors(argument, position)
        return position + 1

    def check_selectors(self, argument: Argument, position: int) -> None:
        name, kind, selectors = argument.name, argument.type, argument.selectors
        if "other" not in selectors:
            raise IcuError(f"the {kind} of {name} lacks the branch other", position)
        if len(set(selectors)) != len(selectors):
            raise IcuError(f"the {kind} of {name} has a branch twice", position)
        if kind != "select":
            for selector in selectors:
                if selector not in CATEGORIES and not selector.startswith("="):
                    raise IcuError(f"{selector} is not a plural category", position)

    def style(self, name: str, position: int) -> int:
        """Skip the style of a simple argument, in which braces nest and quotes hold."""
        depth = 1
        while (match := self.special.search(self.text, position)) is not None:
            position = match.end()
            if match[0] == "'":
                position = self.quote(position, in_plural=False)
            else:
                depth += 1 if match[0] == "{" else -1
                if depth == 0:
                    return position
        raise IcuError(f"the argument {name} is not closed", position)

    def expect(self, pattern: re.Pattern[str], position: int, reason: str) -> re.Match[str]:
        match = pattern.match(self.text, position)
        if match is None:
            raise IcuError(reason, position)
        return match


def plural_categories(message: Message) -> Iterator[tuple[str, str]]:
    """(argument, category) for each category of each cardinal plural."""
    for argument in message.arguments:
        if argument.type == "plural":
            for selector in argument.selectors:
                if selector in CATEGORIES:
                    yield argument.name, selector
