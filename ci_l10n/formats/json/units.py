"""The units of a JSON file, and which members of its objects belong together."""

from collections.abc import Collection, Iterator, Sequence
from functools import partial

from ci_l10n.errors import Location
from ci_l10n.formats.json.inline import find_directives
from ci_l10n.formats.json.lines import Lines
from ci_l10n.formats.json.scan import Container
from ci_l10n.formats.json.tree import Document, NewNode
from ci_l10n.formats.lazy import LazyUnits
from ci_l10n.model import Finding, Forms, Unit, Value, parts_of

_CATEGORIES = ("_zero", "_one", "_two", "_few", "_many", "_other")
# Polish and Russian need no `_other` for whole numbers; fewer of these may be anything (`places_one`, `places_many`).
_WITHOUT_OTHER = {"_one", "_few", "_many"}
_CHROME_MEMBERS = {"message", "description", "placeholders", "hash"}


class Indexer:
    """
    Finds the units of a scanned document, in file order; `values` are theirs by key.

    ``homes`` has the containers of keys that are not directly in the root.
    """

    def __init__(self, document: Document, path: str) -> None:
        self.document = document
        self.path = path
        self.lines = Lines(document.text)
        self.values: dict[str, Value] = {}
        self.homes: dict[str, Container] = {}
        self.findings: list[Finding] = []
        text = document.text  # looked at once, so that not each name must be
        self.has_plurals = any(part in text for part in ("_other", "_many", "\\u00"))

    def units(self, flags: tuple[str, ...] = ()) -> LazyUnits[Value]:
        """What was found, all with ``flags``."""
        make = partial(_unit, self.document.root, self.homes, self.lines, flags)
        return LazyUnits(self.values, make, self.values)

    def run(self) -> None:
        stack = [(self.document.root, "", -1)]  # what its keys begin with, and its next member
        while stack:
            container, prefix, index = stack.pop()
            if index < 0:
                index = 0
                container.prefix = prefix
                self._prepare(container)
                if self._add_all(container):
                    continue
            inside = self._members(container, prefix, index)
            if inside is not None:
                following, key, child = inside
                stack.append((container, prefix, following))
                stack.append((child, f"{key}." if child.is_object else key, -1))

    def run_chrome(self) -> None:
        """The units of a ``messages.json``: its places lead to the member above ``message``."""
        root = self.document.root
        self._prepare(root, plurals=False)
        for i, (name, value) in enumerate(zip(*root.contents(), strict=True)):
            if i not in root.ignored and isinstance(value, Container):
                message = dict(zip(*value.contents(), strict=True))["message"]
                if isinstance(message, str):
                    self.values[name] = message

    def _add_all(self, container: Container) -> bool:
        """Add the members of ``container`` at one go, if all of them are plain texts with keys that are free."""
        names, texts = container.contents()
        if not container.is_object or container.ignored or container.bases or set(map(type, texts)) - {str}:
            return False
        prefix = container.prefix
        keys = [prefix + name for name in names] if prefix else names
        new: dict[str, Value] = dict(zip(keys, texts, strict=True))  # type: ignore[arg-type]
        if not self.values:
            self.values = new
        elif new.keys().isdisjoint(self.values.keys()):
            self.values |= new
        else:
            return False
        if container is not self.document.root:
            self.homes |= dict.fromkeys(new, container)
        return True

    def _members(self, container: Container, prefix: str, first: int) -> tuple[int, str, Container] | None:
        """
        Add the units among the members from ``first`` up to one that has members of its own.

        Returns where to go on afterwards, and key and container to do before.
        """
        is_object, units, homes = container.is_object, self.values, self.homes
        ignored, bases, root = container.ignored, container.bases, self.document.root
        names, values = container.contents()
        for i in range(first, len(names)):
            value = values[i]
            if value is None or i in ignored:
                continue
            key = prefix + names[i] if is_object else f"{prefix}[{i}]"
            if i in bases:
                self._add_group(container, i)
            elif key not in units and isinstance(value, str):
                units[key] = value
                if container is not root:
                    homes[key] = container
            elif isinstance(value, str):
                self._add(key, value, container, i)
            elif (texts := _texts(value)) is not None:
                self._add(key, texts, container, i)
            else:
                return i + 1, key, value
        return None

    def _add(self, key: str, value: Value, container: Container, index: int) -> None:
        if key in self.values:
            first = self._line(*place_of(self.document.root, self.homes, key, self.values[key]))
            line = self._line(container, index)
            self._warn(
                "ambiguous-key", key, line,
                f"two places are called {key!r}, here and in line {first}; the first one is synchronized",
                "rename one of them, or do not use dots in names",
            )  # fmt: skip
            return
        self.values[key] = value
        if container is not self.document.root:
            self.homes[key] = container

    def _add_group(self, container: Container, index: int) -> None:
        """The plural set that member ``index`` belongs to, when it is the set's first."""
        base = container.bases[index]
        indices = container.groups[base]
        if index != indices[0]:
            return
        names, values = container.contents()
        parts = tuple((names[i][len(base) :], str(values[i])) for i in indices)
        self._add(container.prefix + base, Forms("plural", parts), container, index)

    def _prepare(self, container: Container, *, plurals: bool = True) -> None:
        """Find out which members of an object belong together and which are none of ours."""
        if not container.is_object:
            return
        names = container.labels()
        if container is self.document.root:
            container.ignored = frozenset(self.document.metadata())
            if self.document.directives is not None:
                container.ignored |= {self.document.directives}
        if len(set(names)) < len(names):
            numbers = container.name_members()
            shadowed = [i for i, name in enumerate(names) if numbers[name] != i]
            container.ignored |= frozenset(shadowed)
            self._warn_duplicates(container, shadowed)
        if plurals and self.has_plurals:
            candidates = [name for name in names if name.endswith(_CATEGORIES)]
            if groups := dict(_plural_sets(container, candidates)):
                container.groups = groups
                container.bases = {index: base for base, indices in groups.items() for index in indices}

    def _warn_duplicates(self, container: Container, shadowed: Sequence[int]) -> None:
        names = container.labels()
        for i in shadowed:
            name = names[i]
            line, again = (self._line(container, number) for number in (i, container.names[name]))
            self._warn(
                "duplicate-key", name, line,
                f"{name!r} occurs again in line {again}; programs read the last one",
                "delete the one that is not meant",
            )  # fmt: skip

    def _line(self, container: Container, index: int) -> int:
        return self.lines.at(container.begin_of(index))

    def _warn(self, code: str, key: str, line: int, message: str, hint: str) -> None:
        self.findings.append(Finding("warning", code, message, hint, Location(self.path, line, key=key)))


