"""What holds after every attack, whatever it was. Each function returns what is wrong, in words."""

import hashlib
import os
import re
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

from tests.hostile.attacking.case import Case
from tests.hostile.attacking.running import Ran
from tests.hostile.attacking.secrets_of_run import find_leaks
from tests.hostile.attacking.servers import Heard
from tests.hostile.attacking.site import Site

OURS = ("app/.git/ci-l10n/", "job/", "log/")  # where a run keeps its report, and a job its pages
COMMANDS = re.compile(r"::(error|warning|notice)( [^:]*)?::.*")
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
TAGS = re.compile(r"</?(code|details|summary|sub|br|b)( open)?>|<!--[ \w:.=-]*-->")
REFERENCES = re.compile(
    r"(?<![\w/])[@#!&$~%]\w|\b(GH|[A-Z]{2,10})-\d|(?<![\w-])[0-9a-f]{7,40}(?![\w-])|https?://|www\."
)
ADDRESSES = re.compile(
    r"(?:https?|ftp)://[^\s)>\]]+|www\.[^\s)>\]]+"
)  # as forges find them, also inside of tags
CODE = re.compile(r"<code>[^<>`*_~\[\]|\\@\n]*</code>")  # where forges look for nothing, nor does Markdown
QUICK_ACTION = re.compile(r"^\s*/[a-z]", re.MULTILINE)


class Entry(NamedTuple):
    """A file, folder or link as it was found."""

    kind: int
    mode: int
    content: str  # digest of a file, target of a link


def snapshot(folder: Path) -> Mapping[str, Entry]:
    """Everything below ``folder``; what git's own index remembers of times does not count."""
    found: dict[str, Entry] = {}
    for place, folders, files in os.walk(folder):
        for name in (*folders, *files):
            path = Path(place, name)
            found[path.relative_to(folder).as_posix()] = _entry(path)
    return found


def _entry(path: Path) -> Entry:
    status = path.lstat()
    kind, mode = stat.S_IFMT(status.st_mode), stat.S_IMODE(status.st_mode)
    if kind == stat.S_IFLNK:
        return Entry(kind, mode, os.readlink(path))
    is_file = kind == stat.S_IFREG and status.st_size < 50_000_000
    return Entry(
        kind, mode, hashlib.sha256(path.read_bytes()).hexdigest() if is_file else str(status.st_size)
    )


def check_laws(site: Site, ran: Ran, before: Mapping[str, Entry], heard: list[Heard]) -> list[str]:
    """What holds whatever the attack was."""
    after = snapshot(site.folder)
    return [
        *_check_log(site.case, ran),
        *_check_files(site.case, before, after),
        *_check_foreign(site, heard),
        *_check_output(site, ran),
        *_check_secrets(site, ran, before, after),
        *(_check_proposals(site) if site.is_online else ()),
    ]


def check_case(case: Case, site: Site, ran: Ran) -> Iterator[str]:
    """What this very attack has to come to."""
    if ran.code not in case.exits:
        yield f"exit {ran.code} instead of {case.exits}"
    proposals = site.proposals() if site.is_online else []
    shown = "\n".join((ran.out, ran.err, *(_body_of(each) for each in proposals)))
    yield from (f"nobody is told {text!r}" for text in case.says if text not in shown)
    yield from (f"people are told {text!r}" for text in case.hides if text in shown)
    for path, text in case.delivers.items():
        if text not in site.remote_git("show", f"refs/heads/l10n/{case.branch}:{path}"):
            yield f"{path} is not proposed with {text!r} in it"
    for path in case.keeps:
        if site.remote_git("rev-parse", "--verify", "-q", f"refs/heads/l10n/{case.branch}:{path}"):
            yield f"{path} is proposed"


def _body_of(proposal: Mapping[str, Any]) -> str:
    return str(proposal.get("body") or proposal.get("description") or "")


def _check_log(case: Case, ran: Ran) -> Iterator[str]:
    log = ran.out + ran.err
    if "Traceback" in log or "Defect of ci-l10n" in log:
        yield "it crashed"
    is_told = case.command[0] == "doctor" or ran.code not in (2, 3, 4, 5, 6, 7)  # it has lines of its own
    if not is_told and not re.search(r"^error\[[a-z-]+\]: .", ran.err, re.MULTILINE):
        yield "no error says why"


def _check_files(case: Case, before: Mapping[str, Entry], after: Mapping[str, Entry]) -> Iterator[str]:
    managed = (
        {f"app/{path}" for path in case.managed} if case.command[0] in ("pull", "import", "init") else set()
    )
    for path in sorted(before.keys() | after.keys()):
        is_ours = f"{path}/".startswith(OURS) and path not in ("job/env", "job/path")
        if before.get(path) != after.get(path) and not is_ours and path not in managed:
            yield f"{path} was {'changed' if path in before else 'written'}"


