"""Taking in a source file, from the Files API and from batches alike."""

from dataclasses import dataclass
from typing import NamedTuple

from ci_l10n.sandbox.segments.base import Unreadable
from ci_l10n.sandbox.smartling.calls import Call
from ci_l10n.sandbox.smartling.desk import Desk
from ci_l10n.sandbox.smartling.failures import invalid, locked
from ci_l10n.sandbox.smartling.filetypes import FileType, find_type, shaped
from ci_l10n.sandbox.smartling.forms import DIRECTIVE, Fields, Upload
from ci_l10n.sandbox.smartling.records import SourceFile
from ci_l10n.sandbox.smartling.strings import capture

URI_LIMIT, CALLBACK_LIMIT = 512, 255
LARGER = {"docx": 20, "doc": 20, "idml": 25, "ppt": 50, "pptx": 50}  # megabytes
KNOWN = {
    "file",
    "fileUri",
    "fileType",
    "callbackUrl",
    "authorize",
    "localeIdsToAuthorize",
    "localeIdsToAuthorize[]",
}
NO_STRINGS = "There was a problem loading your file. No source strings found; Check your configuration and file content"


@dataclass(frozen=True, slots=True)
class UploadOrder:
    """A checked upload, not yet taken apart."""

    uri: str
    kind: FileType
    type_given: str
    upload: Upload
    directives: dict[str, str]
    callback: str


class Taken(NamedTuple):
    file: SourceFile
    strings: int
    words: int
    was_there: bool


def read_upload(desk: Desk, call: Call) -> UploadOrder:
    """Check the fields of an upload; raises `ApiError`."""
    form = call.form
    check_fields(desk, form, KNOWN)
    uri = form.required("fileUri")
    kind = find_type(form.required("fileType"))
    upload = call.file()
    if len(uri) > URI_LIMIT:
        raise invalid("fileUri", f"Parameter 'fileUri' may have {URI_LIMIT} characters at most")
    callback = form.text("callbackUrl")
    if len(callback) > CALLBACK_LIMIT:
        raise invalid("callbackUrl", f"Parameter 'callbackUrl' may have {CALLBACK_LIMIT} characters at most")
    if kind.is_binary and form.has(f"{DIRECTIVE}file_charset"):
        raise invalid("smartling.file_charset", "The charset of binary files cannot be set")
    check_size(desk, kind, upload)
    return UploadOrder(uri, kind, form.required("fileType"), upload, form.directives(), callback)


def check_fields(desk: Desk, form: Fields, known: set[str]) -> None:
    """Refuse fields nobody knows, where the knob says so; directives are never refused."""
    for name in form.names if desk.knobs.refuse_unknown_fields else ():
        if name not in known and not name.startswith(DIRECTIVE):
            raise invalid("unknown.field", "Unexpected parameter", details=name)


def check_size(desk: Desk, kind: FileType, upload: Upload) -> None:
    limit = desk.knobs.upload_limit * LARGER.get(kind.name, 10) // 10
    if len(upload.content) > limit:
        raise invalid("file.size.exceeded", f"The file is larger than {limit} bytes")


def take_in(desk: Desk, order: UploadOrder) -> Taken:
    """Put the file in the place of what its URI holds; raises `ApiError`: 423, or `parse.error`."""
    if desk.is_locked(order.uri):
        raise locked(order.uri)
    before = desk.find(order.uri)
    if before is not None and before.type != order.kind.name:
        raise invalid(
            "fileType", f"The file {order.uri} is of the type {before.type}, which cannot be changed"
        )
    content = in_unicode(order.kind, order.upload, before.charset if before is not None else _charset(order))
    try:
        strings = capture(shaped(order.kind, content, order.directives), content, order.directives)
    except Unreadable as error:
        raise invalid("parse.error", f"There was a problem loading your file. {error}") from error
    if not strings:
        raise invalid("parse.error", NO_STRINGS)
    file = before or _make_file(desk, order)
    file.content, file.directives, file.callback = content, order.directives, order.callback
    file.uploaded = _next_second(desk, before)
    file.reads, file.ready = desk.knobs.ingest_reads, desk.now() + desk.knobs.ingest_seconds
    desk.records.files[order.uri] = file
    desk.records.uploads[order.uri] = desk.records.uploads.get(order.uri, 0) + 1
    return Taken(file, len(strings), sum(string.words for string in strings), before is not None)


def _make_file(desk: Desk, order: UploadOrder) -> SourceFile:
    desk.records.counter += 1
    return SourceFile(
        uri=order.uri,
        number=desk.records.counter,
        type=order.kind.name,
        type_given=order.type_given,
        content=b"",
        directives={},
        namespace=order.directives.get("namespace", order.uri),
        charset=_charset(order),
        created=desk.now(),
        uploaded=desk.now(),
    )


def _charset(order: UploadOrder) -> str:
    """From the directive or the part's type; "" for what the file itself tells, else UTF-8."""
    given = order.directives.get("file_charset", "")
    if not given and "charset=" in order.upload.content_type.lower():
        given = order.upload.content_type.lower().partition("charset=")[2].partition(";")[0].strip(' "')
    return given


def in_unicode(kind: FileType, upload: Upload, charset: str) -> bytes:
    """The content as UTF-8 where another charset is named; a byte order mark speaks for itself."""
    content = upload.content
    if kind.is_binary or not charset or content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content
    try:
        return content.decode(charset).encode("utf-8")
    except (LookupError, ValueError) as error:
        raise invalid("parse.error", f"There was a problem loading your file. {error}") from error


def _next_second(desk: Desk, before: SourceFile | None) -> float:
    """Now, and never the second of the upload before: dates are told in whole seconds."""
    return desk.now() if before is None else max(desk.now(), float(int(before.uploaded) + 1))
