"""What is done to the keys of a project: dating, hiding, translating, billing."""

import copy

from ci_l10n.sandbox.smartcat.keys.progress import is_key_project, key_status
from ci_l10n.sandbox.smartcat.keys.records import KeyValue, StringKey
from ci_l10n.sandbox.smartcat.records import Bill, Project
from ci_l10n.sandbox.smartcat.store import Store
from ci_l10n.sandbox.smartcat.workflow import Workflow
from ci_l10n.sandbox.translator import pseudo

TICK = 0.001  # seconds


class KeyWork:
    """Every change is `begin`, then any number of `write` and `touch`, within one request."""

    def __init__(self, workflow: Workflow) -> None:
        self.store: Store = workflow.store
        self._translates = workflow.translator == "pseudo"
        self._stamp = 0.0

    def look(self, project: Project) -> None:
        """Somebody looks at the project: the pseudo translator has done by now what is visible."""
        if not self._translates or self.store.now() < project.table.hidden_until:
            return
        self.begin(project)
        for keys in project.table.collections.values():
            for key in keys.values():
                for language in project.targets:
                    if language not in key.values:
                        text = pseudo(key.source, language, self.store.seed)
                        self.write(project, key, language, text, len(project.stage_types))

    def write(self, project: Project, key: StringKey, language: str, text: str, confirmed: int = 0) -> None:
        key.values[language] = KeyValue(text, confirmed)
        self.touch(project, key)

    def begin(self, project: Project) -> None:
        """
        A change begins: everything it touches gets the same date, when it becomes visible, later than all before.

        Dates are whole milliseconds, so that what a client has read and sends back as `modified-since` is the same.
        """
        moment = max(self.store.now(), project.table.hidden_until, project.modified + TICK)
        self._stamp = round(moment, 3)

    def touch(self, project: Project, key: StringKey | None = None) -> None:
        """Something belongs to the change that has begun."""
        project.modified = self._stamp
        if key is not None:
            key.modified = self._stamp

    def hide(self, project: Project) -> None:
        """Let readers see the present state for a while, whatever comes now."""
        seconds, table = self.store.knobs.key_hidden_seconds, project.table
        if not seconds:
            return
        if self.store.now() >= table.hidden_until:
            table.shown = copy.deepcopy(table.collections)
            table.shown_modified = project.modified
        table.hidden_until = self.store.now() + seconds

    def bill(self, project: Project, collection: str, kind: str) -> None:
        """Write down what is new: each source text is paid for once in each language."""
        words = 0
        for key in project.table.collections.get(collection, {}).values():
            for language in project.targets:
                if key.billed.get(language) != key.source:
                    words += key.words
                    key.billed[language] = key.source
        upload = self.store.count_upload(project.id, collection)
        languages = list(project.targets)
        self.store.records.bills.append(
            Bill(project.id, project.name, collection, upload, kind, languages, words, self.store.now())
        )

    def add_language(self, project: Project) -> None:
        """The project has got a language: its words are to be paid for."""
        for collection in project.table.collections:
            self.bill(project, collection, "language")

    def remove_language(self, project: Project, language: str) -> None:
        for keys in project.table.collections.values():
            for key in keys.values():
                key.values.pop(language, None)
                key.billed.pop(language, None)

    def cut_stages(self, project: Project) -> None:
        """The project has other stages: nothing is confirmed beyond the last."""
        for keys in project.table.collections.values():
            for value in (value for key in keys.values() for value in key.values.values()):
                value.confirmed = min(value.confirmed, len(project.stage_types))

    def are_open(self, project: Project) -> bool:
        """Whether it is a project of keys that are not all confirmed."""
        return is_key_project(project) and key_status(project, self.store.now()) != "completed"
