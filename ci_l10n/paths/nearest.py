"""What a glob without matches probably meant."""

from collections.abc import Sequence

from ci_l10n.paths.glob import compile_glob

_MAX_COMPARED = 2000
_TRACKED = "only files that git tracks are matched (git add)"


def nearest_hint(pattern: str, paths: Sequence[str]) -> str:
    """The next step for the author of ``pattern``, which matches none of ``paths`` (sorted)."""
    import difflib

    lowered = {path.lower(): path for path in paths}
    if found := next(compile_glob(pattern.lower()).select(sorted(lowered)), None):
        return f"case counts: there is '{lowered[found[0]]}'"
    if found := next(compile_glob(pattern, hidden=True).select(paths), None):
        return f"spell the dot of hidden names: there is '{found[0]}'"
    folder = _deepest_folder(pattern, paths)
    suffix = "." + pattern.rpartition(".")[2]
    near = [path for path in paths if path.startswith(folder)] or list(paths)
    alike = [path for path in near if path.endswith(suffix)] or near
    if close := difflib.get_close_matches(pattern, alike[:_MAX_COMPARED], n=1, cutoff=0.6):
        return f"did you mean '{close[0]}'? {_TRACKED}"
    if folder:
        return f"the nearest that exists is the folder '{folder}'; {_TRACKED}"
    return _TRACKED


def _deepest_folder(pattern: str, paths: Sequence[str]) -> str:
    """The longest literal beginning of ``pattern`` that is a folder of ``paths``, with its slash; "" for none."""
    folder = compile_glob(pattern).prefix.rpartition("/")[0]
    while folder and not any(path.startswith(folder + "/") for path in paths):
        folder = folder.rpartition("/")[0]
    return folder + "/" if folder else ""
