"""
The page of a pull request, at the address that the API calls `html_url`: what a person would look at on GitHub.

Nothing but what the API tells: state, branches, description as Markdown, changed files. Nothing can be done there, and
texts of a description run nothing: no script is allowed on the page.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request, Response

_ADDRESS = re.compile(r"/([^/]+)/([^/]+)/pull/(\d+)/?")
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_KINDS = {"+": "added", "-": "removed", "@": "place"}
_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} #{number}</title>
<style>
{style}</style>
<h1>{title} <span>#{number}</span></h1>
<div class="about"><span class="state {state}">{State}</span><b>{author}</b> {wants} {commits} into <span class="branch">{base}</span> from <span class="branch">{head}</span></div>
<nav class="tabs"><a href="#conversation">Conversation</a><a href="#files">Files changed {files}</a></nav>
<section id="conversation"><header><b>{author}</b> commented</header><article>{body}</article></section>
<div id="files">{differences}</div>
</html>
"""


class PullPages:
    """Answers at addresses of pull requests with pages, made of what ``api`` answers to ``token``."""

    def __init__(self, api: Callable[[Request], Response], token: str) -> None:
        self._api = api
        self._token = token

    def __call__(self, request: Request) -> Response | None:
        """None when the address is not that of a pull request that exists, or something else than to look is wanted."""
        found = _ADDRESS.fullmatch(request.path)
        if found is None or request.method not in ("GET", "HEAD"):
            return None
        path = "/api/v3/repos/{}/{}/pulls/{}".format(*found.groups())
        pull = self._get(path)
        if pull is None:
            return None
        page = make_pull_page(pull, self._get(f"{path}/files?per_page=100") or [])
        return Response(
            page, content_type="text/html; charset=utf-8", headers={"Content-Security-Policy": _POLICY}
        )

    def _get(self, path: str) -> Any:
        builder = EnvironBuilder(path)
        builder.headers["Authorization"] = f"Bearer {self._token}"
        answer = self._api(builder.get_request())
        return json.loads(answer.get_data(as_text=True)) if answer.status_code == 200 else None


def make_pull_page(pull: Mapping[str, Any], files: Sequence[Mapping[str, Any]]) -> str:
    """HTML of a pull request and its files, both in the shape of GitHub's API."""
    state = "merged" if pull["merged"] else str(pull["state"])
    count = int(pull["commits"])
    return _PAGE.format(
        style=Path(__file__).with_suffix(".css").read_text(encoding="utf-8"),
        title=escape(pull["title"]),
        number=int(pull["number"]),
        state=state,
        State=state.capitalize(),
        author=escape(pull["user"]["login"]),
        wants="merged" if state == "merged" else "wants to merge",
        commits="1 commit" if count == 1 else f"{count} commits",
        base=escape(pull["base"]["ref"]),
        head=escape(pull["head"]["ref"]),
        files=int(pull["changed_files"]),
        body=MarkdownIt("commonmark", {"html": True}).enable("table").render(pull["body"] or ""),
        differences="".join(_difference(each) for each in files),
    )


def _difference(file: Mapping[str, Any]) -> str:
    lines = str(file.get("patch") or "").splitlines()
    shown = "".join(f'<span class="{_KINDS.get(line[:1], "")}">{escape(line)}</span>' for line in lines)
    return f"<section><header>{escape(file['filename'])}</header><pre>{shown}</pre></section>"
