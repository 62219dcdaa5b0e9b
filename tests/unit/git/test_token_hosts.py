"""A token goes to the forge that the environment names, whatever a checkout calls its origin."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from ci_l10n.ci.detect import token_hosts
from ci_l10n.git.remote import make_address
from ci_l10n.redact import Redactor

TOKEN = "ghs_0123456789abcdef"
GITHUB = {"GITHUB_TOKEN": TOKEN, "GITHUB_REPOSITORY": "acme/app"}


@pytest.mark.parametrize(
    ("env", "url", "is_sent"),
    [
        (GITHUB, "https://github.com/acme/app.git", True),
        (GITHUB, "https://evil.example/acme/app.git", False),
        (GITHUB, "https://github.com.evil.example/acme/app.git", False),
        ({**GITHUB, "GITHUB_API_URL": "https://api.github.com"}, "https://github.com/acme/app", True),
        ({**GITHUB, "GITHUB_API_URL": "https://api.acme.ghe.com"}, "https://acme.ghe.com/acme/app", True),
        ({**GITHUB, "GITHUB_SERVER_URL": "https://git.acme.test"}, "https://git.acme.test/acme/app", True),
        ({**GITHUB, "GITHUB_SERVER_URL": "https://git.acme.test"}, "https://github.com/acme/app", False),
        ({**GITHUB, "GITHUB_API_URL": "http://127.0.0.1:1/api/v3"}, "http://127.0.0.1:2/git/app.git", True),
        ({"GITLAB_TOKEN": TOKEN}, "https://gitlab.com/acme/app.git", True),
        ({"GITLAB_TOKEN": TOKEN, "CI_SERVER_URL": "https://gl.acme.test"}, "https://gl.acme.test/app", True),
        ({"GITLAB_TOKEN": TOKEN, "CI_SERVER_URL": "https://gl.acme.test"}, "https://gitlab.com/app", False),
    ],
)
def test_the_token_is_sent_to_its_own_forge_only(env: Mapping[str, str], url: str, is_sent: bool) -> None:
    address = make_address(url, Path(), "x", TOKEN, Redactor(), token_hosts(env))
    assert (address.has_credentials, bool(address.withheld)) == (is_sent, not is_sent)


def test_credentials_in_the_address_serve_where_the_token_is_for_another_host() -> None:
    url = "https://bot:secret@git.example/app.git"
    address = make_address(url, Path(), "x", TOKEN, Redactor(), token_hosts(GITHUB))
    assert address.has_credentials
    assert TOKEN not in str(address.settings)
    assert address.url == "https://git.example/app.git"
