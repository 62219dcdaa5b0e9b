"""The elements of property lists, against lxml."""

import pytest
from lxml import etree

from ci_l10n.errors import ContentError
from ci_l10n.formats.stringsdict.elements import DICT, KEY, OTHER, STRING, Elements

ODD = """<?xml version="1.0"?>
<!-- <dict> is no element here -->
<!DOCTYPE plist PUBLIC "a" 'c>d'>
<?note </dict> ?>
<plist version="1.0>">
<dict >
\t<key>plain</key>   <string>text</string><key>next</key>
\t<dict><key/>
\t<string/></dict>
<key>cdata</key><string><![CDATA[<key>a</key></string>]]></string>
<key a="b>c">attribute</key><string b='/'>é</string>
<key>comment</key><!-- </dict> --><string>a<!-- <b> -->c</string >
<key>others</key><array><dict></dict><integer>1</integer></array>
</dict>
</plist>
<!-- behind -->"""


@pytest.mark.parametrize("text", [ODD, ODD.replace("\n", "\r\n"), "<dict><key>a</key><dict/></dict>"])
def test_elements_are_where_lxml_says(text: str) -> None:
    data = text.encode()
    elements = Elements(data, "a.stringsdict")
    theirs = [each for each in etree.fromstring(data).iter() if isinstance(each.tag, str)]
    assert [elements.name(index) for index in range(len(elements))] == [each.tag for each in theirs]
    numbers = {each: index for index, each in enumerate(theirs)}
    kinds = {"key": KEY, "string": STRING, "dict": DICT}
    for each, index in numbers.items():
        ours = elements.find(index)
        parent = each.getparent()
        assert ours.parent == elements.parent(index) == (-1 if parent is None else numbers[parent])
        assert ours.depth == len(list(each.iterancestors())) + 1
        their_line: object = each.sourceline  # lxml-stubs have no type for it
        assert ours.line == their_line
        assert elements.tag(index) == kinds.get(str(each.tag), OTHER)
        again = etree.fromstring(data[ours.start : ours.end])
        assert etree.tostring(again, with_tail=False) == etree.tostring(each, with_tail=False)
        assert data[ours.start : ours.end].startswith(f"<{each.tag!s}".encode())
        assert data[ours.inner : ours.inner_end].count(b"<") == data[ours.start : ours.end].count(b"<") - (
            1 if ours.is_empty_tag else 2
        )


def test_pairs_are_keys_and_what_follows_them() -> None:
    elements = Elements(
        b"<dict><key>a</key><dict><key>b</key><string/></dict><key c=''>d</key><true/></dict>", "a"
    )
    assert list(elements.pairs(0)) == [(1, 2, b"a"), (5, 6, b"d")]
    assert list(elements.pairs(2)) == [(3, 4, b"b")]


def test_nesting_is_refused_with_its_line() -> None:
    with pytest.raises(ContentError, match="nested deeper") as caught:
        Elements(b"<dict><key>a</key>\n" * 100_000 + b"</dict>" * 100_000, "a")
    assert caught.value.location is not None
    assert caught.value.location.line == 201
