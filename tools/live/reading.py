"""Questions that change nothing: reads, exports, and calls that name ids which no document has."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from tools.live.asking import UNSEEN, Asker, Finding, Subject, is_served, json_of

NO_DOCUMENT = "000000000000000000000000_9"
NO_PROJECT = "00000000-0000-4000-8000-000000000000"


class Question(NamedTuple):
    """``knobs`` are those of the sandbox that a different answer would be set by."""

    text: str
    ask: Callable[[Asker, Subject], Finding]
    knobs: str = ""
    asks_for_documents: int = 0


def wrong_key(asker: Asker, _: Subject) -> Finding:
    response = asker.ask("GET", "v1/account", token="bm9ib2R5OjFfd3Jvbmc=")
    challenge = response.headers.get("www-authenticate", "none")
    return Finding(asker.seen(response), f"WWW-Authenticate: {challenge}")


def burst(asker: Asker, _: Subject) -> Finding:
    """Asked only on demand: everybody who uses the account is slowed down for a moment."""
    request = asker.request("GET", "v1/account")
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda _: asker.unlimited.send(request), range(12)))
    asker.clock.sleep(2)
    refused = [each for each in answers if each.status == 429]
    if not refused:
        return Finding("no 429 among 12 requests at once")
    names = [name for name in refused[0].headers if name == "retry-after" or name.startswith("x-rate")]
    said = (
        ", ".join(f"{name}: {refused[0].headers[name]}" for name in names) or "no Retry-After or X-RateLimit"
    )
    return Finding(f"{len(refused)} of 12 refused, {said}", asker.seen(refused[0]))


def unknown_project(asker: Asker, _: Subject) -> Finding:
    return Finding(asker.seen(asker.ask("GET", f"v1/project/{NO_PROJECT}")))


def error_shape(asker: Asker, _: Subject) -> Finding:
    return Finding(
        asker.seen(asker.ask("PUT", "v1/document/rename", ("documentId", NO_DOCUMENT), ("name", "x")))
    )


def spelling(asker: Asker, subject: Subject) -> Finding:
    document = subject.documents[0]
    status, key = str(document.get("status", "")), str(document["id"]).partition("_")[0]
    case = "PascalCase" if status[:1].isupper() else "camelCase"
    return Finding(
        f"{case} enumerations, {'integer' if key.isdecimal() else 'hexadecimal'} file keys", status
    )


def export_twice(asker: Asker, subject: Subject) -> Finding:
    first, task, polls = asker.export([subject.documents[0]["id"]], type="target", mode="current")
    if first.status != 200:
        return Finding("the export failed", asker.seen(first))
    second = asker.ask("GET", f"v1/document/export/{task}")
    is_same = second.status == 200 and second.body == first.body
    observed = "the same file" if is_same else "only once"
    return Finding(observed, f"{first.status} after {polls} x 204, then {second.status}")


def disposition(asker: Asker, subject: Subject) -> Finding:
    response, _, _ = asker.export([subject.documents[0]["id"]], type="target", mode="current")
    names = [
        part.strip().partition("=")[0] for part in response.headers.get("content-disposition", "").split(";")
    ]
    kind = response.headers.get("content-type", "no content type")
    return Finding(", ".join(filter(None, names)) or "no Content-Disposition", f"{response.status}, {kind}")


def several(asker: Asker, subject: Subject) -> Finding:
    ids = [each["id"] for each in subject.documents[:2]]
    response, _, _ = asker.export(ids, type="target", mode="current")
    is_zip = response.body.startswith(b"PK\x03\x04")
    kind = response.headers.get("content-type", "no content type")
    return Finding("a ZIP" if is_zip else "no ZIP", f"{response.status}, {kind}")


def ids_spelled(asker: Asker, subject: Subject) -> Finding:
    first, second = (str(each["id"]) for each in subject.documents[:2])
    spellings = {
        "repeated": [("documentIds", first), ("documentIds", second)],
        "comma": [("documentIds", f"{first},{second}")],
        "brackets": [("documentIds[]", first), ("documentIds[]", second)],
        "line ends": [("documentIds", f"{first}\n{second}")],
    }
    taken, evidence = [], []
    for name, query in spellings.items():
        response = asker.ask("POST", "v1/document/export", *query, ("type", "target"), ("mode", "current"))
        task = json_of(response)
        named = len(task.get("documentIds") or ()) if isinstance(task, dict) else 0
        evidence.append(f"{name} {response.status}")
        if response.status == 200 and named in (0, 2):
            taken.append(name)
    return Finding(f"accepted: {', '.join(taken) or 'none'}", "; ".join(evidence))


def default_mode(asker: Asker, subject: Subject) -> Finding:
    """Only a document whose modes differ can tell."""
    document = next((each for each in subject.documents if 0 < _progress(each) < 100), subject.documents[0])
    without = asker.export([document["id"]], type="target")[0]
    modes = ("current", "confirmed", "complete")
    exports = {mode: asker.export([document["id"]], type="target", mode=mode)[0] for mode in modes}
    same = [mode for mode, response in exports.items() if response.body == without.body]
    observed = f"like {' and '.join(same)}" if same else "like none of them"
    return Finding(
        observed, f"{without.status}; a document with {_progress(document):g} % of its first stage"
    )


def untranslated(asker: Asker, subject: Subject) -> Finding:
    document = next((each for each in subject.documents if _progress(each) == 0), None)
    if document is None:
        return Finding("not observed", "every document has translations")
    target = asker.export([document["id"]], type="target", mode="confirmed")[0]
    source = asker.export([document["id"]], type="source")[0]
    observed = "source text" if target.body == source.body else "something else than the source"
    return Finding(observed, f"{len(target.body)} bytes, the source has {len(source.body)}")


def _progress(document: dict[str, object]) -> float:
    stages = document.get("workflowStages")
    return float(stages[0].get("progress") or 0) if isinstance(stages, list) and stages else 0.0


def import_status(asker: Asker, subject: Subject) -> Finding:
    query = ("documentId", str(subject.documents[0]["id"]))
    status = asker.ask("GET", "v1/document/translate/status", query)
    result = asker.ask("GET", "v1/document/translate/result", query)
    return Finding(asker.seen(status), f"translate/result: {asker.seen(result)}")


def callback(asker: Asker, _: Subject) -> Finding:
    """Whether there is one, and nothing else of it: its headers are secrets."""
    response = asker.ask("GET", "v1/callback")
    errors = asker.ask("GET", "v1/callback/lastErrors", ("limit", "100"))
    observed = {200: "configured", 204: "none", 404: "none"}.get(response.status, "unclear")
    return Finding(observed, f"{response.status}; lastErrors: {asker.seen(errors)}")


def project_statistics(asker: Asker, subject: Subject) -> Finding:
    return _while_counting(asker, f"v2/project/{subject.id}/statistics")


def document_statistics(asker: Asker, subject: Subject) -> Finding:
    return _while_counting(asker, "v1/document/statistics", ("documentId", str(subject.documents[0]["id"])))


def _while_counting(asker: Asker, path: str, *query: tuple[str, str]) -> Finding:
    response = asker.ask("GET", path, *query, ("onlyExactMatches", "false"))
    if response.status == 202:
        return Finding("202 while it counts", asker.seen(response))
    if response.status == 200 and not isinstance(json_of(response), dict | list):
        return Finding("200 with a text while it counts", asker.seen(response))
    return Finding("already counted" if response.status == 200 else "refused", asker.seen(response))


def _serves(method: str, path: str, *query: tuple[str, str]) -> Callable[[Asker, Subject], Finding]:
    return lambda asker, _: is_served(asker, method, path, *query)


BURST = Question("429: headers and body", burst, "retry_after, rate_per_second, rate_burst")
_DOCUMENT, _LANGUAGE, _PAGE = ("documentId", NO_DOCUMENT), ("type", "language"), ("limit", "1")
QUESTIONS = (
    Question("401: body and challenge", wrong_key),
    Question("error of a GET", unknown_project, "error_shape"),
    Question("error of a PUT", error_shape, "error_shape"),
    Question("v1 project/list", _serves("GET", "v1/project/list", _PAGE)),
    Question("v2 project/list", _serves("GET", "v2/project/list", _PAGE)),
    Question("v1 directory", _serves("GET", "v1/directory", _LANGUAGE)),
    Question("v2 directory", _serves("GET", "v2/directory", _LANGUAGE)),
    Question("v1 document/update", _serves("PUT", "v1/document/update", _DOCUMENT), "v1_update"),
    Question("v2 document/update", _serves("PUT", "v2/document/update", _DOCUMENT), "v2_update"),
    Question("a callback", callback),
    Question("statistics of a project", project_statistics, "statistics_reads", 1),
    Question("statistics of a document", document_statistics, "statistics_reads, statistics_as_text", 1),
    Question("spelling of enumerations and file keys", spelling, "pascal_case, integer_keys", 1),
    Question("an export downloaded twice", export_twice, "export_once, export_reads", 1),
    Question("Content-Disposition of an export", disposition, "content_disposition", 1),
    Question("an export of two documents", several, "zip_always", 2),
    Question("spellings of documentIds", ids_spelled, "repeated_ids_only", 2),
    Question("mode when it is left out", default_mode, "", 1),
    Question("untranslated strings in a target export", untranslated, "untranslated", 1),
    Question("translate/status without an import", import_status, "", 1),
)


def answer(question: Question, asker: Asker, subject: Subject) -> Finding:
    if len(subject.documents) < question.asks_for_documents:
        return UNSEEN._replace(evidence=f"needs a project with {question.asks_for_documents} documents")
    return question.ask(asker, subject)
