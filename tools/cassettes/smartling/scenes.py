"""
What is recorded of Smartling: one scene per wire contract.

A scene makes the calls and returns what they gave. Recording plays it against a server, the tests play the same scene
against its cassette. Scenes find what they need by themselves, so that each cassette can be played alone.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from ci_l10n.errors import AuthError, RemoteError
from ci_l10n.tms.base import Export, Import, ImportResult, Project, RemoteFile
from ci_l10n.tms.smartling import wire
from ci_l10n.tms.smartling.client import Upload, Wish
from tools.cassettes.smartling.people import FOLDER
from tools.cassettes.smartling.stage import Scene, Stage

APP = f"{FOLDER}web/en/größe.json"
STRINGS = f"{FOLDER}res/values/strings.xml"
RENAMED = f"{FOLDER}web/en/main.json"
SOURCES = {
    APP: b'{\n  "greeting": "Hello {name}",\n  "farewell": "Goodbye"\n}\n',
    STRINGS: b'<resources>\n    <string name="open">Open</string>\n    <string name="greet">Hello %s</string>\n'
    b"</resources>\n",
}
CHANGED = b'{\n  "greeting": "Hello {name}",\n  "farewell": "See you"\n}\n'
TRANSLATED = (
    '<resources>\n    <string name="open">Öffnen</string>\n    <string name="greet">Hallo</string>\n'
    '    <string name="nowhere">Nirgends</string>\n</resources>\n'
).encode()
NOTHING = f"{FOLDER}nothing.json"
JOINED, BROKEN = f"{FOLDER}web/en/joined.json", f"{FOLDER}web/en/broken.json"
JOB = "ci-l10n cassettes"
SINCE = "2020-01-01T00:00:00Z"  # what is older than 14 days is not remembered


def project(stage: Stage) -> wire.Project:
    return stage.client.project()


def refresh(stage: Stage) -> tuple[wire.Project, wire.Project]:
    """The token grows old between two requests."""
    before = stage.client.project()
    stage.clock.leap(470)
    return before, stage.client.project()


def wrong_secret(stage: Stage) -> str:
    """What logging in with another secret is refused with."""
    access = replace(stage.where.access, secret="not the secret")
    try:
        Stage(stage.where._replace(access=access), stage.clock).client.project()
    except AuthError as error:
        return error.message
    return ""


def push(stage: Stage) -> list[RemoteFile]:
    return [file for batch in stage.platform.send_new(imports(stage)) for file in batch]


def imports(stage: Stage) -> list[Import]:
    locales = tuple(stage.where.locales)
    return [
        Import(path, path, locales, name, partial(SOURCES.__getitem__, path))
        for path, name in ((APP, "json"), (STRINGS, "android"))
    ]


class Pulled(NamedTuple):
    project: Project
    targets: list[Export]
    one: list[Export]
    sources: list[Export]


def pull(stage: Stage) -> Pulled:
    """The project, all translations in an archive, one of them alone, and the sources."""
    found = ours(stage)
    platform = stage.platform
    targets = list(platform.export(found.files))
    one = list(platform.export(found.files[:1]))
    return Pulled(found, targets, one, list(platform.export(found.files, sources=True)))


def ours(stage: Stage, *more: str) -> Project:
    """The project as far as it is ours."""
    stage.platform.concentrate([APP, STRINGS, RENAMED, *more], ())
    return stage.platform.fetch_project()


def find(found: Project, uri: str) -> RemoteFile:
    """The file in the first locale."""
    for file in found.files:
        if file.group == uri:
            return file
    raise RemoteError(f"{uri} is not there", hint="an earlier scene has failed")


def published(stage: Stage) -> tuple[int, Sequence[wire.Published]]:
    return stage.client.published_since(SINCE, list(stage.where.locales.values()), 0)


class Imported(NamedTuple):
    result: ImportResult
    again: ImportResult
    export: Export


def key_import(stage: Stage) -> Imported:
    """A translation that fits, one whose placeholder is missing, and a key that nobody knows; then without overwriting."""
    file = find(ours(stage), STRINGS)

    def send(content: bytes, *, overwrite: bool) -> ImportResult:
        return stage.key_import.import_translations(
            file, "android", lambda: content, overwrite=overwrite, published=True, directives={}
        )

    result = send(TRANSLATED, overwrite=True)
    again = send(TRANSLATED.replace("Öffnen".encode(), b"Auf"), overwrite=False)
    (export,) = stage.key_import.export_saved([file], published=False)
    return Imported(result, again, export)


class Joined(NamedTuple):
    sent: list[RemoteFile]
    failed: Mapping[str, RemoteError]


def job(stage: Stage) -> Joined:
    """Files that are added to a job together, one of which cannot be read; nothing is authorized."""
    platform = stage.make(job=JOB, authorize=False).platform
    contents = {JOINED: SOURCES[APP], BROKEN: b"{"}
    platform.begin(list(contents), "main")
    locales = tuple(stage.where.locales)
    items = [Import(uri, uri, locales, "json", partial(contents.__getitem__, uri)) for uri in contents]
    sent = [file for batch in platform.send_new(items) for file in batch]
    failed = platform.finish()
    platform.delete([file for file in sent if file.group == JOINED])
    return Joined(sent, failed)


class Change(NamedTuple):
    before: Project
    sent: list[RemoteFile]
    renamed: Sequence[RemoteFile]


def change(stage: Stage) -> Change:
    """A new version of a file, then another name."""
    before = ours(stage)
    app = find(before, APP)
    item = Import(APP, APP, tuple(stage.where.locales), "json", lambda: CHANGED)
    sent = stage.platform.send_changed(app, item)
    stage.until(lambda: ours(stage), is_ready)
    return Change(before, sent, stage.platform.rename(app, RENAMED))


def is_ready(found: Project) -> bool:
    return all(file.condition == "ready" for file in found.files)


def locked(stage: Stage) -> Project:
    """A file that is being taken apart after an upload."""
    item = Import(STRINGS, STRINGS, tuple(stage.where.locales), "android", lambda: SOURCES[STRINGS])
    stage.platform.send_changed(find(ours(stage), STRINGS), item)
    return ours(stage)


def refusals(stage: Stage) -> list[RemoteError]:
    """What errors look like."""
    client = stage.client
    wish = Wish(is_published=True, has_originals=False)
    calls: list[Callable[[], object]] = [
        lambda: client.status(NOTHING),
        lambda: client.download(NOTHING, "de", wish),
        lambda: client.download_many({NOTHING: ["de"]}, wish),
        lambda: client.upload(Upload(NOTHING, "json", lambda: b"{}")),
        lambda: client.upload(Upload(NOTHING, "not-a-type", lambda: b"{}")),
        lambda: client.rename(NOTHING, RENAMED),
        lambda: client.delete(NOTHING),
    ]
    return [error for error in map(_error, calls) if error is not None]


def _error(call: Callable[[], object]) -> RemoteError | None:
    try:
        call()
    except RemoteError as error:
        return error
    return None


def delete(stage: Stage) -> None:
    stage.platform.delete(ours(stage).files)


SCENES = (
    Scene("project", project),
    Scene("refresh", refresh),
    Scene("wrong-secret", wrong_secret),
    Scene("refusals", refusals),
    Scene("push", push, settles=True),
    Scene("pull", pull),
    Scene("published", published),
    Scene("key-import", key_import),
    Scene("job", job),
    Scene("change", change, settles=True),
    Scene("locked", locked, {"ingest_reads": 1}),
    Scene("delete", delete),
)
