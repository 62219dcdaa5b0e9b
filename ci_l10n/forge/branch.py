"""No forge at all: the branch is pushed and that is it (`--deliver branch`)."""

from ci_l10n.forge.base import ChangeRequest, Proposal

_ASKED_FOR = {
    "labels": "labels",
    "reviewers": "reviewers",
    "team_reviewers": "team reviewers",
    "assignees": "assignees",
    "milestone": "a milestone",
    "draft": "a draft",
    "auto_merge": "auto-merge",
}


class BranchOnly:
    """Knows no change requests; what was configured for them is reported, not skipped silently."""

    name = "branch"
    body_limit = 1_000_000  # characters; nobody counts

    def __init__(self) -> None:
        self.notes: list[str] = []

    def find(self, branch: str, base: str) -> ChangeRequest | None:
        """Never one."""
        return None

    def create(self, proposal: Proposal) -> ChangeRequest:
        """A change request with number 0 and without an address, which stands for the branch alone."""
        wanted = [word for name, word in _ASKED_FOR.items() if getattr(proposal, name)]
        asked = f" ({', '.join(wanted)} cannot be set)" if wanted else ""
        note = f"unsupported: change requests{asked}; open one for {proposal.branch} by hand"
        if note not in self.notes:
            self.notes.append(note)
        return ChangeRequest(0, "", "open", proposal.title, proposal.body, "", proposal.labels)

    def reopen(self, existing: ChangeRequest, proposal: Proposal) -> ChangeRequest | None:
        """There is nothing to open again."""
        return None

    def update(self, existing: ChangeRequest, proposal: Proposal) -> bool:
        return False

    def close(self, existing: ChangeRequest, comment: str) -> None:
        """There is nothing to close."""
