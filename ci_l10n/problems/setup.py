"""Codes of what only `doctor` looks at: the runner, the workflow, the forge's settings; and of defects of ours."""

from ci_l10n.problems.explanation import Explanation

_ACCESS = 3
_DELIVERY = 6

SETUP = {
    "internal-error": Explanation(
        "A defect of ci-l10n",
        "Something happened that nobody thought of.",
        "Report it with the crash report, please: it is ready to paste and lies in the git directory (`ci-l10n/crash.md`). It holds no secrets; look through it all the same.",
        70,
    ),
    "interrupted": Explanation(
        "The run was interrupted", "It was told to stop.", "The next run goes on from here; nothing is sent twice.", 130
    ),
    "not-asked": Explanation(
        "Something could not be looked at",
        "The network is away, a credential is not there, or the token may not ask.",
        "Nothing to do where that is meant; else run `doctor` where it can ask.",
    ),
    "locale-not-in-project": Explanation(
        "The project does not have a target locale",
        "`target_locales` lists a language that the project on the platform lacks.",
        "Smartcat: the next `push` adds it, and every word is then billed for that language, too. Smartling: an administrator adds it to the project.",
        2,
    ),
    "clock-skew": Explanation(
        "The clock of this machine is wrong",
        "It differs from the server's by minutes: tokens count as expired, or as not valid yet.",
        "Set the clock (NTP).",
    ),
    "rate-limit-low": Explanation(
        "The token's rate limit is nearly used up",
        "Fewer requests are left in this hour than a delivery may need.",
        "Wait for the hour to end, or use another token.",
    ),
    "history-shallow": Explanation(
        "The checkout is shallow",
        "That is fine for `sync`. `plan` cannot find the place where a pull request parted from its base, and commits of people on our branch need more history, which is then fetched.",
        "`fetch-depth: 0` for `actions/checkout` (GitLab: `GIT_DEPTH: 0`) in workflows that run `plan`.",
    ),
    "leftover-credentials": Explanation(
        "A token lies in the configuration of the checkout",
        "The address of a remote, or `http.extraheader`, holds a token that every later step can read.",
        "`persist-credentials: false` for `actions/checkout`, `git remote set-url origin` without the token; ci-l10n brings its own. Revoke a token that was kept in a shared place.",
    ),
    "state-elsewhere": Explanation(
        "The state lies where it is not looked for",
        "There is no state for the setting `state`, and one for the other setting: the next run begins without a base.",
        "Set `state` back, or delete the other ref once the new one is there.",
    ),
    "disk-low": Explanation(
        "Little space is left on the disk",
        "Less than 200 MB in the checkout's or the temporary folder.",
        "Free some space, or point `TMPDIR` at another disk.",
    ),
    "workflow-unreadable": Explanation(
        "A workflow cannot be read",
        "It is not valid YAML, or has another shape than workflows have.",
        "Correct the file; GitHub does not run it like this.",
    ),
    "workflow-missing": Explanation(
        "No workflow runs ci-l10n",
        "No file in `.github/workflows` uses the action or the command.",
        "Copy `examples/github.yml`, or run it by other means.",
    ),
    "workflow-permissions": Explanation(
        "The job's token lacks a right",
        "`permissions:` does not grant `contents: write` and `pull-requests: write` to the job. What is not listed there is not granted.",
        "Add both to the job or to the workflow.",
        _ACCESS,
    ),
    "workflow-permissions-unset": Explanation(
        "The rights of the job's token are not spelled out",
        "Without `permissions:` the repository's default holds, which is read-only in new repositories.",
        "Add `permissions: {contents: write, pull-requests: write}`.",
    ),
    "workflow-concurrency": Explanation(
        "Two runs can meet",
        "Neither the workflow nor the job has a `concurrency:` group (GitLab: `resource_group`). Two runs at once are safe, but one of them stops.",
        "Add `concurrency: {group: \"l10n-${{ github.ref }}\"}`, in GitLab `resource_group`.",
    ),
    "workflow-cancels": Explanation(
        "A newer run cancels the one that sends",
        "`cancel-in-progress: true` ends runs in the middle of waiting. Nothing is lost, but each one begins anew.",
        "Leave `cancel-in-progress` out for jobs that send or deliver.",
    ),
    "workflow-checkout-missing": Explanation(
        "The job does not check the repository out",
        "No step before ours uses `actions/checkout`.",
        "Add it.",
        _DELIVERY,
    ),
    "workflow-secrets": Explanation(
        "The job does not pass the platform's credentials",
        "The step has neither the inputs nor the environment variables of the platform that `l10n.yml` names.",
        "Pass them: `smartcat_account_id: ${{ secrets.SMARTCAT_ACCOUNT_ID }}` and so on.",
        _ACCESS,
    ),
    "workflow-secret-literal": Explanation(
        "A secret stands in the workflow",
        "A credential is written into the file, where everybody can read it, instead of coming from `secrets`.",
        "Revoke it, keep the new one in a secret, and write `${{ secrets.NAME }}`.",
        _ACCESS,
    ),
    "workflow-fork-code": Explanation(
        "Code of forks runs with secrets",
        "The workflow runs on `pull_request_target` or `workflow_run`, checks out the pull request's code, and has secrets.",
        "Run on `pull_request` for `check` and `plan`, on `push` for everything else.",
        _ACCESS,
    ),
    "workflow-runner": Explanation(
        "The runner cannot run the action",
        "The action is a container, which needs a Linux runner.",
        "`runs-on: ubuntu-latest`, or install the command with pipx.",
        _DELIVERY,
    ),
    "workflow-timeout": Explanation(
        "The job ends before the waiting does",
        "`timeout-minutes` is shorter than `wait.timeout`.",
        "Lower the one or raise the other.",
    ),
    "pipeline-missing": Explanation(
        "No pipeline runs ci-l10n",
        "`.gitlab-ci.yml` neither includes the template nor has a job with the command.",
        "Include `templates/ci-l10n.yml`, as in `examples/gitlab.yml`.",
    ),
    "pipeline-entrypoint": Explanation(
        "The job's image would not start a shell",
        "GitLab starts scripts with a shell, and the image's entry point is the program.",
        "Write `image: {name: ..., entrypoint: [\"\"]}`.",
        _DELIVERY,
    ),
    "repository-archived": Explanation(
        "The repository is archived", "Nothing can be pushed to it.", "Unarchive it.", _DELIVERY
    ),
    "repository-is-fork": Explanation(
        "The repository is a fork",
        "Workflows and schedules are off in forks until somebody turns them on, and secrets do not come along.",
        "Synchronise in the original repository, or set the secrets here.",
    ),
    "merge-requests-disabled": Explanation(
        "Merge requests are disabled", "The project's settings turn them off.", "Settings > General > Visibility: enable them.", _DELIVERY
    ),
    "checks-held": Explanation(
        "Required checks wait for somebody's approval",
        "The pull request is opened with the workflow's own token. GitHub creates its runs, but holds them until somebody with write access approves them (on older GitHub Enterprise Servers none are created), so required checks do not report by themselves.",
        "Pass [the token of an App](../../how-to/app-token.md) (`actions/create-github-app-token`) or of a person as `github_token`; or let somebody press *Approve and run*; or exempt the branch from the required checks.",
    ),
    "auto-merge-off": Explanation(
        "The repository does not allow auto-merge",
        "`pull_request.auto_merge` is set, and the repository's setting is off, as it is in new repositories.",
        "Settings > General > Pull Requests: allow auto-merge; or leave `auto_merge` out and merge by hand.",
    ),
    "pulls-setting-unknown": Explanation(
        "Nobody can say whether Actions may open pull requests",
        "Reading the setting needs administration rights, which the workflow's token cannot have.",
        "Look at Settings > Actions > General > Workflow permissions: *Allow GitHub Actions to create and approve pull requests* must be on.",
    ),
    "token-lifetime": Explanation(
        "The token does not outlive the waiting",
        "The token of an App lives one hour, that of a workflow as long as its job; `wait.timeout` is longer.",
        "Keep `wait.timeout` below 45m, or deliver in a job of its own (`pull --deliver pr`).",
    ),
    "token-expires": Explanation(
        "The token expires soon", "It ends within a week.", "Make a new one and replace the secret."
    ),
    "rule-signatures": Explanation(
        "The branch wants signed commits",
        "A rule asks for verified signatures, and commits of this configuration or token are not signed.",
        "Leave `pull_request.commit` out (verified) and use the workflow's or an App's token, or exempt `l10n/**` from the rule.",
        _DELIVERY,
    ),
    "rule-state-branch": Explanation(
        "A rule covers the branch of the state",
        "With `state: branch` the state is pushed to `l10n-state/BRANCH`, which a rule or protection forbids.",
        "Exempt `l10n-state/**` from the rule.",
        _DELIVERY,
    ),
}  # fmt: skip
