"""`xliff import`: files that were exported and translated, back into the segments they came from."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ci_l10n.checks.catalog import check_value
from ci_l10n.directives import flags_of
from ci_l10n.errors import AuthError, ContentError, L10nError, Location, RemoteError
from ci_l10n.flow.bilingual.documents import Documents, Owned, find_documents
from ci_l10n.flow.bilingual.judging import Verdict, Wish, file_problem, judge, verify
from ci_l10n.flow.files import reader_for
from ci_l10n.flow.ports import Ports
from ci_l10n.formats.bilingual import BilingualFile, parse_bilingual
from ci_l10n.model import Forms, Unit, Value, texts_of
from ci_l10n.tms.base import Bilingual, RemoteFile


@dataclass(frozen=True, slots=True)
class Imported:
    """One file and what became of it."""

    file: BilingualFile
    owned: Owned | None = None
    verdicts: tuple[Verdict, ...] = ()
    attempted: int = 0  # segments that were sent
    error: L10nError | None = None  # ContentError: nothing of the file can be used; else the platform failed

    @property
    def sent(self) -> tuple[str, ...]:
        """Ids of the segments that go to the platform."""
        return tuple(verdict.segment.id for verdict in self.verdicts if verdict.result == "sent")


def import_all(
    ports: Ports, bilingual: Bilingual, files: Sequence[BilingualFile], wish: Wish
) -> list[Imported]:
    """
    Compare the files with what the platform has, send what differs and is sound, and look at what arrived.

    Costs one read of the project, one export of all documents, for each file with anything to send one import with
    its polls, and one more export of these. Files that cannot be used cost the others nothing.
    """
    documents = find_documents(ports)
    results = list(_match(ports, documents, files))
    usable = [result for result in results if not result.error]
    if usable:
        ports.ci.step(f"comparing with what {ports.platform.name} has")
    current = _current(bilingual, usable)
    results = [_judge(ports, documents, result, current, wish) for result in results]
    if ports.options.dry_run:
        return results
    results = list(_send(ports, bilingual, results, wish))
    if _timeout(ports) > 0:
        results = _verify(ports, bilingual, results, wish)
    return results


def _match(ports: Ports, documents: Documents, files: Sequence[BilingualFile]) -> Iterator[Imported]:
    """The document of each file."""
    first: dict[str, str] = {}
    for file in files:
        owned = documents.by_id.get(file.original)
        if owned is None:
            message = f"the project has no document {file.original!r} in a configured locale"
            hint = "was it exported from another project, or the document deleted? export it anew"
            yield Imported(file, None, error=_unusable(file, message, hint))
        elif (other := first.setdefault(file.original, file.path)) != file.path:
            message = f"the file is of the same document as {other}"
            yield Imported(file, owned, error=_unusable(file, message, "import one, then the other"))
        elif _is_left_out(ports, documents, owned):
            message = f"--locale or --file leave {owned.name} ({owned.file.locale}) out"
            yield Imported(file, owned, error=_unusable(file, message, "name only files that are meant"))
        else:
            yield Imported(file, owned)


def _is_left_out(ports: Ports, documents: Documents, owned: Owned) -> bool:
    chooses = bool(ports.options.locales or ports.options.files)
    return chooses and owned not in documents.selected


def _unusable(file: BilingualFile, message: str, hint: str) -> ContentError:
    return ContentError(message, hint=hint, location=Location(file.path, file.line))


def _current(bilingual: Bilingual, results: Sequence[Imported]) -> Mapping[str, BilingualFile | L10nError]:
    """What the platform has of these documents now, by id."""
    files = [result.owned.file for result in results if result.owned]
    if not files:
        return {}
    return {
        export.file.id: _parsed(export.file, export.content, export.problem, export.hint)
        for export in bilingual.export_xliff(files)
    }


def _parsed(file: RemoteFile, content: bytes | None, problem: str, hint: str) -> BilingualFile | L10nError:
    name = f"{file.name} ({file.locale})"
    if content is None:
        return RemoteError(f"no usable export of {name}: {problem}", hint=hint, code="export-unfetched")
    try:
        return parse_bilingual(content, name)
    except ContentError as error:
        return RemoteError(
            f"no usable export of {name}: {error.message}",
            hint="run the import again",
            code="export-unfetched",
        )


def _judge(
    ports: Ports,
    documents: Documents,
    result: Imported,
    current: Mapping[str, BilingualFile | L10nError],
    wish: Wish,
) -> Imported:
    if result.error or result.owned is None:
        return result
    now = current[result.owned.file.id]
    if isinstance(now, L10nError):
        return replace(result, error=now)
    if problem := file_problem(result.file, now):
        return replace(result, error=_unusable(result.file, *problem))
    checker = _Checks(ports, documents, result.owned).check
    return replace(result, verdicts=tuple(judge(result.file, now, wish, checker)))


def _send(ports: Ports, bilingual: Bilingual, results: Sequence[Imported], wish: Wish) -> Iterator[Imported]:
    """A refusal concerns one file, lost credentials all that follow."""
    lost: AuthError | None = None
    for result in results:
        owned, ids = result.owned, result.sent
        if not ids or owned is None or result.error:
            yield result
            continue
        if lost is not None:
            yield replace(result, error=lost)
            continue
        ports.ci.step(f"importing {len(ids)} of the segments in {result.file.path}")
        error = _send_part(ports, bilingual, owned, result.file.part(ids), wish)
        lost = error if isinstance(error, AuthError) else None
        yield replace(result, attempted=len(ids), error=error)


def _send_part(
    ports: Ports, bilingual: Bilingual, owned: Owned, part: bytes, wish: Wish
) -> RemoteError | AuthError | None:
    try:
        bilingual.import_xliff(
            owned.file,
            lambda: part,
            confirm=wish.confirm,
            overwrite=wish.overwrite,
            timeout=_timeout(ports),
        )
    except (RemoteError, AuthError) as error:
        return error
    return None


def _timeout(ports: Ports) -> float:
    given = ports.options.timeout
    return ports.config.wait_timeout if given is None else given


def _verify(ports: Ports, bilingual: Bilingual, results: Sequence[Imported], wish: Wish) -> list[Imported]:
    """A completed import says nothing of single segments, so they are looked at."""
    arrived = [each for each in results if each.attempted and not each.error]
    if not arrived:
        return list(results)
    ports.ci.step("looking at what arrived")
    current: Mapping[str, BilingualFile | L10nError]
    try:
        current = _current(bilingual, arrived)
    except L10nError as error:
        current = {each.file.original: error for each in arrived}
    verified = []
    for result in results:
        now = current.get(result.file.original) if result.attempted and not result.error else None
        if isinstance(now, L10nError):
            result = replace(result, error=_unseen(now))
        elif now is not None:
            verdicts = (
                verify(each, now.segments.get(each.segment.id), wish) if each.result == "sent" else each
                for each in result.verdicts
            )
            result = replace(result, verdicts=tuple(verdicts))
        verified.append(result)
    return verified


def _unseen(error: L10nError) -> RemoteError:
    return RemoteError(
        f"the segments were imported, but a look at them failed: {error.message}",
        hint="run the same import again: what arrived is unchanged then",
        code="import-unverified",
    )


class _Checks:
    """
    The checks of a document's rule, for texts without keys.

    A segment's text is looked up in the source file: a form of a plural may omit a placeholder that the others have.
    """

    def __init__(self, ports: Ports, documents: Documents, owned: Owned) -> None:
        self.locale = owned.file.locale
        self.levels: Mapping[str, str] = {}
        self.syntaxes: Sequence[str] = ()
        self.flags: tuple[str, ...] = ()
        self.units: dict[str, Unit] = {}
        if owned.source is None:
            return
        rule, path = owned.source.rule, owned.source.path
        self.levels, self.flags = rule.policy.checks, flags_of(rule.directives)
        data = ports.repo.blob(documents.tree[path])
        reader = reader_for(rule, path, data, ports.config.source_locale)
        if reader.format is None:
            return
        self.syntaxes = reader.format.syntaxes
        try:
            units = reader.source(data, path).units
        except ContentError:  # the platform has read an older version
            return
        self.units = {text: unit for unit in units.values() for text in texts_of(unit.value)}

    def check(self, source: str, target: str) -> list[tuple[bool, str]]:
        """Whether each problem holds the segment back, and the problem."""
        unit = self.units.get(source)
        before: Value = source
        after: Value = target
        if unit is not None and isinstance(unit.value, Forms) and unit.value.kind == "plural":
            suffix = next(suffix for suffix, text in unit.value.parts if text == source)
            before, after = unit.value, Forms("plural", ((suffix, target),))
        flags = (*self.flags, *(unit.flags if unit else ()))
        problems = check_value(
            before,
            after,
            locale=self.locale,
            syntaxes=self.syntaxes,
            flags=flags,
            key=unit.key if unit else "",
        )
        levels = ((self.levels.get(problem.check, "hold"), problem) for problem in problems)
        return [(level == "hold", problem.message) for level, problem in levels if level != "off"]
