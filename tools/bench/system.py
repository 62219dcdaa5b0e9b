"""Start-up, and a sync with nothing to do on a large repository."""

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

from ci_l10n.ci.local import LocalCi
from ci_l10n.clock import SystemClock
from ci_l10n.config.load import load_config
from ci_l10n.flow.ports import Options, Ports
from ci_l10n.flow.sync import SYNC, run
from ci_l10n.git.repo import Repository
from ci_l10n.redact import Redactor
from tests.fakes import MemoryPlatform


def timed(action: Callable[[], object], runs: int = 3) -> float:
    """The best of some runs, in seconds."""
    best = float("inf")
    for _ in range(runs):
        gc.collect()
        start = time.perf_counter()
        action()
        best = min(best, time.perf_counter() - start)
    return best


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
