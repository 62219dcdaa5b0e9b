"""A client of a few lines for the simulated Smartling; it shares nothing with the real one."""

from typing import Any

import requests

from ci_l10n.sandbox.server import Sandbox

Json = dict[str, Any]
ANDROID = b'<resources><string name="hello">Hello</string><string name="bye">Bye for now</string></resources>'


class Api:
    """``files``, ``jobs`` and ``batches`` are the beginnings of paths."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        told = sandbox.announcement
        self.origin, self.project = told["smartling"], told["smartling_project"]
        self.files = f"files-api/v2/projects/{self.project}"
        self.jobs = f"jobs-api/v3/projects/{self.project}/jobs"
        self.batches = f"job-batches-api/v2/projects/{self.project}"
        self.session = requests.Session()
        self.log_in()

    def log_in(self) -> Json:
        told = self.sandbox.announcement
        login = {
            "userIdentifier": told["smartling_user_identifier"],
            "userSecret": told["smartling_user_secret"],
        }
        tokens = self.data("POST", "auth-api/v2/authenticate", json=login)
        self.session.headers["Authorization"] = f"Bearer {tokens['accessToken']}"
        return dict(tokens)

    def call(self, method: str, path: str, **options: Any) -> requests.Response:
        """``path`` without the slash at its beginning."""
        return self.session.request(method, f"{self.origin}/{path}", timeout=20, **options)

    def data(self, method: str, path: str, **options: Any) -> Any:
        """What a call that succeeds brings."""
        answer = self.call(method, path, **options)
        assert answer.ok, f"{answer.status_code} {answer.text}"
        return answer.json()["response"]["data"]

    def refusal(self, method: str, path: str, **options: Any) -> tuple[int, str, str | None]:
        """Status, code and key of a call that is refused."""
        answer = self.call(method, path, **options)
        assert answer.status_code >= 400, answer.text
        told = answer.json()["response"]
        return answer.status_code, told["code"], told["errors"][0]["key"]

    def control(self, path: str, body: object) -> None:
        requests.post(f"{self.origin}/_sandbox/{path}", json=body, timeout=20).raise_for_status()

    def upload(
        self, uri: str, content: bytes = ANDROID, kind: str = "android", path: str = "", **fields: object
    ) -> requests.Response:
        """To the Files API, or to ``path``; `namespace` and `callback` in short."""
        short = {"namespace": "smartling.namespace", "callback": "callbackUrl"}
        values = {short.get(name, name): value for name, value in fields.items()}
        return self.call(
            "POST",
            path or f"{self.files}/file",
            data={"fileUri": uri, "fileType": kind, **values},
            files={"file": (uri, content)},
        )

    def make_job(self, name: str = "Autumn", *locales: str) -> str:
        body = {"jobName": name, "targetLocaleIds": list(locales)}
        return str(self.data("POST", self.jobs, json=body)["translationJobUid"])

    def job(self, uid: str) -> Json:
        return dict(self.data("GET", f"{self.jobs}/{uid}"))

    def make_batch(self, job: str, *uris: str, authorize: bool = True) -> str:
        body = {"authorize": authorize, "translationJobUid": job, "fileUris": list(uris)}
        return str(self.data("POST", f"{self.batches}/batches", json=body)["batchUid"])

    def put_into(
        self,
        batch: str,
        uri: str,
        content: bytes = ANDROID,
        kind: str = "android",
        locales: tuple[str, ...] = ("de-DE",),
    ) -> requests.Response:
        """Upload into a batch."""
        path = f"{self.batches}/batches/{batch}/file"
        return self.upload(uri, content, kind, path, **{"localeIdsToAuthorize[]": list(locales)})

    def batch(self, uid: str) -> Json:
        return dict(self.data("GET", f"{self.batches}/batches/{uid}"))
