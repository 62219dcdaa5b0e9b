"""The review page as later steps of a job find it."""

from pathlib import Path

from ci_l10n.commands.place import place_of
from ci_l10n.commands.review_page import page_output


def test_a_page_below_the_folder_for_temporary_files_is_named_from_there(tmp_path: Path) -> None:
    env = {"RUNNER_TEMP": str(tmp_path / "temp")}
    place = place_of(str(tmp_path / "app"), str(tmp_path / "temp" / "l10n" / "review.html"))
    assert page_output(place, env) == "", "not written yet"
    place.write(b"page")
    assert page_output(place, env) == "l10n/review.html"


def test_a_page_elsewhere_is_named_as_it_was_asked_for(tmp_path: Path) -> None:
    place = place_of(str(tmp_path), "review.html")
    place.write(b"page")
    assert page_output(place, {"RUNNER_TEMP": str(tmp_path / "temp")}) == "review.html"
    assert page_output(place, {}) == "review.html"
    assert page_output(None, {}) == ""
