"""Codes of localization files as a whole. Exit code 5 where they end a run; most are findings about one file."""

from ci_l10n.problems.explanation import Explanation

_EXIT = 5

CONTENT = {
    "file-malformed": Explanation(
        "A file cannot be read",
        "It is not what its format says: a syntax error, another encoding, another format.",
        "Correct the place that the message names. The other files go on.",
        _EXIT,
    ),
    "file-too-large": Explanation(
        "A file is too large",
        "Files are held in memory, so their size has a limit.",
        "Split the file.",
        _EXIT,
    ),
    "file-unreadable": Explanation(
        "A file cannot be read from the disk",
        "It is not there, or its rights forbid it.",
        "Check path and rights.",
        _EXIT,
    ),
    "report-unreadable": Explanation(
        "A file is no report of a run",
        "`report` shows what `sync`, `push`, `wait`, `pull` and `status` store. A plan, a text, or a report that was changed by hand is something else.",
        "Name a `report.json`, or leave the name out to show the last run.",
        _EXIT,
    ),
    "target-unwritable": Explanation(
        "The target cannot be written",
        "It is read-only, a link, no regular file, or its folder refuses.",
        "Name another file, or change rights and owner.",
        _EXIT,
    ),
    "file-not-rewritten": Explanation(
        "A merged file was not written",
        "After the merge it was read again, and a key would have come out wrong. The file was left as it was.",
        "Report it with the file, please: this should not happen.",
        _EXIT,
    ),
    "format-differs": Explanation(
        "The translated file has another format than the source",
        "Both are read with the same format and directives.",
        "Export it in the format of the source, or give `--format`.",
        _EXIT,
    ),
    "lfs-pointer": Explanation(
        "Git LFS keeps the file elsewhere",
        "The commit holds a pointer. A pointer is neither sent nor merged.",
        "Keep localization files in git itself: `git lfs untrack`, then `git add --renormalize`; or `exclude` the file.",
        _EXIT,
    ),
    "export-failed": Explanation(
        "An export cannot be used",
        "The platform sent something that is not the file: nothing, a page, a broken archive, another format. Nothing of it was taken.",
        "It is fetched again with the next run; look at the file on the platform if it happens again.",
        _EXIT,
    ),
    "findings-strict": Explanation(
        "There are errors, and `--strict` was given",
        "Findings of severity error end a strict run.",
        "Correct what the findings name, or leave `--strict` out.",
        _EXIT,
    ),
    "nothing-processed": Explanation(
        "No file could be processed",
        "Every file that was to be sent has a problem of its own.",
        "Follow the first finding.",
        _EXIT,
    ),
    "nothing-drafted": Explanation(
        "Nothing could be translated",
        "Machine translation gave nothing that could be used.",
        "The findings say why; check the profile.",
        _EXIT,
    ),
    "out-of-memory": Explanation(
        "The files need more memory than the process may use",
        "They are very large, or the limit is very low.",
        "Raise the limit of the container, or split the files.",
        _EXIT,
    ),
    "file-missing": Explanation(
        "A source is not in the working tree",
        "The commit has it, the working tree does not.",
        "Restore it (`git checkout -- FILE`), or commit its removal.",
    ),
    "file-kept": Explanation(
        "An earlier XLIFF file was kept",
        "It has translations that the platform does not have; writing it anew would lose them.",
        "Import it first, or write into another folder.",
    ),
    "delivery-on-hold": Explanation(
        "A label keeps a pull request as it is",
        "Somebody put `l10n:hold` on it. Sources were sent all the same; translations wait on the platform.",
        "Take the label off when the pull request may change again: the next run delivers everything. See [how to review](../../how-to/review.md).",
    ),
    "file-unusable": Explanation(
        "An XLIFF file cannot be used",
        "It is malformed, or belongs to no file of the project. Nothing of it was sent.",
        "Correct the place that the message names, or export it again.",
    ),
    "guard": Explanation(
        "A guard would stop the run",
        "`plan` shows what `sync` would stop at: `limits.delete` or `limits.words`.",
        "See [guard-deletions](guard-deletions.md) and [guard-words](guard-words.md).",
    ),
    "source-empty": Explanation(
        "A source holds nothing to translate", "It has no text, so it was not sent.", "Nothing to do."
    ),
    "source-refused": Explanation(
        "The platform cannot take a source",
        "Its format or content is none that projects of this kind can hold.",
        "Follow the message; `exclude` the file if it is not to be translated.",
        5,
    ),
    "source-not-processed": Explanation(
        "The platform could not take a file apart",
        "It was sent, and the platform reports an error while reading it.",
        "Open it on the platform to see why, correct the source, and push again.",
    ),
    "source-not-prepared": Explanation(
        "The platform is still reading a file",
        "It was sent, and is not ready to be translated yet.",
        "The next run goes on.",
    ),
    "locale-missing": Explanation(
        "A file is not translated into a locale",
        "The platform has the file without this language.",
        "The next `push` adds the language where the platform lets it; else add it to the project.",
        2,
    ),
    "rule-unused": Explanation(
        "A rule has no file of its own",
        "All its files belong to an earlier rule: the first one that matches takes a file.",
        "Move the narrower rule up.",
    ),
    "target-without-source": Explanation(
        "A translation has no source",
        "The file looks like a target, and its source is not there. It was left alone.",
        "Delete it; if it is a source, name it in a rule of its own.",
    ),
    "project-gone": Explanation(
        "A temporary project is gone",
        "Somebody deleted it. What was not delivered before is lost.",
        "The next run makes a new one where that is needed.",
    ),
    "project-kept": Explanation(
        "A temporary project is kept",
        "It still holds something that was not delivered, or `keep` is set.",
        "Nothing to do; it is deleted when all of it was delivered.",
    ),
    "project-not-deleted": Explanation(
        "A temporary project could not be deleted",
        "The platform refused.",
        "It is tried again with the next run; delete it by hand if it stays.",
    ),
    "no-statistics": Explanation(
        "There are no statistics",
        "The platform did not count in time, or refused.",
        "Run `status` again later.",
    ),
    "callback-replaced": Explanation(
        "Another callback was replaced",
        "The account has one address for notifications, and it was another one.",
        "Make sure that nobody else needs the earlier address.",
    ),
    "callback-unencrypted": Explanation(
        "Notifications travel without encryption",
        "The address is `http://`; headers with secrets can be read on the way.",
        "Use `https://`.",
    ),
}