def _check_foreign(site: Site, heard: list[Heard]) -> Iterator[str]:
    for request in heard:
        if not site.case.asked:
            yield f"the foreign host was asked: {request.method} {request.path}"
        for name in find_leaks(request.text, site.secrets):
            yield f"the foreign host got the secret {name}"
        if re.search(r"^(authorization|private-token|cookie):", request.text, re.I | re.M):
            yield "the foreign host got a header with credentials"


def _check_output(site: Site, ran: Ran) -> Iterator[str]:
    """What a runner would do with the log: nothing but what we mean, and no control characters for terminals."""
    for line in (*ran.out.splitlines(), *ran.err.splitlines()):
        text = line.strip()
        is_mask = site.case.runner and text.startswith("::add-mask::")
        if is_mask and text.removeprefix("::add-mask::") not in site.environment.values():
            yield f"something that is no secret is masked: {text!r}"
        is_annotation = site.case.runner and COMMANDS.fullmatch(text)
        if (text.startswith("::") and not is_mask and not is_annotation) or (
            "##[" in text and not is_annotation
        ):
            yield f"a workflow command: {text!r}"
        if found := CONTROL.search(line):
            yield f"the character U+{ord(found.group()):04X} in the log: {line!r}"


def _check_secrets(
    site: Site, ran: Ran, before: Mapping[str, Entry], after: Mapping[str, Entry]
) -> Iterator[str]:
    shown = "\n".join(line for line in ran.out.splitlines() if not line.startswith("::add-mask::"))
    places = {"stdout": shown, "stderr": ran.err, "the arguments of a process": ran.arguments}
    for path in after:
        if before.get(path) != after[path] and after[path].kind == stat.S_IFREG:
            places[path] = (site.folder / path).read_text(errors="replace")
    if site.is_online:
        places["a commit"] = site.remote_git("log", "--all", "-p", "--format=%B%an%ae%cn%ce", "--root")
        places["a proposal"] = "\n".join(str(each) for each in site.proposals())
    for place, text in places.items():
        yield from (f"the secret {name} is in {place}" for name in find_leaks(text, site.secrets))


def _check_proposals(site: Site) -> Iterator[str]:
    """Branches hold nothing but managed paths, and what describes them has no meaning for a forge."""
    base = f"refs/heads/{site.case.branch}"
    refs = site.remote_git("for-each-ref", "--format=%(refname)", "refs/heads/").split()
    for ref in (each for each in refs if each != base):
        changed = site.remote_git("diff", "--name-only", "-z", f"{base}...{ref}").strip("\0").split("\0")
        yield from (f"{path} is proposed" for path in changed if path and path not in site.case.managed)
        modes = site.remote_git("diff", "--raw", f"{base}...{ref}")
        if re.search(r"^:\d+ (?!100644|000000)", modes, re.MULTILINE):
            yield f"a link or an executable is proposed: {modes}"
    for proposal in site.proposals():
        yield from _check_markdown(_body_of(proposal), site)


def _check_markdown(body: str, site: Site) -> Iterator[str]:
    """Links, images, HTML, mentions and commands that are not ours."""
    hosts = {urlsplit(site.service).netloc, urlsplit(site.sandbox.origin).netloc, "github.com"}
    if QUICK_ACTION.search(body):
        yield "the description holds a quick action"
    for address in ADDRESSES.findall(body):
        if urlsplit(address).netloc not in hosts:
            yield f"the description holds the address {address}"
    shown = CODE.sub("", body.replace(site.git("rev-parse", "--short=10", "HEAD"), ""))
    for token in _all_tokens(MarkdownIt("gfm-like", {"linkify": False}).parse(shown)):
        yield from _check_token(token, hosts)


def _check_token(token: Token, hosts: set[str]) -> Iterator[str]:
    if token.type == "image":
        yield "the description holds an image"
    if token.type == "link_open" and urlsplit(str(token.attrGet("href"))).netloc not in hosts:
        yield f"the description links to {token.attrGet('href')}"
    if token.type in ("html_inline", "html_block"):
        rest = TAGS.sub("", token.content)
        if re.search(r"<[a-z/!]", rest, re.I):
            yield f"the description holds HTML: {rest!r}"
    if token.type == "text" and (found := REFERENCES.search(token.content)):
        yield f"the description refers to {found.group()!r}: {token.content!r}"


def _all_tokens(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _all_tokens(token.children or [])
