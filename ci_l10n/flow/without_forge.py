"""What is different where no change request is opened: `--deliver branch` and `--deliver patch`. Pure."""

from ci_l10n.config.model import PullRequest

BODY_LIMIT = 1_000_000  # characters of a description; nobody counts
_OF_REQUESTS = ("labels", "reviewers", "team_reviewers", "assignees", "milestone", "draft", "auto_merge")


def unsupported(settings: PullRequest, way: str) -> tuple[str, ...]:
    """What was configured for pull requests and ``way`` cannot have; said, not skipped silently."""
    asked = [f"pull_request.{name}" for name in _OF_REQUESTS if getattr(settings, name)]
    return (f"unsupported by --deliver {way}: {', '.join(asked)}",) if asked else ()
