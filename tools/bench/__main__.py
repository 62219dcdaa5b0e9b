"""
Figures, as ratios measured side by side in one run: `make bench`.

Nothing here passes or fails; tests never look at a clock. ``python -m tools.bench RIVALS [FORMAT | page | throughput]...``: RIVALS is
the interpreter of the environment that has the other libraries.
"""

import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from ci_l10n.formats.registry import NAMES
from tests.corpus import corpus, corpus_files
from tools.bench import system
from tools.bench.page import bench_page
from tools.bench.samples import REAL, SAMPLES, SUFFIXES
from tools.bench.throughput import bench_throughput

ROOT = Path(__file__).resolve().parents[2]
WARM = 100  # entries
PATIENCE = 300  # seconds for one measurement
LIBRARIES = {
    "json": ("json", "moz.l10n", "translate-toolkit"),
    "yaml": ("ruamel.yaml", "translate-toolkit"),
    "android": ("moz.l10n", "translate-toolkit"),
    "ios": ("translate-toolkit",),
    "stringsdict": ("plistlib", "translate-toolkit"),
    "xcstrings": ("json",),
    "gettext": ("polib", "moz.l10n", "translate-toolkit"),
    "properties": ("javaproperties", "PropertiesFile", "translate-toolkit"),
    "csv": ("csv", "translate-toolkit"),
    "xliff": ("lxml", "moz.l10n", "translate-toolkit"),
    "resx": ("lxml", "translate-toolkit"),
}


def main(rivals: str, *chosen: str) -> None:
    formats = [name for name in SAMPLES if name in NAMES and (not chosen or name in chosen)]
    for count in (10_000, 100_000) if formats else ():
        print(f"\n{count:,} entries: parse + one edit + splice, beside parse + one edit + serialize")
        for name in formats:
            bench_speed(name, count, rivals)
    if formats:
        bench_fidelity(formats, rivals)
    if not chosen:
        system.bench_start()
        system.bench_plan(100_000, 10_000)
    if not chosen or "page" in chosen:
        bench_page()
    if not chosen or "throughput" in chosen:
        bench_throughput()


def bench_speed(name: str, count: int, rivals: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for size in (WARM, count):
            path = Path(folder, f"{size}{SUFFIXES[name]}")
            path.write_text(SAMPLES[name](size), encoding="utf-8")
            paths.append(str(path))
        ours = _measure(sys.executable, "ours", name, "ci-l10n", *paths)
        print(f"  {name:<12} ci-l10n           {_figures(ours)}", flush=True)
        for library in LIBRARIES[name]:
            theirs = _measure(rivals, "rivals", name, library, *paths)
            ratio = f"{theirs['seconds'] / ours['seconds']:6.1f}x" if theirs and ours else ""
            print(f"  {'':<12} {library:<17} {_figures(theirs)} {ratio}", flush=True)


def _measure(python: str, module: str, *arguments: str) -> dict[str, float]:
    """Seconds and megabytes; nothing when the library gives up."""
    command = [python, "-m", f"tools.bench.{module}", *arguments]
    try:
        run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        return {}
    figures: dict[str, float] = json.loads(run.stdout) if run.returncode == 0 else {}
    return figures


def _figures(measured: dict[str, float]) -> str:
    if not measured:
        return "     gives up"
    return f"{measured['seconds']:8.3f} s {measured['megabytes']:6.0f} MB"


def bench_fidelity(formats: list[str], rivals: str) -> None:
    if corpus() is None:
        print("\nfidelity: no real files here (L10N_CORPUS)")
        return
    print(
        "\nfidelity on real files: same bytes without a change; lines in the diff of one change, median / worst"
    )
    for name in formats:
        files = corpus_files(*REAL[name])
        if files:
            print(
                f"  {name:<12} ci-l10n           {_fidelity(sys.executable, 'ours', name, 'ci-l10n', files)}"
            )
            for library in LIBRARIES[name]:
                print(
                    f"  {'':<12} {library:<17} {_fidelity(rivals, 'rivals', name, library, files)}",
                    flush=True,
                )


def _fidelity(python: str, module: str, name: str, library: str, files: list[Path]) -> str:
    command = [python, "-m", f"tools.bench.{module}", name, library, "--fidelity"]
    paths = "".join(f"{path}\n" for path in files)
    run = subprocess.run(command, cwd=ROOT, input=paths, capture_output=True, text=True, check=False)
    found = [json.loads(line) for line in run.stdout.splitlines()]
    lines = [item["lines"] for item in found if item["lines"] is not None]
    same = sum(item["same"] for item in found)
    spread = f"{statistics.median(lines):g} / {max(lines)}" if lines else "-"
    return f"{same:4} of {len(files):4} same, {len(found) - len(lines)} refused; {spread}"


if __name__ == "__main__":
    main(*sys.argv[1:])
