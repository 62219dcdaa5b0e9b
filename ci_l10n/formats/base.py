"""The port that every localization file format fulfils."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, Protocol, TypeAlias

from ci_l10n.errors import ContentError
from ci_l10n.formats.spans import Edit
from ci_l10n.model import Catalog, Locale, Value

Untranslated: TypeAlias = Literal["omit", "source", "empty"]


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file is to be read: whose side it is, in which locale, with which directives."""

    role: Literal["source", "target"]
    locale: Locale
    path: str = ""  # for messages only
    directives: Mapping[str, str] = field(default_factory=dict)


class Change(NamedTuple):
    """Give ``key`` a new value, or remove it (``value is None``); ``review`` marks it for a person's eye."""

    key: str
    value: Value | None
    review: bool = False


class KeyConflict(ContentError):
    """
    One key of the changes cannot stand in the target; `Location.key` says which.

    The file can be written without it.
    """


@dataclass(frozen=True, slots=True)
class About:
    """What the documentation's table of formats says of one; every field is Markdown for one cell."""

    files: str  # suffixes and dialects
    key: str  # how keys are named
    sets: str  # plural model and arrays, as keys
    comment: str  # what belongs to an entry and comes and goes with it
    untranslated: str  # what counts as no translation
    review: str  # the mark for "needs review"
    duplicates: str  # which of two entries of one key is read and edited


class Format(Protocol):
    """
    A file format, as pure functions over bytes.

    A plural `Value` that is written holds only what the caller gives; dropping the categories that the locale does
    not have is the caller's job (`plurals.categories`), so that parsing what was written gives the value back.
    """

    @property
    def name(self) -> str: ...

    @property
    def syntaxes(self) -> tuple[str, ...]:
        """Placeholder syntaxes that texts of this format may hold (`checks.placeholders`)."""

    @property
    def marks_review(self) -> bool:
        """Whether the file can say "needs review"."""

    @property
    def about(self) -> About: ...

    def parse(self, data: bytes, reading: Reading) -> Catalog:
        """
        Index ``data``.

        In a *source* reading the value of a unit is the text to translate (gettext: msgid where msgstr is empty), in
        a *target* reading the translation (possibly empty). Raises `ContentError` with the location when ``data`` is
        not a file of this format. Duplicate keys and other oddities become findings of the catalog.
        """

    def edits(
        self, target: Catalog, changes: Sequence[Change], source: Catalog, reading: Reading
    ) -> list[Edit]:
        """
        The edits that make ``changes`` in ``target`` (parsed in a target reading).

        A key that ``target`` lacks is inserted after its predecessor in the order of ``source``, or where the
        target's own sort order wants it, copied from the source's entry and laid out as its neighbours are. A removed
        key takes its comment, blank line and separator along. ``reading`` is the one ``target`` was parsed with.
        """

    def skeleton(
        self, source: Catalog, values: Mapping[str, Value], untranslated: Untranslated, reading: Reading
    ) -> bytes:
        """
        A new target made from the source's bytes: its comments, order and layout, the texts of ``values``, and for
        all other keys what ``untranslated`` says. ``reading`` is the target reading of the file to be.
        """
