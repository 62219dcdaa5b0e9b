"""
Quick actions: lines such as `/close` in a description or comment, which GitLab carries out and takes out of the text.

Whoever writes foreign text into a merge request has to keep it from becoming one. Lines in code and quotes do
nothing ("Quick actions", GitLab user guide).
"""

import re
from collections.abc import Iterator

from ci_l10n.sandbox.gitlab.life import close, reopen
from ci_l10n.sandbox.gitlab.records import Hub, Label, MergeRequest, Project

#: Those that do something here; the others of GitLab's are only taken out.
_DONE = ("close", "reopen", "draft", "ready", "title", "label", "unlabel")
_OTHERS = (
    "approve|assign|assign_reviewer|award|cc|copy_metadata|done|due|estimate|lock|merge|milestone|reassign"
    "|reassign_reviewer|rebase|relabel|remove_due_date|remove_milestone|request_review|spend|submit_review"
    "|subscribe|target_branch|todo|unapprove|unassign|unassign_reviewer|unlock|unsubscribe"
)
_ACTION = re.compile(rf"/({'|'.join(_DONE)}|{_OTHERS})(?: +(.*))?")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")


def split_actions(text: str) -> tuple[str, list[tuple[str, str]]]:
    """
    The text without its actions, and the actions with what they are about.

    >>> split_actions("Words\\n/close\\n    /title Indented is code")
    ('Words\\n    /title Indented is code', [('close', '')])
    """
    kept: list[str] = []
    actions: list[tuple[str, str]] = []
    for line, is_code in _lines(text):
        found = None if is_code else _ACTION.fullmatch(line.rstrip())
        if found is None:
            kept.append(line)
        else:
            actions.append((found[1], (found[2] or "").strip()))
    return "\n".join(kept), actions


def _lines(text: str) -> Iterator[tuple[str, bool]]:
    """Lines, and whether each is part of a fenced block of code."""
    fence = ""
    for line in text.split("\n"):
        found = _FENCE.match(line)
        if found and not fence:
            fence = found[1]
            yield line, True
        elif fence and line.strip().startswith(fence):
            fence = ""
            yield line, True
        else:
            yield line, bool(fence)


def carry_out(hub: Hub, project: Project, one: MergeRequest, text: str, who: str) -> str:
    """Do what the actions in ``text`` say and return the text without them."""
    kept, actions = split_actions(text)
    for action, about in actions:
        _carry_out_one(hub, project, one, (action, about), who)
    return kept


def _carry_out_one(hub: Hub, project: Project, one: MergeRequest, order: tuple[str, str], who: str) -> None:
    action, about = order
    names = re.findall(r'~(?:"([^"]+)"|(\S+))', about)
    labels = [quoted or plain for quoted, plain in names]
    if action == "close" and one.state == "opened":
        close(one, hub.clock.now(), who)
    elif action == "reopen":
        reopen(hub, project, one)
    elif action == "title" and about:
        one.title = about
    elif action == "draft" and not one.draft:
        one.title = f"Draft: {one.title}"
    elif action == "ready" and one.draft:
        one.title = one.title.partition(":")[2].strip() or one.title
    elif action == "label":
        for name in labels:
            project.labels.setdefault(name, Label(hub.next_id(), name))
        one.labels = list(dict.fromkeys([*one.labels, *labels]))
    elif action == "unlabel":
        one.labels = [name for name in one.labels if labels and name not in labels]
