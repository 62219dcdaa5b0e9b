"""
Change set → branches, commits, state, change requests. Content that is already there is not written again.

Branch and state move together where git pushes both. The change request follows; until it does, the state says that
it is pending, so that a run that dies in between is finished by the next one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from ci_l10n.errors import L10nError
from ci_l10n.flow.branches import Branch
from ci_l10n.flow.change_set import ChangeSet
from ci_l10n.flow.commits import Made, Part, make_commit, parts_of
from ci_l10n.flow.holding import told_as_held
from ci_l10n.flow.ports import Ports
from ci_l10n.flow.proposing import Delivered, asked_for, make_proposal, propose, withdraw, without
from ci_l10n.flow.publishing import LocalCommit, objects_ref, publish, sweep
from ci_l10n.flow.saving import save_state
from ci_l10n.flow.situation import Situation
from ci_l10n.forge.base import ChangeRequest
from ci_l10n.git.failures import LeaseLost
from ci_l10n.git.repo import RefUpdate
from ci_l10n.state import Delivery, State


@dataclass(frozen=True, slots=True)
class Writing:
    """What a delivery says, and where it writes nothing; a body is asked for when everything else is known."""

    message: Callable[[Part], str]  # of the commit
    body: Callable[[Part], str]  # of the change request
    held: Mapping[str, ChangeRequest] = field(default_factory=dict)  # by branch: those to be left alone


class Prepared:
    """One part with the commit that it needs; deciding is over, nothing is written anywhere yet."""

    def __init__(self, part: Part, made: Made) -> None:
        self.part, self.made = part, made
        self.branch, self.last = part.branch, part.branch.last
        self.delivery = self.last
        self.delivered = Delivered(self.branch.name, number=self.last.number, url=self.last.url)


def prepare(ports: Ports, situation: Situation, changes: ChangeSet, writing: Writing) -> list[Prepared]:
    """What is to be delivered, branch by branch; raises `DeliveryError` when one cannot be reconciled."""
    prepared = []
    for part in parts_of(situation, changes):
        made = Made()
        if part.difference and part.branch.name not in writing.held:
            made = make_commit(ports, part, situation.state.target, writing.message(part))
        prepared.append(Prepared(part, made))
    return prepared


def deliver(
    ports: Ports, situation: Situation, changes: ChangeSet, saved: State, recorded: State, writing: Writing
) -> tuple[State, tuple[Delivered, ...]]:
    """
    Bring branches and change requests to what ``changes`` want.

    ``saved`` is the state as it is on the server, ``recorded`` what it is to become once everything is delivered.
    """
    prepared = prepare(ports, situation, changes, writing)
    return _Delivering(ports, situation, saved, recorded, writing).go(prepared)


class _Delivering:
    """The writing side of a delivery; `state` is what was saved last, or is to be saved next."""

    def __init__(
        self, ports: Ports, situation: Situation, saved: State, recorded: State, writing: Writing
    ) -> None:
        self.ports, self.situation, self.writing = ports, situation, writing
        self.saved, self.state = saved, recorded
        self.leftover = situation.leftover
        self.cleanup: RefUpdate | None = None
        if self.leftover:  # by a run that died
            self.cleanup = RefUpdate(objects_ref(ports.base, ports.config.state.name), None, self.leftover)
        self.is_unsaved = False  # the forge moved a branch, and no push has told the state

    def go(self, prepared: list[Prepared]) -> tuple[State, tuple[Delivered, ...]]:
        """Commits first, then change requests, then the state that tells what became of them."""
        waiting = [(each, each.made.commit) for each in prepared if each.made.commit]
        try:
            for number, (each, commit) in enumerate(waiting, start=1):
                self._publish(each, commit, is_last=number == len(waiting))
        except L10nError:
            sweep(self.ports, self.cleanup)
            raise
        over: list[RefUpdate] = []
        try:
            for each in prepared:
                over += self._settle(each)
        except LeaseLost:
            raise
        except L10nError:
            if self.is_unsaved:
                self._save(self.cleanup)
            raise
        self._save_last(over)
        return self.state, tuple(each.delivered for each in prepared if self._is_told(each))

    def _is_told(self, each: Prepared) -> bool:
        """Whether a report has something to say: without a split always, so that it names the branch."""
        if self.situation.parts.split == "none" and not each.branch.is_retired:
            return True
        told = each.delivered
        return bool(told.changed or told.number or told.notes or told.operation != "none")

    def _publish(self, each: Prepared, commit: LocalCommit, *, is_last: bool) -> None:
        """
        Bring one commit to its branch.

        The state that goes along tells whose commit it is. What was delivered it tells only with the last one: were
        it known before, a run that dies in between would take what other branches do not have yet for people's work.
        """
        ports, branch, last = self.ports, each.branch, each.last
        ports.ci.step(f"pushing {branch.name}")
        published = publish(ports, commit, branch.name, branch.head, self.leftover)
        base = ports.repo.head if each.made.has_base or not last.base else last.base
        commits = (
            (published.commit,)
            if commit.rebuilt or branch.head is None
            else (*last.commits, published.commit)
        )
        seen = self._seen(each.part, published.commit)
        each.delivery = replace(
            last,
            branch=branch.name,
            head=published.commit,
            commits=commits,
            base=base,
            pending=True,
            seen=seen,
        )
        each.delivered = replace(each.delivered, commit=published.commit, changed=True).noting(
            *published.notes
        )
        if published.cleanup:
            self.cleanup, self.leftover = published.cleanup, published.cleanup.expected
        self.state = _with(self.state, branch.name, each.delivery)
        if published.branch_update is None:
            self.is_unsaved = True
        elif is_last:
            self._save(published.branch_update)
        else:
            unseen = replace(each.delivery, seen=last.seen or last.head)
            self.saved = save_state(ports, _with(self.saved, branch.name, unseen), published.branch_update)
            self.state = replace(self.state, commit=self.saved.commit)

    def _settle(self, each: Prepared) -> list[RefUpdate]:
        """See to the change request of one branch; returns what is to become of the branch, when it is over."""
        branch, made = each.branch, each.made
        if request := self.writing.held.get(branch.name):
            each.delivered = told_as_held(each.part, request)
            return []
        each.delivered = each.delivered.noting(*branch.found(self.ports.base), *made.notes)
        if not each.part.difference:
            return self._withdraw(each)
        if made.commit is None:
            each.delivery = replace(
                self._recorded(branch),
                branch=branch.name,
                seen=self._seen(each.part, branch.head),
                pending=self._needs_forge(each),
            )
        if self.ports.forge is not None and each.delivery.pending:
            self._propose(each)
        self.state = _with(self.state, branch.name, each.delivery)
        return []

    def _recorded(self, branch: Branch) -> Delivery:
        """What is recorded of the branch, with what a run that died made of it."""
        last, head = branch.last, branch.head
        if not branch.is_unrecorded or head is None:
            return last
        base = self.ports.repo.merge_base(head, self.ports.repo.head) or last.base
        return replace(last, head=head, commits=(*last.commits, head), base=base)

    def _needs_forge(self, each: Prepared) -> bool:
        """Whether the change request must be looked at although the branch has everything."""
        if self.ports.forge is None or each.made.is_unwanted:
            return each.last.pending
        paths = {change.path for change in each.part.targets}
        before, now = (
            [finding for finding in state.findings if finding.path in paths]
            for state in (self.situation.state, self.state)
        )
        is_unknown = (
            each.last.number == 0 or each.branch.is_unrecorded or each.last.asked != self._asked(each)
        )
        return each.last.pending or is_unknown or before != now

    def _propose(self, each: Prepared) -> None:
        forge, settings = self.ports.forge, self.ports.config.pull_request
        if forge is None:
            return
        name, body = each.branch.name, self.writing.body(each.part)
        proposal = make_proposal(settings, name, self.ports.base, self._title(each), body, each.last.asked)
        is_news = each.delivered.changed or each.last.pending or each.branch.is_unrecorded
        each.delivered = propose(forge, proposal, each.delivered, is_news=is_news)
        told, asked = each.delivered, without(self._asked(each), each.delivered.unmet)
        each.delivery = replace(each.delivery, pending=False, number=told.number, url=told.url, asked=asked)

    def _title(self, each: Prepared) -> str:
        return self.situation.parts.title_of(each.branch.name, self.ports.config.pull_request.title)

    def _asked(self, each: Prepared) -> Mapping[str, tuple[str, ...]]:
        return asked_for(self.ports.config.pull_request, self._title(each))

    def _withdraw(self, each: Prepared) -> list[RefUpdate]:
        """Nothing differs from the base branch: close what is open, and forget it when that is done."""
        branch, last = each.branch, each.last
        each.delivered, is_over = withdraw(self.ports.forge, each.part, self.ports.base, each.delivered)
        is_asked = self.ports.forge is not None
        head = last.head or (branch.head or "" if is_asked else "")
        seen = self._seen(each.part, branch.head)
        delivery = replace(last, branch=branch.name, head=head, seen=seen)
        if is_asked:
            delivery = replace(delivery, number=0, url="", pending=False, asked={})
        if is_over and branch.head and branch.foreign:
            each.delivered = each.delivered.noting(
                f"{branch.name} was left, for the commits of other people on it"
            )
        is_gone = branch.head is None or (is_over and not branch.foreign)
        self.state = _with(self.state, branch.name, None if is_gone or branch.is_retired else delivery)
        if is_over and branch.head and not branch.foreign:
            return [RefUpdate(f"refs/heads/{branch.name}", None, branch.head)]
        return []

    def _seen(self, part: Part, head: str | None) -> str:
        """``head``, unless people's work on the branch waits for a run that looks into the file, or can read it."""
        last, edits, delivered = part.branch.last, self.situation.edits, self.situation.state.target
        for change in part.targets:
            if change.tally is not None or change.path not in edits:
                continue
            now, known = edits[change.path].now, delivered.get(change.path)
            if change.leaves and change.after != now:
                continue  # decided: nothing of it is proposed any more
            if now != known and (now != change.held or known is not None):
                return last.seen or last.head
        return head or ""

    def _save_last(self, over: list[RefUpdate]) -> None:
        for update in (*over, self.cleanup):
            if update is not None:
                self._save(update)
        if self.is_unsaved or not (over or self.cleanup):
            self.state = save_state(self.ports, self.state, before=self.situation.state)

    def _save(self, also: RefUpdate | None) -> None:
        self.state = save_state(self.ports, self.state, also)
        self.is_unsaved = False


def _with(state: State, branch: str, delivery: Delivery | None) -> State:
    """``state`` with another delivery to ``branch``; None and an empty one say the same."""
    others = {name: each for name, each in state.deliveries.items() if name != branch}
    if delivery is not None and delivery != Delivery(branch):
        others[branch] = delivery
    return replace(state, deliveries=others)
