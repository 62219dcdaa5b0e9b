"""Whatever strings hold: no script of theirs runs, nothing is asked of the network, no element is theirs."""

from typing import Any

import pytest

from tests.browser.conftest import Open, Opened
from tests.unit.review.reports import finding, report, string

pytestmark = [pytest.mark.long, pytest.mark.timeout(300)]

RUN = "window.pwned=1;alert(1)"
HOSTILE = {
    "the end of the script": f"</script><script>{RUN}</script>",
    "the end of the style": f"</style></title></textarea><img src=x onerror='{RUN}'>",
    "a comment that hides the end": f"<!--<script>{RUN}",
    "an image": f"<img src=https://evil.example/x onerror={RUN}>",
    "a vector image": f"<svg onload={RUN}><use href=https://evil.example/#x></svg>",
    "the end of an attribute": f"\"'`><a href=javascript:{RUN} autofocus onfocus={RUN}>",
    "templates": "{{constructor.constructor('alert(1)')()}} ${alert(1)} <%= 7*7 %>",
    "line ends of JavaScript": f"a\u2028{RUN}\u2029b",
    "directions": "abc\u202e\u2066cba\u200f\u061c" + "\u202d" * 50,
    "nothing and halves": "a\0b\ud800c\udfff\ufeff\ufffe\x1b[31m\x08",
    "marks without end": "Z" + "\u0301\u0489" * 150,
    "very much": "x" * 1_000_000,
    "very many placeholders": "{" * 20_000 + "<a " * 20_000 + "%1$" * 20_000,
    "very many words": "word " * 20_000,
    "an address": f"javascript:{RUN}//https://evil.example",
    "__proto__": "__proto__",
    "constructor": "constructor",
    "toString": "toString",
    "cdata": f"]]><![CDATA[<script>{RUN}</script>",
    "a form": "<form action=https://evil.example><button>OK</button><input name=rows id=rows></form>",
    "what the page calls things": "<ol id=rows></ol><div id=data>[]</div>",
}


def everywhere(text: str) -> dict[str, Any]:
    """A report that says ``text`` wherever a text can stand."""
    made = report(
        {(text[:500], text[:60]): [string(text, text, text + " x", text)]},
        [
            {**finding(text, "conflict", locale=text[:60], file=text[:500], before=text, repository=text + "1", platform=text),
             "message": text[:5000], "code": text[:500]},
        ],
        base=text[:500], platform=text[:500], tool=text[:500],
    )  # fmt: skip
    made["progress"][0]["editor_url"] = text
    made["review"]["files"][0]["strings"][0]["decision"] = text[:500]
    return made


def elements(opened: Opened) -> list[str]:
    """Names of all elements, without what a text itself is allowed to become: marks, and named characters."""
    script = "[...document.querySelectorAll('*')].map(element => element.localName)"
    found: list[str] = opened.page.evaluate(script)
    return [name for name in found if name not in ("ins", "del", "bdi", "span")]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_text_is_text(open_page: Open, text: str) -> None:
    opened = open_page(everywhere(text))
    tame = open_page(everywhere("tame"))
    assert opened.page.evaluate("window.pwned") is None
    long_ones = [name for name in elements(opened) if name != "div"]  # long texts have boxes of their own
    wanted = [name for name in elements(tame) if name != "div"]
    assert long_ones == wanted
    handlers = "[...document.querySelectorAll('*')].flatMap(e => e.getAttributeNames()).filter(n => n.startsWith('on'))"
    assert opened.page.evaluate(handlers) == []
    assert opened.page.evaluate("[...document.links].map(link => link.href.split(':')[0])") == ["file"]
    assert opened.told() == "1 string"
    opened.search("no such text", "0 of 1 string")
    opened.search("", "1 string")


@pytest.mark.parametrize("name", [name for name, text in HOSTILE.items() if len(text) < 10_000])
def test_a_text_is_shown_whole_with_names_for_what_nobody_sees(open_page: Open, name: str) -> None:
    text = HOSTILE[name]
    opened = open_page(report({("de.json", "de"): [string("k", None, text)]}))
    shown = opened.rows.locator("dl > div").nth(2).locator("dd").first.text_content() or ""
    invisible = "\ud800\udfff\0\x08\x1b\u061c\u200f\u2028\u2029\u202d\u202e\u2066\ufeff"
    wanted = "".join(f"U+{ord(char):04X}" if char in invisible else char for char in text)
    assert shown == wanted


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "//evil.example",
        "file:///etc/passwd",
    ],
)
def test_only_addresses_of_websites_become_links(open_page: Open, url: str) -> None:
    made = report()
    made["progress"][0]["editor_url"] = url
    assert open_page(made).rows.locator("a").count() == 0


def test_a_locale_that_is_none_is_a_filter_like_others(open_page: Open) -> None:
    opened = open_page(
        report(
            {("x.json", "__proto__"): [string("k", None, "v")], ("y.json", "de"): [string("k", None, "v")]}
        )
    )
    opened.choose("locale", "__proto__")
    assert opened.told() == "1 of 2 strings"


def test_scripts_that_a_text_brings_along_are_stopped_by_the_policy_as_well(open_page: Open) -> None:
    opened = open_page(report())
    attack = "() => { const it = document.createElement('script'); it.textContent = 'window.pwned = 1'; document.body.append(it); }"
    with pytest.raises(Exception, match="TrustedScript"):
        opened.page.evaluate(attack)
    with pytest.raises(Exception, match="TrustedHTML"):
        opened.page.evaluate("document.body.innerHTML = '<img src=https://evil.example/x>'")
    assert opened.page.evaluate("window.pwned") is None
    assert opened.said, "the browser tells of it"
    opened.said.clear()
