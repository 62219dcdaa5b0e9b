"""
A session of the PyPI package `smartcat`, printed as JSON: [what was called, status, body].

Runs in an environment of its own: python use_smartcat.py SERVER ACCOUNT_ID API_KEY
"""

import builtins
import json
import sys
import time

from smartcat import SmartCAT  # type: ignore[import-not-found]

builtins.basestring = str  # type: ignore[attr-defined]  # all that keeps this package from Python 3

SOURCE = b'{"a": "One", "b": "Two words"}'
CHANGED = b'{"a": "One", "b": "Two words", "c": "Three"}'


def main() -> None:
    server, account, key = sys.argv[1:]
    api = SmartCAT(account, key, server)
    seen: list[tuple[str, int, str]] = []

    def note(name: str, response):  # type: ignore[no-untyped-def]
        time.sleep(0.26)  # the package knows nothing of the limit of four requests a second
        seen.append((name, response.status_code, response.text))
        return response.json() if response.text.startswith(("{", "[", '"')) else None

    model = {"name": "Test", "sourceLanguage": "en", "targetLanguages": ["de", "fr"], "assignToVendor": False}
    files = {"first": ("docs/one.json", SOURCE, "application/json")}
    project = note("create", api.project.create(model, files))["id"]
    note("get_all", api.project.get_all())
    note("update", api.project.update(project, {"name": "Renamed", "description": "d"}))
    note("attach", api.project.attach_document(project, {"file": ("Übersicht.json", SOURCE)}))
    note("add_target_lang", api.project.add_target_lang(project, "ja"))
    held = note("get", api.project.get(project))["documents"]
    german = next(d["id"] for d in held if d["targetLanguage"] == "de" and d["name"] == "one")
    note("document.update", api.document.update(german, {"file": ("one.json", CHANGED)}))
    note("document.rename", api.document.rename(german, "two"))
    ids = [d["id"] for d in held if d["targetLanguage"] == "de"]
    for name, wanted, kind in (
        ("one", german, "target"),
        ("many", ids, "target"),
        ("xliff", german, "xliff"),
    ):
        task = note(f"export {name}", api.document.request_export(wanted, kind))["id"]
        for _ in range(10):
            answer = api.document.download_export_result(task)
            if answer.status_code != 204:
                break
            time.sleep(0.3)
        seen.append((f"download {name}", answer.status_code, answer.content.decode("latin-1")))
    note("translate", api.document.translate(german, {"translationFile": ("de.json", b'{"a": "Eins"}')}))
    for _ in range(3):
        note("translation status", api.document.get_translation_status(german))
    note("completed work", api.project.completed_work_statistics(project))
    note("cancel", api.project.cancel(project))
    note("restore", api.project.restore(project))
    note("delete", api.project.delete(project))
    note("get deleted", api.project.get(project))
    print(json.dumps(seen))


if __name__ == "__main__":
    main()
