"""
Which pushes a simulated forge refuses, and the answer a git client then gets.

The decision falls before any object is stored, as on a server with a pre-receive quarantine. The texts are those
that users of the real forges see: `GH006` (protected branch), `GH013` (ruleset), a hidden namespace, a limit of
refs for one push. Formats: gitprotocol-pack(5), "Reference Update Request" and "Report Status".
"""

import fnmatch
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO

ZERO = "0" * 40
_BY_PULL_REQUEST = "Changes must be made through a pull request."
_SIDEBAND = 65515  # payload of one side-band-64k packet, without length and band


@dataclass(frozen=True, slots=True)
class Command:
    """One ref that a push wants to move; 40 zeros stand for "does not exist"."""

    ref: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class PushRules:
    """What is refused. Patterns are those of `fnmatch`, where `*` also matches slashes."""

    protected_branches: tuple[str, ...] = ()  # branch names: GH006
    ruled_refs: tuple[str, ...] = ()  # full ref names: GH013
    ruled_because: str = _BY_PULL_REQUEST
    hidden_refs: tuple[str, ...] = ()  # prefixes: "refs/l10n/"
    most_refs: int | None = None  # refs that one push may move
    atomic: bool = True  # whether the server offers atomic pushes


@dataclass(frozen=True, slots=True)
class Decline:
    """A refused push: lines for people, and the word for each ref that git prints in parentheses."""

    lines: tuple[str, ...]
    reason: str


def read_commands(stream: IO[bytes]) -> tuple[list[Command], frozenset[str]]:
    """The commands at the start of a push and the capabilities the client asks for; the stream moves on."""
    commands: list[Command] = []
    capabilities: frozenset[str] = frozenset()
    for line in _packets(stream):
        text, _, rest = line.partition(b"\0")
        if rest:
            capabilities = frozenset(rest.decode("utf-8", "replace").split())
        words = text.decode("utf-8", "surrogateescape").rstrip("\n").split(" ", 2)
        if len(words) == 3 and len(words[0]) == len(words[1]) == 40:  # not a "shallow <id>" line
            commands.append(Command(words[2], words[0], words[1]))
    return commands, capabilities


def _packets(stream: IO[bytes]) -> Iterator[bytes]:
    """Payloads up to the first flush packet or anything that is no packet."""
    while True:
        try:
            length = int(stream.read(4), 16)
        except ValueError:
            return
        if length < 4:
            return
        yield stream.read(length - 4)


def find_decline(rules: PushRules, commands: Sequence[Command]) -> Decline | None:
    """Why these refs may not move together, or None."""
    if rules.most_refs is not None and len(commands) > rules.most_refs:
        text = f"Repository policies do not allow pushes that update more than {rules.most_refs} branches or tags."
        return Decline((text,), "pre-receive hook declined")
    for command in commands:
        decline = _find_ref_decline(rules, command.ref)
        if decline is not None:
            return decline
    return None


def _find_ref_decline(rules: PushRules, ref: str) -> Decline | None:
    if any(ref.startswith(prefix) for prefix in rules.hidden_refs):
        return Decline((), "deny updating a hidden ref")
    if any(fnmatch.fnmatchcase(ref, pattern) for pattern in rules.ruled_refs):
        broken = f"error: GH013: Repository rule violations found for {ref}."
        return Decline(
            (broken, "", f"- {rules.ruled_because}", ""), "push declined due to repository rule violations"
        )
    branch = ref.removeprefix("refs/heads/")
    if branch != ref and any(fnmatch.fnmatchcase(branch, pattern) for pattern in rules.protected_branches):
        broken = f"error: GH006: Protected branch update failed for {ref}."
        return Decline((broken, "error: " + _BY_PULL_REQUEST), "protected branch hook declined")
    return None


def declined_answer(decline: Decline, commands: Sequence[Command], capabilities: frozenset[str]) -> bytes:
    """The body of a receive-pack answer that refuses every one of ``commands``."""
    report = b"".join(
        [_packet(b"unpack ok\n")]
        + [_packet(f"ng {c.ref} {decline.reason}\n".encode("utf-8", "surrogateescape")) for c in commands]
        + [b"0000"]
    )
    if "side-band-64k" not in capabilities:
        return report
    people = b"".join(_packet(b"\2" + f"{line}\n".encode()) for line in decline.lines)
    parts = [report[at : at + _SIDEBAND] for at in range(0, len(report), _SIDEBAND)]
    return people + b"".join(_packet(b"\1" + part) for part in parts) + b"0000"


def _packet(payload: bytes) -> bytes:
    return b"%04x" % (len(payload) + 4) + payload
