"""Codes of git, the forge and guards. Exit code 6, and 7 for what was not complete in time."""

from ci_l10n.problems.explanation import Explanation

_EXIT = 6
_INCOMPLETE = 7

DELIVERY = {
    "delivery-failed": Explanation(
        "Git or the forge refused",
        "The repository is not in a state to deliver from, or a server did not do what it was asked.",
        "The message has the reason and the next step.",
        _EXIT,
    ),
    "checkout-missing": Explanation(
        "This is not a git checkout",
        "The folder (`-C`, the action's `working_directory`) does not lie in a cloned repository.",
        "Run inside the repository; in CI add a checkout step before this one.",
        _EXIT,
    ),
    "commits-missing": Explanation(
        "The repository has no commits yet",
        "What is sent is what a commit holds.",
        "Commit and push something first.",
        _EXIT,
    ),
    "remote-missing": Explanation(
        "The checkout has no remote",
        "The state of localization is kept on the server, and `origin` is not set.",
        "`git remote add origin URL`; `--deliver patch` works without one.",
        _EXIT,
    ),
    "remote-unusable": Explanation(
        "The remote's address cannot be used",
        "It is empty, looks like an option, or uses a protocol other than https, http, ssh, git or a path.",
        "Look at `git remote get-url origin`.",
        _EXIT,
    ),
    "remote-not-found": Explanation(
        "The repository is not at the remote's address",
        "It was renamed or deleted, or the token may not see it: private repositories look the same to strangers.",
        "Check `git remote get-url origin` and the token.",
        _EXIT,
    ),
    "remote-moved": Explanation(
        "The repository has moved",
        "The server redirects, and credentials are not sent along.",
        "`git remote set-url origin NEW-ADDRESS`.",
        _EXIT,
    ),
    "base-not-pushed": Explanation(
        "The remote does not have the branch",
        "The branch that is checked out was never pushed, or was deleted.",
        "`git push origin BRANCH`, or check out the branch that is to be localized.",
        _EXIT,
    ),
    "commit-not-pushed": Explanation(
        "The commit is not on the remote's branch",
        "What is sent for translation must be what everybody sees.",
        "Push the commits first.",
        _EXIT,
    ),
    "uncommitted-changes": Explanation(
        "Sources, targets or the configuration have uncommitted changes",
        "What is sent is what the commit holds, and results are written into the working tree.",
        "Commit and push, or put the changes aside with `git stash`.",
        _EXIT,
    ),
    "another-run": Explanation(
        "Another run is at work",
        "Somebody else moved the branch or the state between reading and pushing. Nothing was overwritten.",
        "Run again when the other one has ended; a `concurrency:` group (GitHub) or `resource_group` (GitLab) keeps runs apart.",
        _EXIT,
    ),
    "state-unreadable": Explanation(
        "The state of localization cannot be read",
        "It was written by a newer version, or changed by hand.",
        "Use the newer version. Else move `refs/l10n/state/BRANCH` back to an older commit, or delete it to start afresh (the next merge then has no base).",
        _EXIT,
    ),
    "namespace-refused": Explanation(
        "The server takes branches and tags only",
        "The state is kept on `refs/l10n/state/BRANCH`, which this git server refuses.",
        "Set `state: branch`: the same commits on the branch `l10n-state/BRANCH`.",
        _EXIT,
    ),
    "atomic-unsupported": Explanation(
        "The server cannot move several refs together",
        "It does not know atomic pushes; refs are moved one by one, the state last.",
        "Nothing to do.",
        _EXIT,
    ),
    "push-rule": Explanation(
        "A rule of the repository forbids the push",
        "A ruleset covers the branch of the pull request (GitHub: `GH013`), or a hook of the server looks at what is pushed (GitLab's push rules), and asks for something that the commit does not have.",
        "Let the token's identity bypass the rule, exclude `l10n/**` from it, or choose another `pull_request.branch`; a rule about messages or authors can be suited with `pull_request.title` and `pull_request.commit: author`. `state: branch` does not help.",
        _EXIT,
    ),
    "branch-protected": Explanation(
        "The branch is protected",
        "A protection rule covers the branch of the pull request, so that it cannot be pushed to.",
        "Exempt the branch from the rule, or choose another `pull_request.branch`. The base branch may well be protected.",
        _EXIT,
    ),
    "push-too-many-refs": Explanation(
        "A push moves too many refs",
        "A policy of the organisation limits them.",
        "Runs push one or two refs at once; ask for a limit of at least two.",
        _EXIT,
    ),
    "branch-name-clash": Explanation(
        "One branch is called like the folder of another",
        "git cannot have a branch `l10n` beside a branch `l10n/main`.",
        "Rename the existing branch, or choose another `pull_request.branch`.",
        _EXIT,
    ),
    "branch-unrelated": Explanation(
        "The branch of the pull request has another history",
        "It holds commits of people and has nothing in common with the base branch any more. It was left untouched.",
        "Rebase it by hand, or delete it.",
        _EXIT,
    ),
    "branch-conflict": Explanation(
        "The branch of the pull request conflicts with the base branch",
        "Commits of people on it conflict outside of what is managed. It was left untouched.",
        "Merge the base branch into it by hand.",
        _EXIT,
    ),
    "authorization-twice": Explanation(
        "Two Authorization headers are sent to the git server",
        "`http.extraheader` stands in the global or system configuration of git, and servers refuse two headers.",
        "Remove it there.",
        _EXIT,
    ),
    "history-missing": Explanation(
        "The checkout lacks history",
        "It is shallow, and the commits have no common ancestor in it, or the server wants all of it.",
        "Check out with `fetch-depth: 0` (GitLab: `GIT_DEPTH: 0`).",
        _EXIT,
    ),
    "objects-missing": Explanation(
        "The checkout lacks objects",
        "It is shallow, partial, or damaged.",
        "Check out with `fetch-depth: 0` and without a filter; if that does not help, `git fsck`.",
        _EXIT,
    ),
    "ownership": Explanation(
        "The checkout belongs to another user",
        "In containers the workspace often belongs to the runner's user. Files written by root would break the next checkout.",
        "Run as its owner, or add the folder to `safe.directory` of the global git configuration.",
        _EXIT,
    ),
    "disk-full": Explanation(
        "There is no space left on the disk",
        "The temporary folder or the checkout cannot take what is to be written.",
        "Free some space, or point `TMPDIR` at another disk.",
        _EXIT,
    ),
    "ref-gone": Explanation(
        "A ref is not on the server",
        "It may have been deleted a moment ago.",
        "Run again.",
        _EXIT,
    ),
    "ref-name-invalid": Explanation(
        "A name is no name for a ref",
        "A branch has a name that git does not accept.",
        "Look at `pull_request.branch` and the names of the branches.",
        _EXIT,
    ),
    "git-missing": Explanation(
        "git was not found",
        "There is no `git` on `PATH`.",
        "Install git 2.38 or newer, or use the container image.",
        _EXIT,
    ),
    "git-too-old": Explanation(
        "git is too old",
        "A command or an option is unknown to it.",
        "Install git 2.38 or newer, or use the container image.",
        _EXIT,
    ),
    "git-unreachable": Explanation(
        "The git server cannot be reached",
        "No connection, a broken one, or a problem of the server's own.",
        "Check network, proxy and certificates, then run again: nothing was half done.",
        _EXIT,
    ),
    "git-failed": Explanation(
        "A git command failed",
        "Its own words are in the message.",
        "Follow them, or ask whoever runs the git server.",
        _EXIT,
    ),
    "path-refused": Explanation(
        "A path is not written",
        "It leads through a link, out of the checkout, into `.git`, or holds characters that paths must not have.",
        "Change the `target` of the rule that gives this path, or rename the file.",
        _EXIT,
    ),
    "file-unwritable": Explanation(
        "A file or folder cannot be written",
        "Owner, rights or free space forbid it.",
        "Check all three for the folder that the message names.",
        _EXIT,
    ),
    "guard-deletions": Explanation(
        "More sources are gone than `limits.delete` allows",
        "A moved folder, a wrong checkout or a mistaken glob would delete translations on the platform.",
        "If it is meant, pass `--allow-deletes HASH` with the hash of the message or of the whole plan (`plan --json`), or raise `limits.delete`.",
        _EXIT,
    ),
    "guard-words": Explanation(
        "More words would be sent than `limits.words` allows",
        "Words cost money: those of new and changed strings, and all words of the project for a locale that is added.",
        "If it is meant, pass `--allow-words HASH` with the hash of the message or of the whole plan (`plan --json`), or raise `limits.words`. "
        "A hash allows this plan only: when anything is sent that it does not name, the run stops again.",
        _EXIT,
    ),
    "pull-request-empty": Explanation(
        "There is nothing to propose",
        "The forge finds no commit on the branch that the base lacks.",
        "Run again.",
        _EXIT,
    ),
    "forge-rate-limit": Explanation(
        "The forge's rate limit is used up",
        "Other jobs use the same token.",
        "Run again later, or use a token of an App.",
        _EXIT,
    ),
    "forge-trouble": Explanation(
        "The forge has a problem",
        "No answer, an error page, or a status from 500 on.",
        "Run again; the branch and the state are consistent.",
        _EXIT,
    ),
    "forge-refused": Explanation(
        "The forge refused a request", "Its own words are in the message.", "Follow them.", _EXIT
    ),
    "forge-broken-answer": Explanation(
        "The forge answered with something else",
        "What came is no pull or merge request: a proxy, or a wrong address.",
        "Check `GITHUB_API_URL` or `CI_API_V4_URL`, and what stands between.",
        _EXIT,
    ),
    "forge-moved": Explanation(
        "The forge redirects",
        "The project or the address moved, and tokens do not follow redirects.",
        "Set `CI_API_V4_URL` and `CI_PROJECT_ID` to where it is now.",
        _EXIT,
    ),
    "not-complete": Explanation(
        "Translations were not complete in time",
        "`--require-complete` was given, and people are still translating.",
        "Run again later, or give `--timeout` more time. Without `--require-complete` this is no error.",
        _INCOMPLETE,
    ),
}
