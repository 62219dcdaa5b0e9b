"""Comments on merge requests: `notes`, and `discussions` of one note each."""

import hashlib

from ci_l10n.sandbox.gitlab import planning_shapes
from ci_l10n.sandbox.gitlab.call import Answer, Call, Route
from ci_l10n.sandbox.gitlab.merge_requests import DESCRIPTION_LIMIT
from ci_l10n.sandbox.gitlab.quick_actions import carry_out
from ci_l10n.sandbox.gitlab.records import MAINTAINER, REPORTER, MergeRequest, Note
from ci_l10n.sandbox.gitlab.refusals import bad_parameters, forbidden, message, not_found
from ci_l10n.sandbox.gitlab.shapes import Json


def _shape(call: Call, one: MergeRequest, note: Note) -> Json:
    return planning_shapes.note(call.hub, call.project, one, note)


def _find(call: Call, one: MergeRequest) -> Note:
    for note in one.notes:
        if str(note.id) == call.path["note_id"]:
            return note
    raise not_found("Note")


def _own(call: Call, one: MergeRequest) -> Note:
    """A note that the acting user may change. Raises the 403."""
    note = _find(call, one)
    if note.author != call.username and call.level < MAINTAINER:
        raise forbidden()
    return note


def _body(call: Call) -> str:
    body = call.text("body") or ""
    if not body.strip():
        raise bad_parameters(["body is empty"])
    if len(body) > DESCRIPTION_LIMIT:
        raise message(400, {"note": [f"is too long (maximum is {DESCRIPTION_LIMIT} characters)"]})
    return body


def list_notes(call: Call) -> Answer:
    """The newest first unless told otherwise."""
    one = call.merge_request()
    order = call.choice("order_by", ("created_at", "updated_at"), "created_at")
    newest_first = call.choice("sort", ("asc", "desc"), "desc") == "desc"
    found = sorted(
        one.notes,
        key=lambda note: (note.created if order == "created_at" else note.updated, note.id),
        reverse=newest_first,
    )
    return call.paged(found, lambda note: _shape(call, one, note))


def get_note(call: Call) -> Answer:
    one = call.merge_request()
    return Answer(_shape(call, one, _find(call, one)))


def _add(call: Call, one: MergeRequest) -> Note:
    call.need(REPORTER)
    call.require("body")
    body = carry_out(call.hub, call.project, one, _body(call), call.username)
    note = Note(call.hub.next_id(), call.username, body, call.now, call.now)
    one.updated = call.now
    if body.strip():  # nothing but actions leaves no comment
        one.notes.append(note)
    return note


def create_note(call: Call) -> Answer:
    one = call.merge_request()
    return Answer(_shape(call, one, _add(call, one)), 201)


def update_note(call: Call) -> Answer:
    call.require("body")
    one = call.merge_request()
    note = _own(call, one)
    note.body, note.updated = _body(call), call.now
    return Answer(_shape(call, one, note))


def delete_note(call: Call) -> Answer:
    one = call.merge_request()
    one.notes.remove(_own(call, one))
    return Answer(None, 204)


def _discussion(call: Call, one: MergeRequest, note: Note) -> Json:
    number = hashlib.sha1(str(note.id).encode()).hexdigest()  # noqa: S324 - as long as GitLab's ids
    return {"id": number, "individual_note": True, "notes": [_shape(call, one, note)]}


def list_discussions(call: Call) -> Answer:
    """The oldest first."""
    one = call.merge_request()
    return call.paged(one.notes, lambda note: _discussion(call, one, note))


def create_discussion(call: Call) -> Answer:
    one = call.merge_request()
    return Answer(_discussion(call, one, _add(call, one)), 201)


_ONE = "/projects/:id/merge_requests/:iid"

ROUTES = (
    Route("GET", f"{_ONE}/notes", list_notes, job_token=True),
    Route("POST", f"{_ONE}/notes", create_note),
    Route("GET", f"{_ONE}/notes/:note_id", get_note, job_token=True),
    Route("PUT", f"{_ONE}/notes/:note_id", update_note),
    Route("DELETE", f"{_ONE}/notes/:note_id", delete_note),
    Route("GET", f"{_ONE}/discussions", list_discussions),
    Route("POST", f"{_ONE}/discussions", create_discussion),
)
