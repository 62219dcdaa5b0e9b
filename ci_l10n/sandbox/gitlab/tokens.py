"""Who asks: the tokens there are, whose they are, and whether they still count."""

from dataclasses import dataclass

from werkzeug.wrappers import Request

from ci_l10n.sandbox.git_http import read_token
from ci_l10n.sandbox.gitlab.records import PERSON, Credential, Hub
from ci_l10n.sandbox.gitlab.refusals import expired_token, unauthorized


@dataclass(frozen=True, slots=True)
class Secrets:
    """``owner`` is the token of who everything belongs to, ``person`` that of a reviewer, ``job`` that of a job."""

    owner: str
    person: str = ""
    job: str = ""


class Tokens:
    """Looks tokens up; the knobs decide what the owner's token is."""

    def __init__(self, hub: Hub, secrets: Secrets) -> None:
        self._hub = hub
        self._secrets = secrets

    def is_known(self, token: str) -> bool:
        """Whether it is one of this GitLab's, even if it has expired."""
        return bool(token) and token in (self._secrets.owner, self._secrets.person, self._secrets.job)

    def is_expired(self, token: str) -> bool:
        expires_at = self._hub.expires_at
        return expires_at is not None and token == self._secrets.owner and self._hub.clock.now() >= expires_at

    def find(self, token: str) -> Credential | None:
        """Whose token it is; None for unknown ones and those that do not count any more."""
        if not self.is_known(token) or self.is_expired(token):
            return None
        if token == self._secrets.job:
            return Credential(token, self._hub.owner, "job")
        if token == self._secrets.person:
            return Credential(token, PERSON)
        is_bot = self._hub.knobs.project_token
        return Credential(token, "project_1_bot_0123456789abcdef" if is_bot else self._hub.owner)

    def authenticate(self, request: Request) -> Credential | None:
        """The credential of a request, None for one without. Raises the 401 of a wrong or expired token."""
        private = request.headers.get("PRIVATE-TOKEN") or request.args.get("private_token", "")
        job = request.headers.get("JOB-TOKEN") or request.args.get("job_token", "")
        bearer = read_token(request.headers.get("Authorization", ""))
        token = private or job or bearer
        if not token:
            return None
        if self.is_expired(token):
            raise expired_token()
        found = self.find(token)
        # A header takes the tokens it is made for; only Authorization takes both kinds.
        wanted = "api" if private else "job" if job else ""
        if found is None or (wanted and found.kind != wanted):
            raise unauthorized()
        return found
