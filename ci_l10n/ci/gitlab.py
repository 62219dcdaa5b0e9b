"""GitLab CI: plain log lines; there are no annotations, the report file can be kept as an artifact."""

from collections.abc import Mapping

from ci_l10n.ci.base import Reviewed
from ci_l10n.ci.local import LocalCi
from ci_l10n.redact import Redactor


class GitLabCi(LocalCi):
    """A job of a pipeline."""

    name = "gitlab"

    def __init__(self, redactor: Redactor, env: Mapping[str, str], *, is_json: bool = False) -> None:
        base = env.get("CI_MERGE_REQUEST_TARGET_BRANCH_NAME") or env.get("CI_COMMIT_BRANCH")
        super().__init__(
            redactor, is_json=is_json, base_branch=base, default_branch=env.get("CI_DEFAULT_BRANCH")
        )
        # The pipeline of a fork's merge request runs in the fork, or by a member's leave in the project itself.
        projects = ("CI_MERGE_REQUEST_SOURCE_PROJECT_ID", "CI_MERGE_REQUEST_PROJECT_ID", "CI_PROJECT_ID")
        involved = {env[name] for name in projects if env.get(name)}
        self.is_fork = bool(env.get(projects[0])) and len(involved) > 1
        self.may_comment = not self.is_fork
        number = env.get("CI_MERGE_REQUEST_IID", "")
        if number.isdecimal():
            branch = env.get("CI_MERGE_REQUEST_SOURCE_BRANCH_NAME", "")
            self.change_request = Reviewed(int(number), branch, sign="!")
