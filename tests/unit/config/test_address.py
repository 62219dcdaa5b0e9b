"""Which machine an address leads to."""

import pytest

from ci_l10n.config.address import host_of


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://github.com/acme/app.git", "github.com"),
        ("https://x:y@GitHub.com:8443/acme", "github.com"),
        ("https://github.com.evil.example/acme", "github.com.evil.example"),
        ("https://github.com@evil.example/acme", "evil.example"),
        ("http://127.0.0.7:80/x", "localhost"),
        ("http://[::1]:80/x", "localhost"),
        ("http://LOCALHOST/x", "localhost"),
        ("/srv/git/app.git", ""),
        ("http://[", ""),
        ("", ""),
    ],
)
def test_the_host_is_what_a_client_would_connect_to(url: str, host: str) -> None:
    assert host_of(url) == host
