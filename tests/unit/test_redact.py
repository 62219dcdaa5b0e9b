"""Secrets are found in every spelling they can turn up in."""

import base64
import json
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ci_l10n.redact import MASK, Redactor

SECRET = 'gho_äb"c/d+e\\fgh1jk?'


@pytest.mark.parametrize("spell", [str, json.dumps, lambda text: quote(text, safe="")])
def test_a_secret_is_hidden_as_it_is_in_json_and_in_addresses(spell: object) -> None:
    assert callable(spell)
    text = Redactor([SECRET]).clean(f"before {spell(SECRET)} after")
    assert text.replace('"', "") == f"before {MASK} after"


@given(before=st.binary(max_size=9), after=st.binary(max_size=9))
def test_a_secret_is_hidden_wherever_it_begins_in_base64(before: bytes, after: bytes) -> None:
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        encoded = encode(before + SECRET.encode() + after).decode()
        text = Redactor([SECRET]).clean(encoded)
        assert MASK in text
        # What is left is what stood beside it, and two characters at most of its first and last bits.
        assert len(text) - len(MASK) <= 4 * (len(before + after) // 3 + 2)


def test_short_words_are_no_secrets() -> None:
    assert Redactor(["abc", "word"]).clean("abc d29yZA== word") == f"abc {MASK} {MASK}"
