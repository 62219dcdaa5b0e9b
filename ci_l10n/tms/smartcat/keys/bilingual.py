"""
Keys as bilingual XLIFF: made from an export of source and translations, and taken back as an import of translations.

The service itself has no XLIFF of keys. A unit's id is its key, so that a file can be taken back whole or in part.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from ci_l10n.clock import Clock
from ci_l10n.errors import RemoteError
from ci_l10n.formats.bilingual import parse_bilingual
from ci_l10n.model import Locale
from ci_l10n.net.http import Response
from ci_l10n.tms.archives import Got
from ci_l10n.tms.base import Export, RemoteFile
from ci_l10n.tms.shapes import ShapeError, loads
from ci_l10n.tms.smartcat.archive import Wanted, unpack
from ci_l10n.tms.smartcat.client import SmartcatClient
from ci_l10n.tms.smartcat.exports import Exporter
from ci_l10n.tms.smartcat.exports import Order as ExportOrder
from ci_l10n.tms.smartcat.keys.calls import ExportOptions, ImportOptions, Keys
from ci_l10n.tms.smartcat.keys.exports import by_collection
from ci_l10n.tms.smartcat.keys.imports import CEILING, KeyImporter, Order

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FORMAT = "json"  # flat, whatever the collection came from: keys are flat in the service
_HEAD = """\
<?xml version="1.0" encoding="utf-8"?>
<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">
  <file original={original} source-language={source} target-language={target} datatype="plaintext">
    <body>
"""
_UNIT = """\
      <trans-unit id={id}>
        <source xml:space="preserve">{source}</source>
        <target xml:space="preserve">{target}</target>
      </trans-unit>
"""
_TAIL = "    </body>\n  </file>\n</xliff>\n"


class KeyBilingual:
    """Fulfils `Bilingual` for a key project. ``locales``: as the service spells them, the source's first."""

    def __init__(
        self, client: SmartcatClient, project_id: str, locales: Mapping[Locale, str], clock: Clock
    ) -> None:
        self._client = client
        self._project_id = project_id
        self._locales = dict(locales)
        self._clock = clock

    def export_xliff(self, files: Sequence[RemoteFile]) -> Iterator[Export]:
        """Drafts too. What is not translated has an empty target; units that XML cannot hold are left out."""
        exporter = _PairExporter(self._client, self._clock, self._project_id, self._locales)
        yield from exporter.run(files)

    def import_xliff(
        self,
        file: RemoteFile,
        content: Callable[[], bytes],
        *,
        confirm: bool,
        overwrite: bool,
        timeout: float | None = None,
    ) -> None:
        """``confirm`` is for the first stage. Sending it twice does no harm."""
        options = ImportOptions(
            language=self._locales.get(file.locale, file.locale),
            collection=file.group,
            format=_FORMAT,
            completion_state="intermediate" if confirm else "draft",
            on_conflict="overwrite" if overwrite else "skip",
        )
        name = f"{file.name} ({file.locale})"
        importer = KeyImporter(self._client, self._project_id, self._clock, _nothing_to_add)
        order = Order(f"{file.group}.json", lambda: _table_of(content(), name), options)
        importer.run([order], CEILING if timeout is None else timeout)


def _nothing_to_add(_: RemoteError) -> None:
    """A refused import of translations is told as it is."""


def _table_of(xliff: bytes, name: str) -> bytes:
    segments = parse_bilingual(xliff, name).segments.values()
    table = {segment.id: segment.target for segment in segments if segment.target.strip()}
    return json.dumps(table, ensure_ascii=False).encode()


class _PairExporter(Exporter):
    """One task for each collection: the texts of the source and of all languages, by key."""

    parts = False

    def __init__(
        self, client: SmartcatClient, clock: Clock, project_id: str, locales: Mapping[Locale, str]
    ) -> None:
        order = ExportOrder("xliff", "current", None)
        super().__init__(client, clock, order, lambda locale: locales.get(locale, locale))
        self._keys = Keys(client)
        self._project_id = project_id
        self._source = next(iter(locales.values()))

    def batches(self, files: Sequence[RemoteFile]) -> Iterator[tuple[RemoteFile, ...]]:
        return by_collection(files)

    def start(self, files: Sequence[RemoteFile]) -> str:
        options = ExportOptions(
            collections=(files[0].group,),
            languages=tuple(self.code_of(file.locale) for file in files),
            format=_FORMAT,
            completion_state="draft",
            incomplete="skip",
            path_template="{LANGUAGE}.json",
            include_default_language=True,
            zip=True,
        )
        return self._keys.request_export(self._project_id, options)

    def answers(self, files: Sequence[RemoteFile], response: Response) -> Iterator[Got]:
        codes = [self._source, *(self.code_of(file.locale) for file in files)]
        wanted = [Wanted(code, ".json", code) for code in codes]
        answers = unpack(response, wanted, self._client.limits, sources=True)
        source = _texts(next(answers))
        for file, got in zip(files, answers, strict=True):
            target = _texts(got)
            if isinstance(source, str) or isinstance(target, str):
                problem = source if isinstance(source, str) else target
                yield Got(None, str(problem))
            else:
                yield Got(self._xliff(file, source, target))

    def _xliff(self, file: RemoteFile, source: Mapping[str, str], target: Mapping[str, str]) -> bytes:
        parts = [
            _HEAD.format(
                original=quoteattr(file.id),
                source=quoteattr(self._source),
                target=quoteattr(self.code_of(file.locale)),
            )
        ]
        for key, text in source.items():
            translation = target.get(key, "")
            if not _NOT_XML.search(key + text + translation):
                parts.append(
                    _UNIT.format(id=quoteattr(key), source=_escaped(text), target=_escaped(translation))
                )
        return "".join([*parts, _TAIL]).encode()


def _escaped(text: str) -> str:
    """Carriage returns would be read as line feeds (XML 1.0, 2.11)."""
    return escape(text, {"\r": "&#13;"})


def _texts(got: Got) -> dict[str, str] | str:
    """Texts by key, or why there are none."""
    if got.content is None:
        return got.problem
    try:
        data = loads(got.content)
    except ShapeError:
        return "Smartcat sent something that is no table of keys"
    if not isinstance(data, dict):
        return "Smartcat sent something that is no table of keys"
    return {key: value for key, value in data.items() if isinstance(value, str)}
