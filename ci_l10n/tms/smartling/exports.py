"""Downloads of many files: one by one where it is one, in archives where there are more."""

from collections.abc import Iterator, Mapping, Sequence

from ci_l10n.errors import RemoteError
from ci_l10n.tms.archives import Got
from ci_l10n.tms.base import Export, RemoteFile
from ci_l10n.tms.smartling.archive import Wanted, read_one, unpack
from ci_l10n.tms.smartling.client import MAX_PAIRS, SmartlingClient, Wish
from ci_l10n.tms.smartling.mapping import Mapper
from ci_l10n.tms.smartling.types import may_omit_originals

REFUSED = (400, 404, 409, 410, 422, 423)  # a file that cannot be downloaded, or not now; others can
LATER = "the translation stays as it is; the next run downloads the file again"


class Downloads:
    """
    One run of downloads; `run` yields an `Export` for each file.

    ``types`` are Smartling's file types by URI: they decide whether untranslated strings can be left out; ``whole``
    wants them in any case, so that a file without a single translation is not an empty one.
    """

    def __init__(
        self,
        client: SmartlingClient,
        mapper: Mapper,
        types: Mapping[str, str],
        *,
        published: bool,
        whole: bool = False,
    ) -> None:
        self._client = client
        self._map = mapper
        self._types = types
        self._published = published
        self._whole = whole
        self._has_success = False
        self._trouble: RemoteError | None = None  # the first request that met a server error
        self._troubles_in_a_row = 0

    def run(self, files: Sequence[RemoteFile]) -> Iterator[Export]:
        """
        A file that cannot be had costs itself its export, nothing more; when two requests in a row fail with server
        errors, or none succeeds at all, the error is raised.
        """
        for has_originals in (False, True):
            chosen = [file for file in files if self._needs_originals(file) == has_originals]
            wish = Wish(self._published, has_originals)
            for start in range(0, len(chosen), MAX_PAIRS):
                yield from self._fetch(chosen[start : start + MAX_PAIRS], wish)
        if self._trouble is not None and not self._has_success:
            raise self._trouble

    def _needs_originals(self, file: RemoteFile) -> bool:
        """Without them a file of which nothing is translated would be an empty one, as broken ones are."""
        is_untouched = not file.is_complete and not any(stage.words for stage in file.stages)
        return self._whole or is_untouched or not may_omit_originals(self._types.get(file.group, ""))

    def _fetch(self, files: Sequence[RemoteFile], wish: Wish, *, is_patient: bool = True) -> Iterator[Export]:
        try:
            answers = self._answers(files, wish, is_patient)
        except RemoteError as error:
            yield from self._failed(files, wish, error)
            return
        self._has_success = True
        self._troubles_in_a_row = 0
        for file, got in zip(files, answers, strict=True):
            yield Export(file, got.content, got.problem, LATER if got.content is None else "")

    def _answers(self, files: Sequence[RemoteFile], wish: Wish, is_patient: bool) -> Iterator[Got]:
        if len(files) == 1:
            (file,) = files
            locale = self._map.id_of(file.locale)
            response = self._client.download(file.group, locale, wish, is_patient=is_patient)
            return iter([read_one(response, file.group)])
        locales: dict[str, list[str]] = {}
        for file in files:
            locales.setdefault(file.group, []).append(self._map.id_of(file.locale))
        response = self._client.download_many(locales, wish, is_patient=is_patient)
        wanted = [Wanted(file.group, self._map.id_of(file.locale)) for file in files]
        return unpack(response, wanted, self._client.limits)

    def _failed(self, files: Sequence[RemoteFile], wish: Wish, error: RemoteError) -> Iterator[Export]:
        """Part the files, so that one bad one does not cost the others their export."""
        if error.status in REFUSED and len(files) > 1:
            middle = len(files) // 2
            for part in (files[:middle], files[middle:]):
                # Files that are worked on were waited for just now, once is enough.
                yield from self._fetch(part, wish, is_patient=False)
            return
        if error.status not in REFUSED:
            self._trouble = self._trouble or error
            self._troubles_in_a_row += 1
            if self._troubles_in_a_row == 2:
                raise error
        yield from (Export(file, None, error.message, error.hint or LATER) for file in files)


def read_source(client: SmartlingClient, uri: str) -> Got:
    """The source of a file as Smartling holds it, or why it cannot be had."""
    try:
        return read_one(client.source(uri), uri)
    except RemoteError as error:
        if error.status not in REFUSED:
            raise
        return Got(None, error.message)
