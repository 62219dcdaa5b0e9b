"""
What is recorded: one scene per wire contract.

A scene makes the calls and returns what they gave. Recording plays it against a server, the tests play the same scene
against its cassette. Scenes find what they need by themselves, so that each cassette can be played alone.
"""

import re
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from ci_l10n.errors import RemoteError
from ci_l10n.tms.base import Export, Import, Project, RemoteFile
from ci_l10n.tms.smartcat import wire
from ci_l10n.tms.smartcat.bilingual import SmartcatBilingual
from ci_l10n.tms.smartcat.callbacks import Callback, Callbacks, Header
from ci_l10n.tms.smartcat.client import SmartcatClient
from ci_l10n.tms.smartcat.keys.calls import ExportOptions, ImportOptions, Keys, Resource
from ci_l10n.tms.smartcat.projects import EXTERNAL_TAG, NewProject
from ci_l10n.tms.smartcat.smart_translation import SmartTranslation
from ci_l10n.tms.smartcat.statistics import Statistics
from ci_l10n.tms.smartcat.translations import Translations
from ci_l10n.tms.smartcat.uploads import Upload
from tools.cassettes.scrub import MASK
from tools.cassettes.smartcat.people import HOOK, NOBODY
from tools.cassettes.smartcat.stage import LOCALES, Scene, Stage

NAME = "ci-l10n cassettes"
APP = "web/en/app.json"
SOURCES = {
    APP: b'{\n  "greeting": "Hello {name}",\n  "farewell": "Goodbye"\n}\n',
    "docs/gr\u00f6\u00dfe.html": b"<p>How large is it?</p>\n",
}
CHANGED = b'{\n  "greeting": "Hello {name}",\n  "farewell": "See you"\n}\n'
TRANSLATED = b'{\n  "greeting": "Hallo {name}",\n  "farewell": "Auf Wiedersehen"\n}\n'
KEYS = b'{"greeting": "Hello {name}", "farewell": "Goodbye"}'
GERMAN = b'{"greeting": "Hallo {name}"}'
TEXTS = (("Hello {name}", "greeting"), ("Goodbye", ""))


def account(stage: Stage) -> wire.Account:
    return stage.client.account()


def create(stage: Stage) -> wire.Project:
    project = stage.client.create_project(NAME, "en", ["de"])
    stage.project_id = project.id
    return project


class Pushed(NamedTuple):
    before: Project
    files: list[RemoteFile]


def push(stage: Stage) -> Pushed:
    platform = stage.platform
    before = platform.fetch_project()
    platform.add_locale("fr")
    return Pushed(before, [file for batch in platform.send_new(imports()) for file in batch])


def imports() -> list[Import]:
    return [Import(path, path, ("de", "fr"), None, partial(SOURCES.__getitem__, path)) for path in SOURCES]


class Pulled(NamedTuple):
    project: Project
    targets: list[Export]
    sources: list[Export]


def pull(stage: Stage) -> Pulled:
    platform = stage.platform
    project = platform.fetch_project()
    targets = list(platform.export(project.files))
    return Pulled(project, targets, list(platform.export(project.files, sources=True)))


def statistics(stage: Stage) -> tuple[Any, Any]:
    """Of the project and of one document."""
    project = stage.client.project(stage.project_id)
    counted = Statistics(stage.client, stage.clock)
    return counted.of_project(project.id), counted.of_document(project.documents[0].id)


class Imported(NamedTuple):
    exports: list[Export]
    before: str | None  # how an earlier import went; None: there was none
    status: str | None
    result: object


def xliff(stage: Stage) -> Imported:
    """All documents in an archive, one alone, and that one back with a translation."""
    files = stage.platform.fetch_project().files
    app = _app(files)
    bilingual, translations = (
        SmartcatBilingual(stage.client, LOCALES, stage.clock),
        Translations(stage.client),
    )
    exports = [*bilingual.export_xliff(files), *bilingual.export_xliff([app])]
    content = _with_target(exports[-1].content or b"", "Hallo {name}")
    before = translations.translation_status(app.id)
    bilingual.import_xliff(app, lambda: content, confirm=True, overwrite=True)
    status, result = translations.translation_status(app.id), translations.translation_result(app.id)
    return Imported(exports, before, status, result)


def translated_file(stage: Stage) -> Imported:
    """A translated file of the document's own format."""
    app = _app(stage.platform.fetch_project().files, "fr")
    translations = Translations(stage.client)
    before = translations.translation_status(app.id)
    translations.translate(app.id, "app.json", lambda: TRANSLATED, overwrite=True, confirm=False)
    ask = partial(translations.translation_status, app.id)
    status = stage.until(ask, lambda status: status in ("completed", "faulted"))
    return Imported([], before, status, translations.translation_result(app.id))


def _app(files: tuple[RemoteFile, ...], locale: str = "de") -> RemoteFile:
    return next(file for file in files if file.external_id == APP and file.locale == locale)


def _with_target(content: bytes, text: str) -> bytes:
    """``content`` with another first target."""
    target = f'<target state="translated">{text}</target>'.encode()
    return re.sub(rb"<target[^>]*?(?:/>|>[^<]*</target>)", lambda _: target, content, count=1)


class Change(NamedTuple):
    before: Project
    sent: list[RemoteFile]
    after: Project


def change(stage: Stage) -> Change:
    """A new version of a file for all its languages, then another name."""
    platform = stage.platform
    before = platform.fetch_project()
    app = _app(before.files)
    sent = platform.send_changed(app, changed())
    platform.rename(app, "web/en/main.json")
    return Change(before, sent, platform.fetch_project())


def changed() -> Import:
    return Import(APP, APP, ("de", "fr"), None, lambda: CHANGED)


