"""Limits that stop a run before anything is sent, and the overrides that allow one plan and no other. Pure."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from ci_l10n.config.model import Limits
from ci_l10n.errors import DeliveryError
from ci_l10n.flow.agreed import SHORTEST, is_short_for
from ci_l10n.flow.plan import Plan
from ci_l10n.flow.ports import Options

DELETE_GUARD_FROM = 4  # fewer deletions than this never trip the guard
_MOST = 5  # files that are named


@dataclass(frozen=True, slots=True)
class Guards:
    """
    The limits of a configuration.

    An override names what it allows: by the hash that the message of a guard has, which holds as long as exactly that
    is to be sent, or by the hash of the whole plan, which holds as long as nothing at all moved.
    """

    limits: Limits
    options: Options
    name: Callable[[], str]  # hash of the whole plan; in large projects it takes its time

    def check_deletions(self, plan: Plan, known: int) -> None:
        """Raises `DeliveryError` for a plan that deletes more of the ``known`` sources than `limits.delete` allows."""
        count, percent = len(plan.deleted), self.limits.delete_percent
        if count < DELETE_GUARD_FROM or count * 100 <= percent * known:
            return
        digest, given = deletions_hash(plan), self.options.allow_deletes
        if self._allows(given, digest):
            return
        names = ", ".join(item.path for item in plan.deleted[:_MOST]) + (" ..." if count > _MOST else "")
        raise DeliveryError(
            f"{count} of {known} known source files are gone from the repository ({names}); "
            f"deleting them on the platform exceeds limits.delete ({percent:g}%)",
            hint=f"{_stale('--allow-deletes', given)}check the globs in l10n.yml; when the deletion is meant, run "
            f"`{self.options.again} --allow-deletes {digest}` once",
            code="guard-deletions",
        )

    def check_words(self, plan: Plan, words: int) -> None:
        """Raises `DeliveryError` for a plan that sends more ``words`` than `limits.words` allows."""
        limit = self.limits.words
        if limit is None or words <= limit:
            return
        digest, given = plan_hash(plan), self.options.allow_words
        if self._allows(given, digest):
            return
        raise DeliveryError(
            f"this run would send about {words} words (source words times locales); limits.words is {limit}",
            hint=f"{_stale('--allow-words', given)}raise limits.words, or run "
            f"`{self.options.again} --allow-words {digest}` once",
            code="guard-words",
        )

    def _allows(self, given: str, digest: str) -> bool:
        if not given:
            return False
        return given == digest or self.options.is_agreed(given) or is_short_for(given, self.name())


def deletions_hash(plan: Plan) -> str:
    """Names exactly these deletions."""
    return _short("\n".join(item.path for item in plan.deleted))


def plan_hash(plan: Plan) -> str:
    """Names exactly what is sent, and its content."""
    blobs = [*(item.blob for item in plan.new), *(item.blob for item in plan.changed)]
    return _short("\n".join([*plan.lines(), *blobs]))


def _short(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:SHORTEST]


def _stale(flag: str, given: str) -> str:
    """An override that was given and did not help is not passed over."""
    return f"{flag} {given} names another plan than this one; " if given else ""
