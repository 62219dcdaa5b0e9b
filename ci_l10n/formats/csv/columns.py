"""
Which columns of a table hold keys, texts of which locale, and comments.

Without directives the first row is a header and the first column holds the keys. A column is a locale's when its name
is the locale's tag in any spelling (``pt-BR``, ``pt_br``, ``Portuguese (pt-BR)``) or, where no column is, one that means
the same (``zh-CN`` for ``zh-Hans``, ``de-DE`` for ``de``; CLDR likely subtags).

*source*: the locale's column, else the first one that is not the key's, not called like a comment or a translation.

*target*: the locale's column, else one called ``translation`` or ``target``. Where there is neither, columns of other
locales say that the locale's column is lacking, and writing adds it at the end; else the file holds one language and
its texts are in the only other column, or in one called ``value``, ``text`` and the like. So they are under the name of
another locale when it is the only one and the file's path says whose file it is (``de.csv`` with the columns ``key``
and ``en``, as exports with the source's header have them). Anything else is ambiguous and refused.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from ci_l10n.errors import ContentError, Location
from ci_l10n.formats.base import Reading
from ci_l10n.formats.csv.settings import Settings, fold
from ci_l10n.model import Locale

# ISO 639-1, and longer codes that files are named after; others look too much like words (`key`, `max`, `ref`).
_CODES = (
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee "
    "el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik in io is "
    "it iu iw ja ji jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mo "
    "mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh "
    "si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh "
    "yi yo za zh zu ast ceb chr ckb cmn csb dsb fil frp fur gsw haw hmn hsb kab mai nds nso pap rom sah sco smj sma "
    "sme szl tok tpi tzm yue zgh"
)
_LANGUAGES = frozenset(_CODES.split())
_ALSO_WORDS = frozenset(("id", "no", "to", "is", "in", "or", "so"))
_COMMENTS = (
    "comment", "description", "context", "note", "instruction", "hint", "remark", "screenshot", "max length",
    "maxlength", "max-length", "length", "limit", "character limit", "character-limit", "char limit", "location",
    "developer", "translator", "status", "fuzzy", "tag", "tags", "type", "category", "group", "section", "source file",
)  # fmt: skip
_TRANSLATIONS = frozenset(
    ("translation", "translations", "target", "target text", "translated", "translated text")
)
_TEXTS = frozenset(
    (
        "value",
        "values",
        "text",
        "texts",
        "string",
        "strings",
        "message",
        "messages",
        "content",
        "label",
        "translation",
    )
)
_KEYS = frozenset(
    ("", "key", "keys", "id", "ids", "name", "names", "identifier", "string id", "stringid", "string-id", "msgid", "code",
     "label", "token")
)  # fmt: skip
_SCRIPTS_AND_REGIONS = range(2, 9)


class Field(NamedTuple):
    """A text of every row: the columns that make its key, its own column (-1: lacking), what its key ends with."""

    keys: tuple[int, ...]
    value: int
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """
    The columns of one table for one reading.

    ``shared`` are the columns that hold other texts for the same keys: other locales, other fields. ``assumed`` says
    that the column of the texts was taken for want of another.
    """

    fields: tuple[Field, ...]
    names: tuple[str, ...]  # of the header; empty: there is none
    shared: tuple[int, ...]
    settings: Settings
    label: str  # what a new column of the locale is called
    assumed: bool = False

    @property
    def is_lacking(self) -> bool:
        return self.fields[0].value < 0

    @property
    def columns(self) -> tuple[int, ...]:
        """All columns that keys and texts are read from, ascending."""
        found = {column for field in self.fields for column in (*field.keys, field.value)}
        return tuple(sorted(found - {-1}))


def make_plan(row: Sequence[str], reading: Reading, settings: Settings) -> Plan:
    """The plan of a table that begins with ``row``; raises `ContentError` when there is no telling."""
    return _Planner(row, reading, settings).plan()


class _Planner:
    def __init__(self, row: Sequence[str], reading: Reading, settings: Settings) -> None:
        self.reading, self.settings = reading, settings
        self.width = len(row)
        said = settings.has_header
        has_header = _looks_like_header(row, reading, settings) if said is None else said
        self.names = tuple(name.strip() for name in row) if has_header else ()
        self.keys = settings.keys or (0,)

    def plan(self) -> Plan:
        reading, own = self.reading, self.settings.paths
        assumed = False
        if reading.role == "source":
            values = self._source_columns()
        else:
            values, assumed = self._target_columns()
        if clash := {*values, *(path.column for path in own)} & set(self.keys):
            raise self._problem(
                f"column {min(clash) + 1} is to hold keys and texts",
                "say which column holds the keys with the directive source_key_paths",
            )
        fields = self._fields(values)
        others = {path.column for path in own} | {i for i, name in enumerate(self.names) if is_tag(name)}
        if reading.role == "target" and (self.names or own) and not assumed:
            others |= {column for column in self._source_columns() if not _is_comment(self._name(column))}
        taken = set(values[:1] if len(fields) == 1 else ()) | {key for field in fields for key in field.keys}
        shared = tuple(sorted((others | set(values)) - taken - {-1}))
        return Plan(fields, self.names, shared, self.settings, self._label(), assumed)

    def _source_columns(self) -> list[int]:
        paths, locale = self.settings.paths, self.reading.locale if self.reading.role == "source" else ""
        if paths:
            plain = [path.column for path in paths if not path.locale]
            hit = _match([path.locale for path in paths], locale)
            if hit is not None:
                return [paths[hit].column]
            paired = {path.column for path in paths if path.locale}
            free = (c for c in range(self.width) if c not in self.keys and c not in paired)
            return plain or [next((c for c in free if not _is_comment(self._name(c))), paths[0].column)]
        candidates = self._candidates()
        hit = _match([self._name(c) for c in candidates], locale, self.settings.labels, by_language=True)
        if hit is not None:
            return [candidates[hit]]
        if locale:  # a tag is another locale's column
            unnamed = [c for c in candidates if not is_tag(self._name(c))]
            candidates = unnamed or candidates
        texts = [c for c in candidates if not is_translation(self._name(c))]
        others = [c for c in range(self.width) if c not in self.keys]
        return (texts or candidates or others or [-1])[:1]

    def _target_columns(self) -> tuple[list[int], bool]:
        settings, locale = self.settings, self.reading.locale
        hit = _match([path.locale for path in settings.paths], locale)
        if hit is not None:
            return [settings.paths[hit].column], False
        plain = [path.column for path in settings.paths if not path.locale]
        candidates = self._candidates()
        names = [self._name(c) for c in candidates]
        if len(plain) < 2 and self.names:
            hit = _match(names, locale, settings.labels)
            if hit is not None:
                return [candidates[hit]], False
        if settings.in_columns and self.names:
            return [-1], False
        if plain:
            return plain, True
        if settings.paths or not self.names:
            return self._without_header()
        for column, name in zip(candidates, names, strict=True):
            if is_translation(name):
                return [column], False
        return self._for_want_of_another(candidates, names)

    def _without_header(self) -> tuple[list[int], bool]:
        if self.settings.paths:
            if self.names:
                return [-1], False
            raise self._problem(
                f"the directive paths names no column for {self.reading.locale}",
                f"add one: paths = ...,{self.width + 1}/{self.reading.locale}",
            )
        others = [c for c in range(self.width) if c not in self.keys]
        return others[:1] or [max(self.keys) + 1], True

    def _for_want_of_another(self, candidates: list[int], names: list[str]) -> tuple[list[int], bool]:
        if len(candidates) == 1 and (not is_tag(names[0]) or _is_of(self.reading.locale, self.reading.path)):
            return candidates, True
        if any(map(is_tag, names)) or not candidates:
            return [-1], False
        for column, name in zip(candidates, names, strict=True):
            if fold(name) in _TEXTS:
                return [column], True
        if fold(names[0]) in ("source", "original", "source text"):
            return [-1], False
        locale = self.reading.locale
        raise self._problem(
            f"no column is called {locale!r}, and {', '.join(map(repr, names[:5]))} may all hold the texts",
            f"call the column {locale!r}, or name it with the directive paths = N/{locale}",
        )

    def _candidates(self) -> list[int]:
        """Columns that may hold texts."""
        settings = self.settings
        never = {*self.keys, settings.language, *settings.comments, *settings.limits}
        free = [c for c in range(self.width) if c not in never]
        if not self.names:
            return free
        locale = fold(self.reading.locale)
        named = [c for c in free if self.names[c] and not _is_comment(self.names[c])]
        return [
            c for c in named if fold(self.names[c]) not in ("id", "no") or fold(self.names[c]) == locale
        ] or named

    def _fields(self, values: Sequence[int]) -> tuple[Field, ...]:
        """Keys belong to the next column of texts to their right; one without keys of its own has the first one's."""
        if len(values) == 1:
            return (Field(self.keys, values[0]),)
        fields: list[Field] = []
        before = -1
        for value in sorted(values):
            own = tuple(key for key in self.keys if before < key < value)
            before = value
            if own:
                fields.append(Field(own, value))
            elif fields:
                name = self._name(value) or str(value + 1)
                fields.append(Field(fields[-1].keys, value, f".{name}"))
            else:
                fields.append(Field(self.keys, value))
        return tuple(fields)

    def _label(self) -> str:
        locale = self.reading.locale
        if said := self.settings.labels.get(fold(locale)):
            return said
        tags = [name for name in self.names if is_tag(name)]
        if any("_" in tag for tag in tags) and not any("-" in tag for tag in tags):
            locale = locale.replace("-", "_")
        regional = [tag for tag in tags if len(tag) > 3]
        if regional and all(tag == tag.lower() for tag in regional):
            return locale.lower()
        return locale.upper() if tags and all(tag == tag.upper() for tag in tags) else locale

    def _name(self, column: int) -> str:
        return self.names[column] if 0 <= column < len(self.names) else ""

    def _problem(self, message: str, hint: str) -> ContentError:
        return ContentError(message, hint=hint, location=Location(self.reading.path, 1))