class Documents(NamedTuple):
    document: wire.Document
    completing: int


def documents(stage: Stage) -> Documents:
    """One document by itself, a note on it, and its completion (which only a manager's review asks for)."""
    first = stage.client.project(stage.project_id).documents[0].id
    stage.client.set_meta_info(first, '{"note": "h\u00e4?"}')
    completing = refusal(lambda: stage.client.complete_document(first))
    return Documents(stage.client.document(first), completing)


class Orders(NamedTuple):
    found: list[wire.Project]
    changed: wire.Project
    canceled: wire.Project
    restored: wire.Project
    completing: int


def orders(stage: Stage) -> Orders:
    """Find, change, cancel, restore, complete, and one language less."""
    client = stage.client
    found = list(client.projects(NAME, EXTERNAL_TAG))
    client.change_project(client.project(stage.project_id), {"description": "Made for a recording"})
    changed = client.project(stage.project_id)
    client.cancel_project(stage.project_id)
    canceled = client.project(stage.project_id)
    client.restore_project(stage.project_id)
    client.remove_language(stage.project_id, "fr")
    restored = client.project(stage.project_id)
    return Orders(
        found, changed, canceled, restored, refusal(lambda: client.complete_project(stage.project_id))
    )


def made_with_file(stage: Stage) -> wire.Project:
    """A project that is created together with a file, and deleted."""
    upload = Upload(APP, APP, ("de",), lambda: SOURCES[APP])
    new = NewProject(
        f"{NAME}, with a file", "en", ("de",), stages=("translation", "editing"), uploads=(upload,)
    )
    made = stage.client.create(new)
    try:
        return stage.client.project(made.id)
    finally:
        stage.client.delete_project(made.id)


def delete(stage: Stage) -> Project:
    platform = stage.platform
    platform.delete(platform.fetch_project().files)
    return platform.fetch_project()


def refusals(stage: Stage) -> list[RemoteError]:
    """What errors look like."""
    client, project = stage.client, stage.project_id
    calls: list[Callable[[], object]] = [
        lambda: client.project(NOBODY),
        lambda: client.document("0123456789abcdef01234567_7"),
        lambda: client.add_language(project, "xx-nowhere"),
        lambda: client.fetch_export(NOBODY),
        lambda: client.rename("0123456789abcdef01234567_7", "nothing"),
    ]
    return [error for error in map(_error, calls) if error is not None]


def _error(call: Callable[[], object]) -> RemoteError | None:
    try:
        call()
    except RemoteError as error:
        return error
    return None


def refusal(call: Callable[[], object]) -> int:
    """The status that a call was refused with; 0: it was not."""
    error = _error(call)
    return error.status if error else 0


class KeysGiven(NamedTuple):
    source: Any
    german: Any
    exported: bytes


def keys(stage: Stage) -> KeysGiven:
    """A key project of its own: two imports, an export, and its end."""
    made = stage.client.create(NewProject(f"{NAME}, keys", "en", ("de",), kind="softwareLocalization"))
    calls = Keys(stage.client)

    def taken(content: bytes, options: ImportOptions) -> Any:
        task = calls.import_files(made.id, [Resource("strings.json", lambda: content)], options)
        return stage.until(lambda: calls.import_result(task), lambda result: result.is_over)

    try:
        source = taken(KEYS, ImportOptions("en"))
        german = taken(GERMAN, ImportOptions("de", on_conflict="overwrite", completion_state="final"))
        options = ExportOptions(collections=("main",), languages=("de",), format="json", incomplete="skip")
        task = calls.request_export(made.id, options)
        response = stage.until(lambda: calls.fetch_export(task), lambda answer: answer is not None)
        return KeysGiven(source, german, response.body if response else b"")
    finally:
        stage.client.delete_project(made.id)


def callbacks_read(stage: Stage) -> tuple[Callback | None, Any]:
    callbacks = Callbacks(stage.client)
    return callbacks.show(), callbacks.last_errors()


def callbacks_set(stage: Stage) -> tuple[Callback | None, Callback | None]:
    """Set, read and delete; what was set before is to be put back by who plays this."""
    callbacks = Callbacks(stage.client)
    callbacks.set(Callback(HOOK, (Header("X-Token", MASK),)))
    shown = callbacks.show()
    callbacks.delete()
    return shown, callbacks.show()


def smart_translation(stage: Stage) -> Any:
    return SmartTranslation(stage.client).translate("en", ["de", "fr"], TEXTS)


class Older(NamedTuple):
    sent: list[RemoteFile]
    client: SmartcatClient
    rows: Any


def older(stage: Stage) -> Older:
    """Updates one language at a time, and statistics that answer with a text first."""
    platform = stage.platform
    app = _app(platform.fetch_project().files)
    again = Import(app.name, APP, ("de", "fr"), None, lambda: SOURCES[APP])
    sent = platform.send_changed(app, again)
    return Older(sent, stage.client, Statistics(stage.client, stage.clock).of_document(app.id))


SCENES = (
    Scene("account", account),
    Scene("create", create),
    Scene("push", push, settles=True),
    Scene("pull", pull),
    Scene("statistics", statistics),
    Scene("change", change, settles=True),
    Scene("older", older, "sandbox", {"v2_update": False, "statistics_as_text": True}, True),
    Scene("xliff", xliff),
    Scene("translated-file", translated_file),
    Scene("documents", documents),
    Scene("refusals", refusals),
    Scene("delete", delete),
    Scene("orders", orders),
    Scene("made-with-file", made_with_file),
    Scene("keys", keys),
    Scene("callbacks-read", callbacks_read),
    Scene("callbacks-set", callbacks_set, "account"),
    Scene("smart-translation", smart_translation, "account"),
)
