"""
The story of a run.

``push``, ``wait``, ``pull`` and ``sync`` are one road, cut shorter or longer: look around, plan, send, wait, export,
merge, deliver, report.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ci_l10n.errors import ContentError, DeliveryError, L10nError
from ci_l10n.flow import staleness, temporary, transfer
from ci_l10n.flow.change_set import ChangeSet, Fetched, Here
from ci_l10n.flow.changes import merge_all
from ci_l10n.flow.commits import Part
from ci_l10n.flow.deliver import Writing, deliver
from ci_l10n.flow.exports import fetch, find_due
from ci_l10n.flow.holding import find_held, hold_findings, without_held
from ci_l10n.flow.markdown.body import pull_request_body
from ci_l10n.flow.markdown.commit import commit_message
from ci_l10n.flow.moves import follow_edits, follow_templates
from ci_l10n.flow.patch import check_folder, hand_over
from ci_l10n.flow.plan import Inventory, Plan
from ci_l10n.flow.planning import (
    Planned,
    estimate_words,
    inventory_of,
    is_selected,
    plan_sending,
    without_taken_names,
    words_in_repository,
)
from ci_l10n.flow.ports import Ports
from ci_l10n.flow.preview.unsent import unsent
from ci_l10n.flow.project import check_project, read_project
from ci_l10n.flow.proposing import Delivered
from ci_l10n.flow.recording import record
from ci_l10n.flow.recover import recover
from ci_l10n.flow.report import Report, narrowed
from ci_l10n.flow.reviewing import make_review
from ci_l10n.flow.saving import SharedState
from ci_l10n.flow.seeding.along import seed_along
from ci_l10n.flow.shards import WHOLE
from ci_l10n.flow.situation import check_is_committed, look_around
from ci_l10n.flow.tallies import counted
from ci_l10n.flow.without_forge import BODY_LIMIT, unsupported
from ci_l10n.flow.working_tree import deliver_to_working_tree, working_tree
from ci_l10n.forge.base import ChangeRequest
from ci_l10n.git.failures import LeaseLost
from ci_l10n.model import Finding
from ci_l10n.paths.rule import SourceFile
from ci_l10n.state import State
from ci_l10n.tms.base import Project


@dataclass(frozen=True, slots=True)
class Legs:
    """How much of the road a command goes."""

    sends: bool
    waits: bool
    pulls: bool


_PAUSE = 3.0  # seconds in which the other run can come to an end, or the second attempt would meet it as well

SYNC = Legs(sends=True, waits=True, pulls=True)
PUSH = Legs(sends=True, waits=False, pulls=False)
WAIT = Legs(sends=False, waits=True, pulls=False)
PULL = Legs(sends=False, waits=False, pulls=True)
STATUS = Legs(sends=False, waits=False, pulls=False)


def run(ports: Ports, command: str, legs: Legs) -> Report:
    """
    Bring repository and platform into agreement once, as far as ``legs`` go.

    When another run moved state or branch in between, everything is planned once more from what is there then.
    """
    try:
        return _Run(ports, command, legs).go()
    except LeaseLost as error:
        if ports.options.agreed is not None:
            raise staleness.overtaken(ports.options.agreed) from error
        ports.ci.step("another run was faster; planning again from what it left")
        ports.clock.sleep(_PAUSE)
    try:
        return _Run(ports, command, legs, is_second_attempt=True).go()
    except LeaseLost as error:
        raise DeliveryError(
            "another run keeps changing the same branch and state",
            hint="let one finish before the next starts: give the workflow a `concurrency:` group",
            code="another-run",
        ) from error


class _Run:
    """One attempt; its fields are what is known so far."""

    def __init__(self, ports: Ports, command: str, legs: Legs, *, is_second_attempt: bool = False) -> None:
        self.ports = ports
        self.legs = legs
        self.is_second_attempt = is_second_attempt
        self.findings: list[Finding] = []
        self.taken: tuple[State, Project, Inventory] | None = None
        self.has_waited = False
        self.report = Report(
            command,
            ports.platform.account,
            ports.base,
            ports.repo.head,
            dry_run=ports.options.dry_run,
            review_url=ports.options.review_url,
        )

    def go(self) -> Report:
        ports, legs = self.ports, self.legs
        delivers = legs.pulls and ports.options.deliver != "none"
        staleness.check_checkout(ports)
        self.situation = look_around(ports, writes=legs.sends or delivers)
        staleness.check_repository(ports, self.situation)
        self.findings += self._left_out()
        ports.platform.resume(self.situation.state.memory)
        if self.situation.is_outdated and (legs.sends or legs.pulls):
            self._close_leftover()
            notes = ("a newer commit was synchronised already; nothing to do",)
            return replace(self.report, findings=tuple(self.findings), notes=notes)
        if legs.sends or (legs.pulls and ports.options.deliver != "none"):
            check_is_committed(ports, self.situation)
        if ports.options.deliver == "patch":
            check_folder(ports, self.situation)
        self.report = replace(self.report, notes=self.situation.found)
        self.shared = SharedState(ports, self.situation.state)
        self._close_leftover()
        self.project, found = read_project(ports, self.situation.sources, self.situation.state)
        self.state = self._known_state(found)
        staleness.check_project(ports, self.state, self.project, self._inventory(self.state))
        planned = self._plan()
        staleness.check_sending(ports, planned)
        if ports.options.dry_run and legs != STATUS:  # which changes nothing anyway
            return self._finish()
        if legs.sends:
            self._send(planned.plan)
        if ports.options.seed:
            self._seed(has_sent=not planned.plan.is_empty)
        if legs.waits:
            self._wait(has_sent=not planned.plan.is_empty)
        self._look_at_exports()
        if legs == STATUS:
            inventory = self._inventory(self.state)
            to_come = unsent(ports, self.situation, self.state, self.project, inventory)
            self.report = replace(self.report, unsent=to_come)
        if legs.pulls:
            self._pull()
        if self._may_write and (planned.plan.is_empty or self.has_waited):
            self._conclude()
        return self._finish()

    def _left_out(self) -> list[Finding]:
        """Files that cannot be sources; translations left over from sources that are gone are no news."""
        delivered = self.situation.state.target
        found = self.situation.discovery.findings
        return [each for each in found if each.location is None or each.location.path not in delivered]

    @property
    def _may_write(self) -> bool:
        """Whether this run sends or delivers, so that it may also end what is over."""
        delivers = self.legs.pulls and self.ports.options.deliver != "none"
        is_only_sending = self.legs.sends and not self.legs.pulls
        return (delivers or is_only_sending) and not self.ports.options.dry_run

    def _close_leftover(self) -> None:
        if self._may_write or (self.legs.sends and not self.ports.options.dry_run):
            self.findings += temporary.close_leftover(self.ports)

    def _conclude(self) -> None:
        inventory = self._inventory(self.state)
        self.state, found = temporary.conclude(self.ports, self.state, self.project, inventory, self._save)
        self.findings += found

    def _known_state(self, found: State) -> State:
        state, findings = temporary.follow_project(self.ports, found)
        self.findings += findings
        shard = self.ports.options.shard
        if any(map(shard.has_intent, state.intents)) and self.is_second_attempt:
            raise DeliveryError(
                "another run is sending files right now",
                hint="wait until it has finished, then start again",
                code="another-run",
            )
        if shard == WHOLE:
            state = recover(self.ports, state, self._recoverable(state), self.situation.tree)
        else:  # what others are sending right now is no riddle
            others = tuple(each for each in state.intents if not shard.has_intent(each))
            mine = replace(state, intents=tuple(each for each in state.intents if each not in others))
            recovered = recover(
                self.ports, mine, self._recoverable(mine).part(shard.has), self.situation.tree
            )
            state = replace(recovered, intents=others)
        return follow_templates(state, self.situation.sources)

    def _recoverable(self, state: State) -> Inventory:
        return without_taken_names(self.ports, self.situation, state, self._inventory(state))

    def _inventory(self, state: State) -> Inventory:
        """Taken anew only where state or project are others: in large projects it takes its time."""
        if self.taken is None or self.taken[0] is not state or self.taken[1] is not self.project:
            inventory = inventory_of(self.ports, self.situation, state, self.project)
            self.taken = (state, self.project, inventory)
        return self.taken[2]

    def _plan(self) -> Planned:
        if not self.legs.sends:
            return Planned(Plan(), 0, ())
        inventory = self._inventory(self.state)
        planned = plan_sending(self.ports, self.situation, self.state, self.project, inventory)
        self.findings += planned.findings
        self.report = replace(self.report, plan=planned.plan, words_sent=planned.words)
        self.ports.journal.plan = f"{planned.plan.summary()}, {planned.words} words"
        return planned

    def _send(self, plan: Plan) -> None:
        ports = self.ports
        if plan.is_empty:
            if not self.legs.pulls or ports.options.deliver == "none":
                self.state = self._save(self.state)  # what recovery found out
            return
        held = temporary.temporary_of(ports) if temporary.needs_project(ports, plan) else None
        if held is not None:
            temporary.prepare_project(ports, held)
        ports.ci.step("recording what is about to be sent")
        intents = transfer.intents_of(plan)
        sending = transfer.Sending(self._save(replace(self.state, intents=(*self.state.intents, *intents))))
        try:
            if held is not None:
                ports.ci.step(f"creating a project on {ports.platform.name}")
                self.project = held.open()
                check_project(ports.config, self.project)
                # Of two runs at once, one loses the race here, before anything was sent to either's project.
                sending.state = self._save(sending.state)
            transfer.send(plan, ports, sending)
        except LeaseLost:
            raise
        except L10nError:
            # What was achieved is recorded; the intents stay, so that the next run asks about the rest.
            self.state = temporary.drop_if_empty(ports, sending.state, self._save)
            raise
        self.findings += sending.findings
        if refused := sending.refused:
            sent = plan.without(refused)
            self.report = replace(self.report, plan=sent, words_sent=estimate_words(ports, sent))
        self.project = sending.seen_in(self.project)
        left = tuple(each for each in sending.state.intents if each not in intents)
        self.state = temporary.drop_if_empty(ports, replace(sending.state, intents=left), self._save)

    def _save(self, state: State) -> State:
        return self.shared.save(state)

    def _seed(self, *, has_sent: bool) -> None:
        self.project, result = seed_along(
            self.ports, self.situation, self.state, self.project, has_sent=has_sent
        )
        self.findings += result.findings
        self.report = replace(self.report, seeded=result.files)
        if result.error is not None and not isinstance(result.error, ContentError):
            raise result.error

    def _wait(self, *, has_sent: bool) -> None:
        config, options = self.ports.config, self.ports.options
        timeout = config.wait_timeout if options.timeout is None else options.timeout
        held = temporary.temporary_of(self.ports)
        if timeout <= 0 or (held is not None and not held.is_open):
            return
        ids = {id_ for path in self.state.sources for id_ in self._ids_of(path)}
        self.project = transfer.wait(
            self.ports, ids, has_sent=has_sent, timeout=timeout, poll=config.wait_poll
        )
        self.has_waited = True
        self.state, found = temporary.follow_project(self.ports, self.state)
        self.findings += found
        inventory = self._inventory(self.state)
        self.findings += transfer.still_preparing(self.ports, inventory, sorted(self.state.sources))

    def _ids_of(self, path: str) -> set[str]:
        known = self.state.known.get(path)
        return set(known.files.values()) if known else set()

    def _look_at_exports(self) -> None:
        ports = self.ports
        chosen = [
            SourceFile(s.path, s.rule, {loc: t for loc, t in s.targets.items() if is_selected(ports, s, loc)})
            for s in self.situation.sources
        ]
        self.due = find_due(ports, self.state, chosen, self._inventory(self.state), self.situation.tree)
        self.findings += self.due.findings
        self.report = replace(self.report, progress=self.due.progress)
        if not ports.options.files:  # progress of a few files is not that of the project
            rows = {row.locale: (row.percent, row.words) for row in self.report.rows()}
            self.state = replace(self.state, progress=rows)

    def _pull(self) -> None:
        edits = follow_edits(self.situation.edits, self.state, self.situation.sources)
        self.situation = replace(self.situation, edits=edits)
        ports, situation = self.ports, self.situation
        into_tree = ports.options.deliver == "none"
        ours = working_tree(ports, situation) if into_tree else situation.tree
        fetched, findings = (
            fetch(ports, self.due) if self.due.files else (Fetched({}, self.due.by_target, self.due.done), [])
        )
        self.findings += findings
        here = Here(ours, {} if into_tree else situation.edits, situation.gone)
        changes = merge_all(
            ports, self.state, situation.sources, fetched, here, lambda s, loc: is_selected(ports, s, loc)
        )
        self.findings += changes.findings
        is_whole = not (ports.options.locales or ports.options.files)
        recorded = record(changes, self.state, is_whole=is_whole)
        there_before = 0 if situation.state.platform else words_in_repository(ports, situation)
        self.report = replace(
            self.report,
            exports=len(self.due.files),
            changes=changes.targets,
            open=recorded.findings,
            words_in_repository=there_before,
            review=make_review(ports, situation.sources, ours, changes.targets, recorded.findings),
        )
        if into_tree:
            self.report = replace(self.report, written=tuple(deliver_to_working_tree(ports, changes)))
            return
        held = find_held(ports, situation, changes, recorded)
        if held:
            self.findings += hold_findings(held)
            changes = without_held(situation, changes, held)
            recorded = record(changes, self.state, is_whole=is_whole)
        if temporary.temporary_of(ports) is not None:
            recorded = temporary.mark_done(recorded, self._inventory(self.state))
        self.state, deliveries = self._deliver(changes, recorded, held)
        self.report = replace(self.report, deliveries=deliveries)

    def _deliver(
        self, changes: ChangeSet, recorded: State, held: Mapping[str, ChangeRequest]
    ) -> tuple[State, tuple[Delivered, ...]]:
        account = self.ports.platform.account  # now that it is known which project it is
        report = replace(self.report, platform=account, findings=tuple(self.findings))
        parts, title = self.situation.parts, self.ports.config.pull_request.title
        limit = self.ports.forge.body_limit if self.ports.forge else BODY_LIMIT
        before = self.situation.state.commit or ""

        def report_of(part: Part) -> Report:
            return report if parts.split == "none" else narrowed(report, part.targets)

        writing = Writing(
            lambda part: commit_message(report_of(part), parts.title_of(part.branch.name, title), before),
            lambda part: pull_request_body(
                replace(report_of(part), changes=counted(self.ports, self.situation, part.targets)), limit
            ),
            held,
        )
        if self.ports.options.deliver == "patch":
            state, deliveries = hand_over(self.ports, self.situation, changes, recorded, writing)
        else:
            state, deliveries = deliver(self.ports, self.situation, changes, self.state, recorded, writing)
        if self.ports.forge is None and any(each.changed for each in deliveries):
            told = unsupported(self.ports.config.pull_request, self.ports.options.deliver)
            self.report = replace(self.report, notes=(*self.report.notes, *told))
        return state, deliveries

    def _finish(self) -> Report:
        report = self.report if self.legs.pulls else replace(self.report, open=self.state.findings)
        notes = (*report.notes, *self.ports.platform.notes(), *self._no_project())
        requests, lines = self.ports.platform.requests()
        if self.ports.options.verbose:
            for line in lines:
                self.ports.ci.step(line)
        findings = tuple(dict.fromkeys(self.findings))
        account = self.ports.platform.account
        return replace(report, platform=account, findings=findings, notes=notes, requests=requests)

    def _no_project(self) -> tuple[str, ...]:
        held = temporary.temporary_of(self.ports)
        if held is None or held.is_open or self.legs.sends or self.legs.pulls:
            return ()
        return ("there is no temporary project: everything that was sent has been delivered",)