def is_tag(name: str) -> bool:
    """
    Whether ``name`` is a locale's, rather than a word that looks like a tag.

    >>> is_tag("pt_BR"), is_tag("German (de)"), is_tag("id"), is_tag("text")
    (True, True, False, False)
    """
    language, *rest = _tag(name).split("-")
    if language not in _LANGUAGES or (
        language in _ALSO_WORDS and not rest and not name.rstrip().endswith(")")
    ):
        return False
    return all(len(part) in _SCRIPTS_AND_REGIONS and part.isalnum() for part in rest)


def is_translation(name: str) -> bool:
    """Whether a column called ``name`` holds translations, of whatever locale."""
    return fold(name) in _TRANSLATIONS


def _tag(name: str) -> str:
    """The tag in a column's name, folded: `zh-hans` of `Chinese (zh_Hans)`."""
    folded = fold(name)
    for opening, closing in ("()", "[]"):
        if folded.endswith(closing) and opening in folded:
            return fold(folded[folded.rindex(opening) + 1 : -1])
    return folded


def _is_of(locale: Locale, path: str) -> bool:
    """Whether ``path`` names the locale or its language: `i18n/de.csv`, `strings_pt_BR.csv`."""
    language = fold(locale).partition("-")[0]
    return language in re.split("[^a-z0-9]+", path.lower())


