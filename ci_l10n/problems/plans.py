"""Codes of plans that were stored and are to be applied. Exit code 2 for the file, 6 for what it is about."""

from ci_l10n.problems.explanation import Explanation

_FILE = 2
_EXIT = 6

PLANS = {
    "plan-stale": Explanation(
        "Repository or platform moved since the plan was made",
        "A plan is a promise about one commit, one state of localization and the documents as they were then. The "
        "message names what moved: the base branch, the state (another run), or documents that people worked on.",
        "Make the plan again, look at it, and apply that one. Nothing was sent.",
        _EXIT,
    ),
    "plan-elsewhere": Explanation(
        "The plan is about something else",
        "It was made for another repository, base branch, configuration, or project on the platform.",
        "Apply it where it was made, or make one here: `ci-l10n plan --out plan.json`.",
        _EXIT,
    ),
    "plan-edited": Explanation(
        "The plan was edited, or damaged on its way",
        "Its content is not what its hash says. What people looked at is no longer what would be done.",
        "Make the plan again. What is to be different belongs into `l10n.yml` or flags of `plan`.",
        _EXIT,
    ),
    "plan-without-platform": Explanation(
        "The plan was made without the platform",
        "Runs for forks have no credentials: such a plan compares with the last sync alone, and is for reading.",
        "Make one where the credentials are, after the merge.",
        _EXIT,
    ),
    "plan-malformed": Explanation(
        "The file is no plan",
        "It is not JSON, or not what `ci-l10n plan --out FILE` writes; the message has the place.",
        "Check the path, or make one with `ci-l10n plan --out plan.json`.",
        _FILE,
    ),
    "plan-newer": Explanation(
        "The plan was made by a newer version",
        "It may hold what this version does not know.",
        "Use the same version of action, image or package in both jobs.",
        _FILE,
    ),
    "plan-unreadable": Explanation(
        "The file of the plan cannot be read",
        "It is not there, or not readable: between jobs it has to be handed on as an artifact.",
        "Check the path, which is seen from the folder of `-C` (the action's `working_directory`).",
        _FILE,
    ),
    "plan-selection": Explanation(
        "The plan is about other locales or files than the flags say",
        "`--locale` and `--file` belong to `plan`; what is left out was decided there.",
        "Leave the flags out, or make the plan again with them.",
        _FILE,
    ),
}
