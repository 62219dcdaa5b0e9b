"""
Figures, as ratios measured side by side in one run: `make bench`.

Nothing here passes or fails; tests never look at a clock.
"""

import gc
import json
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import javaproperties
import polib
from moz.l10n.formats import Format as MozFormat
from moz.l10n.resource import parse_resource, serialize_resource

from ci_l10n.ci.local import LocalCi
from ci_l10n.clock import SystemClock
from ci_l10n.config.load import load_config
from ci_l10n.flow.ports import Options, Ports
from ci_l10n.flow.sync import SYNC, run
from ci_l10n.formats.base import Change, Reading
from ci_l10n.formats.registry import get_format
from ci_l10n.formats.spans import apply_edits
from ci_l10n.git.repo import Repository
from ci_l10n.redact import Redactor
from tests.fakes import MemoryPlatform

WORDS = [
    "the",
    "quick",
    "brown",
    "fox",
    "jumps",
    "over",
    "lazy",
    "dogs",
    "while",
    "seven",
    "wizards",
    "brew",
    "potions",
]
READING = Reading("target", "de", "bench")


def text(number: int) -> str:
    return " ".join(WORDS[(number + step) % len(WORDS)] for step in range(6)) + f" {number}"


def timed(action: Callable[[], object], runs: int = 3) -> float:
    """The best of some runs, in seconds."""
    best = float("inf")
    for _ in range(runs):
        gc.collect()
        start = time.perf_counter()
        action()
        best = min(best, time.perf_counter() - start)
    return best


def splice(name: str, data: bytes, key: str) -> Callable[[], object]:
    """Parse and one edit, as a merge does it."""
    format_ = get_format(name)

    def act() -> bytes:
        catalog = format_.parse(data, READING)
        return apply_edits(data, format_.edits(catalog, [Change(key, "changed text")], catalog, READING))

    return act


def moz(format_: MozFormat, data: bytes) -> Callable[[], object]:
    return lambda: list(serialize_resource(parse_resource(format_, data), format_))


def files(count: int) -> dict[str, bytes]:
    numbers = range(count)
    android = "".join(f'    <string name="key_{n}">{text(n)}</string>\n' for n in numbers)
    header = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    return {
        "json": (json.dumps({f"key_{n}": text(n) for n in numbers}, indent=2) + "\n").encode(),
        "android": f'<?xml version="1.0" encoding="utf-8"?>\n<resources>\n{android}</resources>\n'.encode(),
        "gettext": (
            header + "\n".join(f'#: a.c:{n}\nmsgid "{text(n)}"\nmsgstr "{text(n)} x"\n' for n in numbers)
        ).encode(),
        "properties": "".join(f"key_{n} = {text(n)}\n" for n in numbers).encode(),
    }


def bench_formats(count: int) -> None:
    print(
        f"\nparse + one edit + splice of {count:,} entries beside parse + serialize of libraries (seconds, ratio)"
    )
    data = files(count)
    rivals: dict[str, dict[str, Callable[[], object]]] = {
        "json": {"moz.l10n": moz(MozFormat.plain_json, data["json"])},
        "android": {"moz.l10n": moz(MozFormat.android, data["android"])},
        "gettext": {"polib": lambda: str(polib.pofile(data["gettext"].decode()))},
        "properties": {
            "javaproperties": lambda: javaproperties.dumps(javaproperties.loads(data["properties"].decode()))
        },
    }
    for name, others in rivals.items():
        key = text(count // 2) if name == "gettext" else f"key_{count // 2}"
        ours = timed(splice(name, data[name], key))
        for rival, action in others.items():
            theirs = timed(action, runs=1)
            print(f"  {name:<11} ours {ours:6.3f}  {rival:<15} {theirs:6.3f}  {theirs / ours:5.1f}x")


def bench_start() -> None:
    command = [str(Path(sys.executable).with_name("ci-l10n")), "--version"]
    bare = [sys.executable, "-c", "pass"]
    times = {
        name: _median_start(line) for name, line in (("ci-l10n --version", command), ("python -c pass", bare))
    }
    print("\nstart-up, median of 9 (seconds)")
    for name, seconds in times.items():
        print(f"  {name:<18} {seconds:.3f}")


def _median_start(command: list[str]) -> float:
    def start() -> None:
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True)

    return statistics.median(timed(start, runs=1) for _ in range(9))


def bench_plan(tracked: int, sources: int) -> None:
    """A sync with nothing to do, on a large repository; the platform is in memory."""
    folder = Path(tempfile.mkdtemp(prefix="ci-l10n-bench-"))
    try:
        _make_repository(folder, tracked, sources)
        platform = MemoryPlatform(("de", "fr"))
        _sync(folder / "app", platform)
        platform.asked.clear()
        start = time.perf_counter()
        _sync(folder / "app", platform)
        seconds = time.perf_counter() - start
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"\nsync with nothing to do: {tracked:,} tracked files, {sources:,} sources x 2 locales")
        print(
            f"  {seconds:.2f} s, {len(platform.asked)} platform requests, peak {memory:.0f} MB (with the first sync)"
        )
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _make_repository(folder: Path, tracked: int, sources: int) -> None:
    app, origin = folder / "app", folder / "origin.git"
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(origin)], check=True)
    subprocess.run(["git", "init", "-q", "-b", "main", str(app)], check=True)
    config = (
        "version: 1\nsource_locale: en\ntarget_locales: [de, fr]\n"
        "platform: {smartcat: {project: 1e2d703f-9def-4d27-ab4d-350cbbe8c44b}}\n"
        "files:\n  - {source: 'web/**/en.json', target: 'web/{path}/{locale}.json'}\n"
    )
    stream = ["commit refs/heads/main\ncommitter B <b@example.org> 0 +0000\ndata 1\nx\n"]
    stream.append(f"M 100644 inline l10n.yml\ndata {len(config)}\n{config}\n")
    for n in range(sources):
        content = json.dumps({"a": f"Text {n}"})
        stream.append(f"M 100644 inline web/{n // 100}/{n}/en.json\ndata {len(content)}\n{content}\n")
    for n in range(tracked - sources):
        stream.append(f"M 100644 inline src/{n // 200}/{n}.c\ndata 1\nx\n")
    subprocess.run(["git", "fast-import", "--quiet"], cwd=app, input="".join(stream).encode(), check=True)
    subprocess.run(["git", "remote", "add", "origin", str(origin)], cwd=app, check=True)
    subprocess.run(["git", "push", "-q", "origin", "main"], cwd=app, check=True)
    subprocess.run(["git", "checkout", "-q", "-f", "main"], cwd=app, check=True)


def _sync(app: Path, platform: MemoryPlatform) -> None:
    redactor = Redactor()
    with Repository.open(app, redactor=redactor) as repo:
        ports = Ports(
            config=load_config(app),
            repo=repo,
            platform=platform,
            forge=None,
            ci=LocalCi(redactor, is_json=True),
            clock=SystemClock(),
            base="main",
            is_default_base=True,
            options=Options(deliver="branch"),
        )
        run(ports, "sync", SYNC)


def main() -> None:
    bench_start()
    bench_formats(10_000)
    bench_formats(100_000)
    bench_plan(100_000, 10_000)


if __name__ == "__main__":
    main()
