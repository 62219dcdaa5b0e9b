"""The numbers of a change request are those of all that it holds, whichever run brought it."""

import json
from pathlib import Path

from ci_l10n.flow.change_set import Tally
from ci_l10n.flow.tallies import tally_of
from ci_l10n.formats.base import Reading
from ci_l10n.formats.registry import get_format
from ci_l10n.model import Catalog
from tests.unit.flow.repository import Repo, dump


def catalog(strings: dict[str, str]) -> Catalog:
    return get_format("json").parse(json.dumps(strings).encode(), Reading("target", "de", "de.json", {}))


def test_strings_are_new_changed_or_removed() -> None:
    before = catalog({"same": "1", "other": "2", "gone": "3", "empty": ""})
    after = catalog({"same": "1", "other": "zwei", "empty": "4", "fresh": "5"})
    assert tally_of(before, after) == Tally(new=2, changed=1, removed=1, translated=4, total=4)
    assert tally_of(None, after).new == 4
    assert tally_of(before, None).removed == 3


def test_the_description_counts_what_earlier_runs_delivered(tmp_path: Path) -> None:
    files = {"src/a.en.json": dump({"a": "A", "b": "B"}), "src/c.en.json": dump({"c": "C"})}
    app = Repo(tmp_path, {**files, "src/a.de.json": dump({"a": "Alt"})}, locales=("de",))
    app.sync()
    assert app.forge is not None
    (request,) = app.forge.requests
    app.platform.words["de", "C"] = "Neu"
    app.platform.set("src/c.en.json", "de")
    report = app.sync()
    assert [(row.new, row.changed) for row in report.rows()] == [(1, 0)]  # what this run did
    assert "| de | 100 % | 2 | 2 |" in request.body
    assert "| de | 100 % | 2 | 2 |" in app.forge.requests[0].body  # what the request holds
    assert app.strings("src/c.de.json") == {"c": "Neu"}
