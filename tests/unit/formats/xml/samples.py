"""XML files of several shapes, with the directives that say how to read them."""

from typing import NamedTuple


class Sample(NamedTuple):
    data: bytes
    directives: dict[str, str]


ATTRIBUTE = b"""\
<?xml version="1.0" encoding="UTF-8"?>
<!-- Legal terms -->
<terms version="2">
    <!-- Shown first -->
    <term id="intro">Welcome, %s!</term>
    <term id="law" kind='x'><![CDATA[Read the <a href="%s">law</a> & obey]]></term>

    <!-- Privacy -->
    <term id="data">We keep <b class="x">no</b> data&#8230; &gt; it&apos;s true</term>
    <term id="long">
        First line
        second line
    </term>
    <term id="empty"/>
    <term>without a key</term>
    <term id="last">Bye</term>
</terms>
"""

ITEMS = b"""\
<data>
\t<meta>x</meta>
\t<item>
\t\t<string_name>greeting</string_name>
\t\t<string_text>Hello</string_text>
\t\t<order>1</order>
\t</item>
\t<item>
\t\t<string_name>bye</string_name>
\t\t<string_text>Good <i>bye</i></string_text>
\t\t<order>2</order>
\t</item>
\t<item>
\t\t<string_name>thanks</string_name>
\t\t<string_text>Thanks</string_text>
\t\t<order>3</order>
\t</item>
</data>
"""

GROUPS = b"""\
<data>\r
  <group name="main">\r
    <!-- the title -->\r
    <string name="title">Title</string>\r
    <string name="body">Body</string>\r
  </group>\r
  <group name="menu">\r
    <string name="open">Open</string>\r
  </group>\r
  <group name="menu2">\r
    <string name="open">Open it</string>\r
    <string name="close">Close it</string>\r
  </group>\r
</data>\r
"""

MINIFIED = b'<a><b k="one">One</b><b k="two">T&#252;r &amp; more</b><b k="three">Three</b><c/></a>'

LABELS = b"""\
<form>
  <field name="user" label="User &amp; name" hint='It&apos;s you'/>
  <field name="pass" label="Password"
         hint="Secret"/>
</form>
"""

DTD = b"""\
<?xml version="1.0"?>
<!DOCTYPE terms [<!ENTITY brand "Acme">]>
<terms>
  <term id="a">Use &brand; now</term>
  <term id="b">&amp;brand; is text</term>
  <term id="c">Plain</term>
</terms>
"""

SAMPLES = {
    "attribute": Sample(ATTRIBUTE, {"source_key_paths": "/terms/{term.id}"}),
    "text of a sibling": Sample(ITEMS, {"source_key_paths": "data/item/{string_name}"}),
    "named text": Sample(
        ITEMS, {"source_key_paths": "data/item/{string_name}", "translate_paths": "data/item/string_text"}
    ),
    "groups": Sample(GROUPS, {"source_key_paths": "data/{group.name}/{string.name}"}),
    "minified": Sample(MINIFIED, {"source_key_paths": "a/{b.k}"}),
    "attributes": Sample(
        LABELS, {"source_key_paths": "form/{field.name}", "translate_paths": "form/field.label, form/field.hint"}
    ),
    "entities": Sample(DTD, {"source_key_paths": "terms/{term.id}"}),
    "utf-16": Sample(ATTRIBUTE.replace(b"UTF-8", b"UTF-16").decode().encode("utf-16"), {"source_key_paths": "/terms/{term.id}"}),
}  # fmt: skip
