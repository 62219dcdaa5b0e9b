"""Codes of `init`. Exit code 2, but for what it only tells."""

from ci_l10n.problems.explanation import Explanation

_EXIT = 2

INITIAL = {
    "init-exists": Explanation(
        "There is a configuration already",
        "`init` was run in a repository that has an `l10n.yml` (or the file of `--config`).",
        "`--dry-run` shows what would be written, `--force` overwrites the file; `check` judges the one that is there.",
        _EXIT,
    ),
    "init-nothing-found": Explanation(
        "No localization files were found",
        "No tracked file lies where texts of one language lie beside those of another, or is called like a source. Folders of tests, of other people's code and of build results are left out, hidden ones too.",
        "Commit the files first. `--file GLOB` names files wherever they lie; `l10n.yml` can always be [written by hand](../config.md).",
        _EXIT,
    ),
    "init-undecided": Explanation(
        "Nothing tells the source or the target locales",
        "Nothing is translated yet, or two locales are equally likely to be the source.",
        "Give `--source-locale L`, and `--locale L` for each target locale.",
        _EXIT,
    ),
    "init-unanswered": Explanation(
        "A question could not be asked",
        "There is no terminal, or `--yes` was given, and something is missing that no repository tells.",
        "Give the flags that the message names; `--yes` takes `eu` for the server, which the address of the project's page tells, too.",
        _EXIT,
    ),
    "init-foreign": Explanation(
        "The configuration of the other tool cannot be converted",
        "The file of `--from` is not that of a tool known here, cannot be read, or has no rule that fits this repository.",
        "The message names the place. Without `--from`, `init` looks at the files themselves.",
        _EXIT,
    ),
    "init-left-out": Explanation(
        "Files were left out of the proposal",
        "They are tests or other people's code, have no source, contradict other files, or have a format that cannot be merged key by key.",
        "Nothing to do where that is right. Else name them with `--file`, or add a rule to `files:`.",
    ),
    "init-not-mapped": Explanation(
        "A setting of the other tool has no counterpart",
        "It does something that ci-l10n does not do, does always, or has another key for; or it is a credential, which is never taken over.",
        "The hint names the key to use, where there is one. See [how to migrate](../../how-to/migrate.md).",
    ),
}