def place_of(root: Container, homes: dict[str, Container], key: str, value: Value) -> tuple[Container, int]:
    """The container of a unit, and the index of its first member there."""
    container = homes.get(key, root)
    name = key[len(container.prefix) :]
    if not container.is_object:
        return container, int(name[1:-1])
    if isinstance(value, Forms) and value.kind == "plural":
        return container, container.groups[name][0]
    index = container.index_of(name)
    assert index is not None  # noqa: S101 -- the key was made of its name
    return container, index


def _unit(
    root: Container, homes: dict[str, Container], lines: Lines, flags: tuple[str, ...], key: str, value: Value
) -> Unit:
    container, index = place_of(root, homes, key, value)
    return Unit(key, value, lines.at(container.begin_of(index)), container, flags=flags)


def _plural_sets(container: Container, candidates: Sequence[str]) -> Iterator[tuple[str, tuple[int, ...]]]:
    """(base name, indices) of the members that form i18next plural sets."""
    sets: dict[str, list[int]] = {}
    numbers = container.name_members()
    names, values = container.contents()
    for name in dict.fromkeys(candidates):
        index = numbers[name]
        base = name[: name.rindex("_")]
        if base and isinstance(values[index], str):
            sets.setdefault(base, []).append(index)
    for base, indices in sets.items():
        suffixes = [names[index][len(base) :] for index in indices]
        if _is_set(suffixes):
            plain = numbers.get(base)  # i18next's fallback belongs to the set
            if plain is not None and isinstance(values[plain], str):
                indices.append(plain)
            yield base, tuple(sorted(indices))


def _is_set(suffixes: Collection[str]) -> bool:
    return "_other" in suffixes or _WITHOUT_OTHER.issubset(suffixes)


def joins_others(
    container: Container | NewNode, name: str | int, value: Value, gone: Collection[int]
) -> bool:
    """
    Whether a new member ``name`` (for plural forms: their base) would be read as one set with others that are there.

    ``gone`` are the indices of members that go.
    """
    is_plural = isinstance(value, Forms) and value.kind == "plural"
    is_array = isinstance(value, Forms) and not is_plural
    if is_array or not isinstance(container, Container) or not isinstance(name, str):
        return False
    sets = [(name, {suffix for suffix, _ in parts_of(value)} if is_plural else {""})]
    if not is_plural and name.endswith(_CATEGORIES):
        cut = name.rindex("_")
        sets.append((name[:cut], {name[cut:]}))
    values = container.contents()[1]
    for base, new in sets:
        found = (
            (suffix, container.index_of(base + suffix)) for suffix in (*_CATEGORIES, "") if suffix not in new
        )
        joined = {
            suffix for suffix, i in found if i is not None and i not in gone and isinstance(values[i], str)
        }
        if base and joined and _is_set(new | joined):
            return True
    return False


def _texts(array: Container) -> Forms | None:
    """The value of an array of nothing but texts."""
    if array.is_object:
        return None
    parts = []
    for i, text in enumerate(array.contents()[1]):
        if not isinstance(text, str):
            return None
        parts.append((f"[{i}]", text))
    return Forms("array", tuple(parts)) if parts else None


def is_chrome(root: Container) -> bool:
    """Whether this is a ``messages.json`` of a browser extension."""
    names, values = root.contents()
    if not root.is_object or not names:
        return False
    for name, value in zip(names, values, strict=True):
        if name == "smartling" and find_directives(root) is not None:
            continue
        if not isinstance(value, Container) or not value.is_object:
            return False
        inner = dict(zip(*value.contents(), strict=True))
        if not isinstance(inner.get("message"), str) or not inner.keys() <= _CHROME_MEMBERS:
            return False
    return True
