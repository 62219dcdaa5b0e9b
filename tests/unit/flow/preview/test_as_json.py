"""A plan as a document: the same for the same situation, and named by its hash."""

import json
from dataclasses import replace

from ci_l10n.flow.agreed import Origin
from ci_l10n.flow.plan import Plan
from ci_l10n.flow.preview.as_json import preview_json, seal_of, stored
from ci_l10n.flow.preview.lines import MOST_STRINGS, preview_lines
from ci_l10n.flow.preview.model import FileChange, Preview, StringChange

ORIGIN = Origin("main", "a" * 40, "b" * 40, "c" * 40, {"1_de": "x"})
PREVIEW = Preview(
    ORIGIN,
    files=(FileChange("update", "en.json", "", 3, ("de", "fr"), "d" * 40),),
    strings=(StringChange("en.json", "open", "changed", "Open", "Open it now", 2),),
)


def test_the_hash_moves_with_what_would_be_done_and_what_that_was_decided_from() -> None:
    others = [
        replace(PREVIEW, plan=Plan(locales=("ja",))),
        replace(PREVIEW, words_to_send=7),
        replace(PREVIEW, platform="elsewhere"),
        *(
            replace(PREVIEW, origin=origin)
            for origin in (
                replace(ORIGIN, base_commit="e" * 40),
                replace(ORIGIN, commit="e" * 40),
                replace(ORIGIN, state_commit=""),
                replace(ORIGIN, documents={"1_de": "y"}),
                replace(ORIGIN, documents=None),
            )
        ),
    ]
    hashes = [preview_json(each)["hash"] for each in (PREVIEW, *others)]
    assert len(set(hashes)) == len(hashes)
    assert preview_json(replace(PREVIEW, notes=("a note",), requests=9))["hash"] == hashes[0]


def test_the_seal_is_about_every_word_of_the_document() -> None:
    document = json.loads(stored(preview_json(replace(PREVIEW, notes=("a note",)))))
    assert seal_of(document) == document["seal"]
    for name, value in (("notes", []), ("strings", []), ("platform_requests", 9), ("more", 1)):
        assert seal_of({**document, name: value}) != document["seal"]


def test_half_characters_in_keys_and_bytes_in_paths_can_be_stored() -> None:
    odd = StringChange("caf\udce9.json", "half \ud83d", "added", None, "text \ud83d", 1)
    document = json.loads(stored(preview_json(replace(PREVIEW, strings=(odd,)))))
    assert document["strings"][0]["source"] == "caf\udce9.json"
    assert document["strings"][0]["key"] == "half \ud83d"


def test_a_terminal_shows_the_first_strings_and_counts_the_others() -> None:
    many = replace(PREVIEW, strings=PREVIEW.strings * (MOST_STRINGS + 5))
    lines = preview_lines(many)
    assert sum(line.startswith("~ open") for line in lines) == MOST_STRINGS
    assert "... and 5 more strings; --json lists all of them" in lines
    assert "about 6 words to translate" in " ".join(lines)
