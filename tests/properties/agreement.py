"""What a run listed and wrote, against what the table expects; each answer is a list of disagreements."""

from ci_l10n.state import OpenFinding
from tests.properties.samples import Sample, Side
from tests.properties.table import Row, Verdict, is_broken, is_untranslated, kept_value, ours


def listing_problems(
    row: Row, expected: Verdict, now: list[OpenFinding], before: list[OpenFinding]
) -> list[str]:
    kinds = {finding.kind: finding for finding in now}
    if expected.listed and expected.listed not in kinds:
        return [f"listed only as {sorted(kinds)}"]
    if expected.listed in ("conflict", "first") and row.source and " " in row.source:
        values = kinds[expected.listed].values
        said = [values.get(side) for side in ("before", "repository", "platform")]
        repository = ours(row) if expected.listed == "first" else kept_value(row)
        wanted = [row.t0, repository, row.p]
        if any(
            (s is None) != (w is None) or (w and s and w not in s and len(s) != 40)
            for s, w in zip(said, wanted, strict=True)
        ):
            return [f"listed with {said}, not {wanted}"]
    known = {finding.kind for finding in before}
    new = kinds.keys() & {"conflict", "edit", "first"} - known - {expected.listed}
    problems = [f"listed as {sorted(new)}"] if new else []
    if "held" in kinds and not is_broken(row.p):
        problems.append("listed as held")
    drifted = row.source != row.source_before and row.source is not None and row.source_before is not None
    theirs = row.p != row.p0 and not is_untranslated(row.p, row)
    is_kept = not theirs and row.t0 is not None and expected == Verdict(row.t0)
    if drifted and is_kept and not row.is_complete and not kinds.keys() & {"stale", "edit"}:
        problems.append("not listed as stale")
    return problems


def bytes_problems(side: Side, result: bytes | None, versions: list[bytes], sample: Sample) -> list[str]:
    """Lines of values that stay are those of one of the versions people could see."""
    if result is None or not versions or result in versions:
        return []
    cells = sample.cells(result, side.locale)
    if all(sample.cells(data, side.locale) == cells for data in versions) and not sample.specimen.is_shared:
        return [f"{side}: other bytes for the same values\n{versions}\n{result!r}"]
    known = {line.strip().rstrip(b",") for data in versions for line in data.splitlines()}
    values = [sample.cells(data, side.locale) for data in versions]
    wrong = []
    for key, token in cells.items():
        if (
            " " in token
            and not token.startswith("en ")  # which other keys may have as well
            and side.name not in ("csv", "document")
            and all(each.get(key) == token for each in values)
        ):
            lines = [line for line in result.splitlines() if token.removeprefix("?").encode() in line]
            wrong += [
                f"{side} {key}: new line {line!r}" for line in lines if line.strip().rstrip(b",") not in known
            ]
    if b"\r\n" in result and b"\n" in result.replace(b"\r\n", b""):
        wrong.append(f"{side}: mixed line ends\n{versions}\n{result!r}")
    return wrong
