#!/usr/bin/env python3
"""
Ask a real Smartcat account what its API's documentation leaves open; see docs/how-to/verify-live.md.

    python tools/verify_live.py [--project ID] [--write ID] [--burst]

Needs SMARTCAT_ACCOUNT_ID and SMARTCAT_API_KEY (and SMARTCAT_URL for another host). Nothing is written, unless --write
names a project that may be written to. Every question is one line: `question: observed (evidence)`.
"""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from ci_l10n.clock import Clock, SystemClock
from ci_l10n.errors import AuthError, L10nError, RemoteError
from ci_l10n.tms.smartcat.errors import NOT_THE_API, REGION, SECRETS
from ci_l10n.tms.smartcat.making import SERVERS, Access
from tools.live.asking import Asker, Finding, Subject, json_of
from tools.live.reading import BURST, QUESTIONS, answer
from tools.live.writing import Writing


def main(argv: Sequence[str], clock: Clock | None = None) -> int:
    parser = argparse.ArgumentParser(description="Check what Smartcat's documentation leaves open.")
    parser.add_argument("--server", choices=sorted(SERVERS), default="eu")
    parser.add_argument("--project", default="", metavar="ID", help="ask about this project's documents")
    parser.add_argument("--write", default="", metavar="ID", help="a project that may be written to")
    parser.add_argument("--burst", action="store_true", help="exceed the rate limit once, to see a 429")
    options = parser.parse_args(argv)
    try:
        asker = Asker(access_from(os.environ), options.server, clock or SystemClock())
        for text, finding, knobs in ask_everything(asker, options):
            observed, evidence = asker.clean(finding.observed), asker.clean(finding.evidence)
            knob = f" [{knobs}]" if knobs else ""
            print(f"{text}: {observed}{f' ({evidence})' if evidence else ''}{knob}", flush=True)
    except L10nError as error:
        sys.stderr.write(f"error: {error.message}\n  hint: {error.hint}\n")
        return error.exit_code
    return 0


def access_from(env: Any) -> Access:
    account, key = env.get("SMARTCAT_ACCOUNT_ID", "").strip(), env.get("SMARTCAT_API_KEY", "").strip()
    if not (account and key):
        raise AuthError("SMARTCAT_ACCOUNT_ID or SMARTCAT_API_KEY is not set", hint=SECRETS)
    bundle = env.get("REQUESTS_CA_BUNDLE") or None
    return Access(account, key, env.get("SMARTCAT_URL", ""), bundle)


def ask_everything(asker: Asker, options: argparse.Namespace) -> Iterator[tuple[str, Finding, str]]:
    account = asker.ask("GET", "v1/account")
    if account.status != 200:
        raise AuthError(f"the account cannot be read: {asker.seen(account)}", hint=f"{SECRETS}; {REGION}")
    if not isinstance(json_of(account), dict):
        raise RemoteError(f"this is not Smartcat's API: {asker.seen(account)}", hint=NOT_THE_API)
    subject = choose(asker, options.project or options.write)
    for question in QUESTIONS + ((BURST,) if options.burst else ()):
        yield question.text, _finding(lambda q=question: answer(q, asker, subject)), question.knobs
    if options.write:
        yield from Writing(asker, options.write).run()


def _finding(ask: Any) -> Finding:
    """A question that gets no answer at all costs only itself."""
    try:
        found: Finding = ask()
    except RemoteError as error:
        return Finding("no answer", error.message)
    return found


def choose(asker: Asker, project_id: str) -> Subject:
    """The project that was named, else the first one in the account with two documents, else any."""
    if project_id:
        response = asker.ask("GET", f"v1/project/{project_id}")
        if response.status != 200 or not isinstance(json_of(response), dict):
            raise RemoteError(f"project {project_id} cannot be read: {asker.seen(response)}", hint=REGION)
        return Subject(json_of(response))
    query = (("offset", "0"), ("limit", "20"))
    found = json_of(asker.ask("GET", "v2/project/list", *query)) or json_of(
        asker.ask("GET", "v1/project/list", *query)
    )
    subjects = [Subject(each) for each in found or [] if isinstance(each, dict) and each.get("id")]
    if not subjects:
        return Subject({"id": ""})
    return max(subjects, key=lambda subject: min(len(subject.documents), 2))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