def _is_comment(name: str) -> bool:
    folded = fold(name).replace("-", " ")
    return name.strip().startswith(("_", "?")) or any(
        folded in (word, f"{word}s") or folded.endswith((f" {word}", f" {word}s")) for word in _COMMENTS
    )


def _looks_like_header(row: Sequence[str], reading: Reading, settings: Settings) -> bool:
    """Whether a first row of which nothing is said is one; without column directives it always is."""
    if not settings.keys and not settings.paths:
        return True
    keys = [row[key] for key in settings.keys or (0,) if key < len(row)]
    if keys and all(fold(key) in _KEYS for key in keys):
        return True
    return any(_tag(cell) == fold(reading.locale) or is_tag(cell) for cell in row[1:])


def _match(
    names: Sequence[str],
    locale: Locale,
    labels: Mapping[str, str] | None = None,
    *,
    by_language: bool = False,
) -> int | None:
    """Which of ``names`` means ``locale``, the first of several equal ones."""
    if not locale:
        return None
    wanted = fold(locale)
    if label := (labels or {}).get(wanted):
        labelled = [index for index, name in enumerate(names) if fold(name) == fold(label)]
        if labelled:
            return labelled[0]
    tags = [_tag(name) for name in names]
    if wanted in tags:
        return tags.index(wanted)
    likely = [index for index, name in enumerate(names) if is_tag(name)]
    if not likely:
        return None
    same = [index for index in likely if _meant(tags[index]) == _meant(wanted)]
    if not same and by_language:
        same = [index for index in likely if tags[index].partition("-")[0] == wanted.partition("-")[0]]
    return same[0] if len(same) == 1 else None


@cache
def _meant(tag: str) -> str | None:
    """``tag`` with what is likely filled in."""
    from langcodes import Language
    from langcodes.tag_parser import LanguageTagError

    try:
        return Language.get(tag, normalize=True).maximize().to_tag()
    except LanguageTagError:
        return None
