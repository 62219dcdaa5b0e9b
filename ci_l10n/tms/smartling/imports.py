"""
Translated files whose strings Smartling finds by their keys (API reference, import translations).

An import is repeated only after a download has said that it did not arrive: every one makes entries in the translation
memory, and issues for what does not fit.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from ci_l10n.checks.meaning import is_same, usage_of
from ci_l10n.clock import Clock
from ci_l10n.errors import ContentError, RemoteError
from ci_l10n.formats.base import Reading
from ci_l10n.formats.registry import get_format
from ci_l10n.model import parts_of
from ci_l10n.net.http import Part
from ci_l10n.tms.base import Export, ImportProblem, ImportResult, RemoteFile
from ci_l10n.tms.shapes import Fields
from ci_l10n.tms.smartling import import_advice, types
from ci_l10n.tms.smartling.calls import field
from ci_l10n.tms.smartling.client import SmartlingClient
from ci_l10n.tms.smartling.mapping import Mapper
from ci_l10n.tms.smartling.provider import SmartlingPlatform
from ci_l10n.tms.smartling.uploads import SETTLE, TRIES

_LARGEST = 10 * types.MB


class SmartlingKeyImport:
    """`KeyImport` of a `SmartlingPlatform`."""

    def __init__(
        self, client: SmartlingClient, mapper: Mapper, platform: SmartlingPlatform, clock: Clock
    ) -> None:
        self._client = client
        self._map = mapper
        self._platform = platform
        self._clock = clock
        self.publishes = platform.publishes

    def file_refusal(
        self,
        path: str,
        format: str | None,  # noqa: A002
        source: bytes,
        directives: Mapping[str, str],
    ) -> tuple[str, str] | None:
        return import_advice.file_refusal(path, format, source, directives)

    def key_refusal(self, format: str | None, key: str) -> tuple[str, str] | None:  # noqa: A002
        return import_advice.key_refusal(format, key)

    def export_saved(self, files: Sequence[RemoteFile], *, published: bool) -> Iterator[Export]:
        return self._platform.export_saved(files, published=published, whole=True)

    def import_translations(
        self,
        file: RemoteFile,
        format: str | None,  # noqa: A002
        content: Callable[[], bytes],
        *,
        overwrite: bool,
        published: bool,
        directives: Mapping[str, str],
    ) -> ImportResult:
        """One request unless its answer gets lost; then one download says whether it has to be repeated."""
        type_name = types.type_of(file.name, format)
        if type_name is None or len(content()) > _LARGEST:
            raise RemoteError(
                f"Smartling takes no translations of {file.name}: over 10 MB, or of a type it does not know",
                hint="split the file, or enter these translations in the dashboard",
                status=413,
                code="platform-refuses-size",
            )
        parts = [
            field("fileUri", file.group),
            field("fileType", type_name),
            field("translationState", "PUBLISHED" if published else "POST_TRANSLATION"),
            field("overwrite", "true" if overwrite else "false"),
            *(field(f"smartling.{name}", value) for name, value in directives.items()),
            Part("file", content, file.name.rpartition("/")[2]),
        ]
        return self._import(file, format, content(), parts)

    def _import(
        self, file: RemoteFile, format_name: str | None, content: bytes, parts: Sequence[Part]
    ) -> ImportResult:
        for attempt in range(1, TRIES + 1):
            try:
                return self._ask(file, parts)
            except RemoteError as error:
                if not error.maybe_applied:
                    raise
                self._clock.sleep(SETTLE)
                if (found := self._arrived(file, format_name, content)) is not None:
                    return found
                if attempt == TRIES:
                    raise
        raise AssertionError("every attempt returns or raises")

    def _ask(self, file: RemoteFile, parts: Sequence[Part]) -> ImportResult:
        locale = self._map.id_of(file.locale)
        return self._client.ask(
            "POST",
            self._client.path("files-api/v2", f"/locales/{locale}/file/import"),
            f"import {file.locale} of {file.name}",
            parse_result,
            parts=parts,
            repeatable=False,
        )

    def _arrived(self, file: RemoteFile, format_name: str | None, content: bytes) -> ImportResult | None:
        """The result when all that was sent is there; None when anything is missing, or nobody can tell."""
        (export,) = self.export_saved([file], published=False)
        if export.content is None or format_name is None:
            return None
        try:
            sent = _texts(format_name, content, file)
            there = _texts(format_name, export.content, file)
        except ContentError:
            return None
        syntaxes = get_format(format_name).syntaxes
        if any(not is_same(usage_of(text, syntaxes), text, there.get(key)) for key, text in sent.items()):
            return None
        return ImportResult(len(sent), 0, ())


def _texts(format_name: str, content: bytes, file: RemoteFile) -> dict[str, str]:
    """Each by itself: an export has plural forms that its file came without."""
    catalog = get_format(format_name).parse(content, Reading("target", file.locale, file.name, {}))
    return {
        unit.key + suffix: text
        for unit in catalog.units.values()
        for suffix, text in parts_of(unit.value)
        if text
    }


def parse_result(data: object) -> ImportResult:
    """
    Counts and errors of an import.

    An error is about a key of the file; items of older answers name the file by `contentFileId` and may lack the key.
    Some answers hold plain texts instead.
    """
    fields = Fields.of(data, "import")
    problems = []
    for item in fields.items("translationImportErrors"):
        if isinstance(item, str):
            problems.append(_problem("", (item,), None))
            continue
        error = Fields.of(item, "import error")
        messages = tuple(each for each in error.items("messages") if isinstance(each, str))
        problems.append(_problem(error.text("importKey"), messages, error.text("stringHashcode") or None))
    return ImportResult(int(fields.number("stringCount")), int(fields.number("wordCount")), tuple(problems))


def _problem(key: str, messages: tuple[str, ...], hashcode: str | None) -> ImportProblem:
    return ImportProblem(key, messages, hashcode, import_advice.hint_of(messages))
