"""Where the elements of an XML file are."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from ci_l10n.errors import ContentError
from ci_l10n.formats.spans import Edit, apply_edits
from ci_l10n.formats.xml_scan import MAX_DEPTH, Document, scan, scan_parts

SAMPLE = """<?xml version="1.0" encoding="{}"?>
<!-- <no> -->
<root a="1>2" b='"'>
  <é x='a' >text &lt; <![CDATA[</é>]]></é ><empty
    y="/>"/>
  <last></last>
</root>
"""


def texts(document: Document) -> list[tuple[str, str, str]]:
    return [
        (e.name, document.text[e.start : e.end].decode(), document.text[e.inner : e.inner_end].decode())
        for e in document.elements
    ]


@pytest.mark.parametrize(
    ("encoding", "codec"),
    [
        ("utf-8", "utf-8"),
        ("utf-8", "utf-8-sig"),
        ("UTF-16", "utf-16"),
        ("iso-8859-1", "latin-1"),
        ("windows-1252", "cp1252"),
        ("utf-16", "utf-16-be"),
        ("utf-16", "utf-16-le"),
    ],
)
def test_elements_are_found_to_the_byte_in_every_encoding(encoding: str, codec: str) -> None:
    document = scan(SAMPLE.format(encoding).encode(codec), "x.xml")
    root, *inner = texts(document)
    assert root[0] == "root"
    assert root[1].startswith('<root a="1>2"')
    assert root[1].endswith("</root>")
    assert inner == [
        ("é", "<é x='a' >text &lt; <![CDATA[</é>]]></é >", "text &lt; <![CDATA[</é>]]>"),
        ("empty", '<empty\n    y="/>"/>', ""),
        ("last", "<last></last>", ""),
    ]
    assert [element.line for element in document.elements] == [3, 4, 4, 6]
    assert [element.parent for element in document.elements] == [-1, 0, 0, 0]
    assert [element.is_empty_tag for element in document.elements] == [False, False, True, False]
    assert document.elements[0].attributes == {"a": "1>2", "b": '"'}


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "latin-1"])
def test_edits_reach_the_bytes_of_the_file_in_its_encoding(codec: str) -> None:
    name = {"utf-8-sig": "utf-8", "utf-16-be": "utf-16"}.get(codec, codec)
    text = SAMPLE.format(name)
    document = scan(text.encode(codec), "x.xml")
    _, first, _, last = document.elements
    edits = document.in_file(
        [
            Edit(last.inner, last.inner_end, "ü€".encode()),
            Edit(first.inner, first.inner_end, "ä".encode()),
        ]
    )
    new = "ü&#8364;" if codec == "latin-1" else "ü€"
    expected = text.replace("text &lt; <![CDATA[</é>]]>", "ä").replace("<last></last>", f"<last>{new}</last>")
    assert apply_edits(document.data, edits) == expected.encode(codec)


names = st.sampled_from(["a", "b", "x:y", "ünï"])
trees = st.recursive(
    st.builds(lambda n: f"<{n}/>", names),
    lambda inner: st.builds(
        lambda n, attribute, children: f'<{n} k="{attribute}">{"".join(children)}</{n}>',
        names,
        st.text("a>/' é&", max_size=4).map(lambda t: t.replace("&", "&amp;")),
        st.lists(
            inner | st.sampled_from(["text", "&#62;", "<!-- <a> -->", "<![CDATA[<a/>]]>", "é"]), max_size=4
        ),
    ),
    max_leaves=20,
)


@settings(deadline=None)
@given(trees)
def test_every_span_is_the_element_that_an_independent_reader_finds(tree: str) -> None:
    data = f'<r xmlns:x="urn:u">{tree}</r>'.encode()
    document = scan(data, "x.xml")
    expected = list(etree.fromstring(data).iter("*"))
    assert len(document.elements) == len(expected)
    for ours, theirs in zip(document.elements, expected, strict=True):
        spelled = data[ours.start : ours.end].decode()
        again = etree.fromstring(f'<r xmlns:x="urn:u">{spelled}</r>')[0]
        tail, theirs.tail = theirs.tail, None
        assert etree.tostring(again, method="c14n") == etree.tostring(theirs, method="c14n")
        theirs.tail = tail
        assert dict(ours.attributes) == {str(k): str(v) for k, v in theirs.attrib.items()} | (
            {"xmlns:x": "urn:u"} if ours.parent < 0 else {}
        )


def test_deeper_elements_are_checked_but_not_listed() -> None:
    assert [e.name for e in scan(b"<a><b><c/></b><b/></a>", "x", depth=2).elements] == ["a", "b", "b"]
    with pytest.raises(ContentError, match="mismatched tag"):
        scan(b"<a><b><c></b></a>", "x", depth=2)


def test_entities_of_the_file_are_listed_and_not_expanded() -> None:
    data = b"<!DOCTYPE a [<!ENTITY e 'text <b/>'>]><a>&e;<c/></a>"
    document = scan(data, "x", internal_dtd=True)
    assert document.entities == {"e"}
    assert [e.name for e in document.elements] == ["a", "c"]


LAUGHS = "".join(f"<!ENTITY l{i} '{f'&l{i - 1};' * 10}'>" for i in range(1, 12))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("<!DOCTYPE a><a/>", "a DOCTYPE is not allowed here"),
        ("<!DOCTYPE a SYSTEM 'http://x/y.dtd'><a/>", "points to a file outside (http://x/y.dtd)"),
        ("<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><a>&e;</a>", "'e' is an external entity"),
        ("<!DOCTYPE a [<!ENTITY % p 'x'>]><a/>", "'p' is a parameter entity"),
        (f"<!DOCTYPE a [<!ENTITY l0 'lol'>{LAUGHS}]><a x='&l11;'/>", "amplification"),
        ("<a>" * (MAX_DEPTH + 1), "nested deeper than 200 levels"),
        ("<a>\x00</a>", "not well-formed"),
        ("", "the file is empty"),
        ("  \n", "the file is empty"),
        ("key=value", "this is not XML"),
        ("<a>\n<b>", "ends too early"),
        ("<a><![CDATA[x", "ends too early"),
        ("<a", "ends too early"),
        ("<?xml version='1.0' encoding='klingon'?><a/>", "unknown encoding 'klingon'"),
        ("<?xml version='1.0' encoding='rot13'?><a/>", "unknown encoding 'rot13'"),
        ("<?xml version='1.0' encoding='undefined'?><a/>", "unknown encoding 'undefined'"),
        ("<?xml version='1.0' encoding='unicode_escape'?><a/>", "unknown encoding 'unicode_escape'"),
        ("<?xml version='1.0' encoding='utf-7'?><a/>", "unknown encoding 'utf-7'"),
        ("<?xml version='1.0' encoding='iso-2022-jp'?><a/>", "unknown encoding 'iso-2022-jp'"),
        ("<a>&nbsp;</a>", "the entity &nbsp; is not declared"),
        ("<a x='&é;'/>", "the entity &é; is not declared"),
    ],
)
def test_hostile_and_broken_files_are_refused_with_place_and_hint(data: str, message: str) -> None:
    internal = message != "a DOCTYPE is not allowed here"
    with pytest.raises(ContentError) as caught:
        scan(data.encode(), "values/strings.xml", internal_dtd=internal)
    assert message in caught.value.message
    assert caught.value.hint
    assert caught.value.location is not None
    assert caught.value.location.path == "values/strings.xml"
    assert caught.value.location.line >= 1


def test_bytes_that_are_not_utf8_are_named_with_line_and_column() -> None:
    with pytest.raises(ContentError, match="not valid UTF-8: byte 0xe9") as caught:
        scan("<a>\n  <b>é</b></a>".encode("latin-1"), "x")
    assert caught.value.location is not None
    assert (caught.value.location.line, caught.value.location.column) == (2, 6)


def test_nobody_laughs_in_texts_either() -> None:
    data = f"<!DOCTYPE a [<!ENTITY l0 'lol'>{LAUGHS}]><a>&l11;</a>".encode()
    assert [e.name for e in scan(data, "x", internal_dtd=True).elements] == ["a"]


@pytest.mark.long
@pytest.mark.parametrize(
    "data",
    [
        b"<a>" + b" " * 1_000_000 + b"</a>",
        b"<a x='" + b'"' * 1_000_000 + b"'/>",
        b"<a x='>" + b"'   y='" * 1 + b">" * 1_000_000 + b"'/>",
        b"<a>" + b"<b/>" * 100_000 + b"</a>",
        b"<a " + b" ".join(b"a%d='>'" % n for n in range(100_000)) + b"/>",
    ],
)
def test_long_files_take_time_in_proportion(data: bytes) -> None:
    scan(data, "x")


def test_parts_of_a_document_hold_what_the_whole_has_there() -> None:
    data = (
        "<root>\n  <a>é\n<b>\n</b></a>\n<!-- é -->\n  <c/><d\nx='1'>text<e><f/></e></d>\n\n  <g>y</g>\n</root>"
    ).encode()
    document = scan(data, "x.xml")
    tops = [number for number, element in enumerate(document.elements) if element.depth == 2]
    ends = [*tops[1:], len(document.elements)]
    chosen = [(top, end) for top, end in zip(tops, ends, strict=True) if document.elements[top].name != "c"]
    spans = [(document.elements[top].start, document.elements[top].end) for top, _ in chosen]
    assert scan_parts(document, spans, depth=MAX_DEPTH) == [
        [element._replace(parent=max(0, element.parent - top + 1)) for element in document.elements[top:end]]
        for top, end in chosen
    ]
    assert [[e.name for e in part] for part in scan_parts(document, spans, depth=3)] == [
        ["a", "b"],
        ["d", "e"],
        ["g"],
    ]
    assert scan_parts(document, [], depth=3) == []


def test_parts_are_not_nested_deeper_than_a_whole() -> None:
    deep = MAX_DEPTH - 1
    data = b"<r>" + b"<a>" * deep + b"</a>" * deep + b"</r>"
    assert len(scan_parts(scan(data, "x.xml"), [(3, len(data) - 4)], depth=MAX_DEPTH)[0]) == deep
    deeper = b"<r>" + b"<a>" * (deep + 1) + b"</a>" * (deep + 1) + b"</r>"
    with pytest.raises(ContentError, match="nested deeper"):
        scan_parts(scan(deeper, "x.xml", depth=0), [(3, len(deeper) - 4)], depth=3)
