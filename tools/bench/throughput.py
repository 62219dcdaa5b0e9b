"""How close a push of many changed files comes to the platform's limit of four requests a second."""

import json
import tempfile
from pathlib import Path

from ci_l10n.sandbox.server import Sandbox
from tests.scenarios.world import World

LIMIT = 4.0  # requests a second
RULES = "  - source: src/*.json\n    target: out/{locale}/{name}\n"


def bench_throughput(files: int = 200) -> None:
    print(f"\npush of {files} changed files, as the server sees it; ideal: requests / 4 a second")
    for name, latency, threads, shards in (
        ("1 thread", 0, 1, 1),
        ("8 threads", 0, 8, 1),
        ("8 threads, answers take 0.5 s", 500, 8, 1),
        ("4 processes, push --shard i/4", 0, 8, 4),
    ):
        times = sorted(_push(files, latency, threads, shards))
        took, ideal = times[-1] - times[0], (len(times) - 1) / LIMIT
        busiest = max(sum(start <= time < start + 1 for time in times) for start in times)
        print(
            f"  {name:<30} {len(times)} requests in {took:.1f} s, {took / ideal - 1:+.1%}; "
            f"most in any second: {busiest}",
            flush=True,
        )


def _push(files: int, latency: int, threads: int, shards: int) -> list[float]:
    """When the requests of a push arrived, in seconds."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Sandbox(translator="pseudo", latency_ms=latency) as sandbox,
    ):
        world = World(sandbox, Path(folder, "app"), extra_env={"CI_L10N_THREADS": str(threads)})
        world.create({f"src/{n}.json": json.dumps({"a": f"Text {n}"}) for n in range(files)}, RULES)
        done = world.run("push")
        assert done.code == 0, done.err
        world.write({f"src/{n}.json": json.dumps({"a": f"Other text {n}"}) for n in range(files)})
        world.commit("Change all")
        before = world.log_length()
        parts = [["--shard", f"{n}/{shards}"] for n in range(1, shards + 1)] if shards > 1 else [[]]
        for process in [world.spawn("push", *part) for part in parts]:
            _, err = process.communicate()
            assert process.returncode == 0, err
        log = world.control("log")[before:]
        return [entry["time"] for entry in log if entry["service"] == "smartcat"]
