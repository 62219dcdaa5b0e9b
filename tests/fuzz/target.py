"""
One format under a fuzzer: ``python -m tests.fuzz.target NAME [libFuzzer's flags] FOLDER_OF_SEEDS``.

Whatever the bytes, reading them gives a catalog or a `ContentError`; a catalog that is written back unchanged gives the
same bytes, and a change of some of its values gives a file that reads so, or a `ContentError`.
"""

import sys

import atheris

with atheris.instrument_imports(include=["ci_l10n.formats"]):
    from ci_l10n.errors import ContentError
    from ci_l10n.formats.base import Change, Format, Reading
    from ci_l10n.formats.registry import get_format
    from ci_l10n.formats.rewriting import create, rewrite
    from ci_l10n.model import Catalog, Forms, Unit

DIRECTIVES = {"xml": {"source_key_paths": "/terms/{term.id}"}}
MARKUP = {"android", "xml", "xliff"}  # a value may hold tags there, which have to be well-formed
DEFECT = "please report this"  # what the check behind every edit says when the edit came out wrong


def try_file(format_: Format, data: bytes) -> None:
    """All that is promised of one file."""
    directives = DIRECTIVES.get(format_.name, {})
    reading = Reading("target", "de", "fuzzed", directives)
    try:
        source = format_.parse(data, Reading("source", "en", "fuzzed", directives))
        target = format_.parse(data, reading)
    except ContentError:
        return
    assert rewrite(format_, target, [], source, reading) == data
    keys = list(target.units)[:: max(1, len(target.units) // 3)]
    text = _text(data, plain=format_.name in MARKUP)
    values = {key: source.units[key].value for key in keys if key in source.units}
    try:
        rewrite(format_, target, [_changed(target.units[key], text) for key in keys], source, reading)
        _remove_and_insert(format_, target, keys, source, reading)
        create(format_, source, values, "omit", reading)
    except ContentError as error:
        if DEFECT in (error.hint or ""):
            raise AssertionError(f"an edit came out wrong: {error.message}") from error


def _remove_and_insert(
    format_: Format, target: Catalog, keys: list[str], source: Catalog, reading: Reading
) -> None:
    removed = rewrite(format_, target, [Change(key, None) for key in keys], source, reading)
    without = format_.parse(removed, reading)
    back = [Change(key, target.units[key].value) for key in keys if key not in without.units]
    rewrite(format_, without, back, source, reading)


def _text(data: bytes, *, plain: bool) -> str:
    """Made of the file's own bytes, so that the fuzzer has a say in it."""
    text = data[-16:].decode("utf-8", "replace") + "x"
    return "".join(c for c in text if c >= " " and not (plain and c in "<>&"))


def _changed(unit: Unit, text: str) -> Change:
    if isinstance(unit.value, str):
        return Change(unit.key, text)
    return Change(unit.key, Forms(unit.value.kind, tuple((suffix, text) for suffix, _ in unit.value.parts)))


def main() -> None:
    with atheris.instrument_imports(include=["ci_l10n.formats"]):  # a format is imported when it is asked for
        format_ = get_format(sys.argv.pop(1))
    atheris.Setup(sys.argv, lambda data: try_file(format_, data))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
