"""Files that the tests of Android resources share."""

from ci_l10n.formats.android.format import FORMAT
from ci_l10n.formats.base import Reading
from ci_l10n.model import Catalog
from tests.unit.formats.laws import (
    TARGET,
)

ENGLISH = b"""<?xml version="1.0" encoding="utf-8"?>
<!-- Copyright -->
<resources xmlns:tools="http://schemas.android.com/tools" xmlns:xliff="urn:oasis:names:tc:xliff:document:1.2" tools:locale="en">
    <string name="app" translatable="false">Acme</string>

    <!-- Greetings -->
    <string name="hello">Hello, <xliff:g id="name" example="Ann">%1$s</xliff:g>!</string>
    <string name="bye">Don\\'t go</string>

    <!-- Shown in the list -->
    <plurals name="files">
        <item quantity="one">%d file</item>
        <item quantity="other">%d files</item>
    </plurals>

    <eat-comment/>
    <string-array name="days">
        <item>Monday</item>
        <item>Tuesday</item>
    </string-array>
    <string name="link">Read <a href="https://x.org/?a=1&amp;b=2">the <b>terms</b></a><br/></string>
    <string name="html"><![CDATA[<b>Bold</b> & <i>brave</i>]]></string>
    <string name="quoted">"It's  wide"</string>
    <string name="reference">@string/hello</string>
    <string name="nothing"/>
    <color name="red">#f00</color>
    <item type="string" name="item">Item</item>
    <string name="last">Last</string> <!-- at the end -->
</resources>
"""
GERMAN = b"""<?xml version="1.0" encoding="utf-8"?>
<resources>
  <string name="hello">Hallo</string>
  <plurals name="files">
    <item quantity="one">%d Datei</item>
    <item quantity="other">%d Dateien</item>
  </plurals>
  <string-array name="days">
    <item>Montag</item>
    <item>Dienstag</item>
  </string-array>

  <!-- only here -->
  <string name="own">Eigenes</string>
  <string name="html"><![CDATA[<b>Fett</b>]]></string>
  <string name="quoted">"Es  ist"</string>
  <string name="nothing"/>
</resources>
"""


def parse(data: bytes | str, reading: Reading = TARGET) -> Catalog:
    return FORMAT.parse(data.encode() if isinstance(data, str) else data, reading)


def wrapped(inner: str) -> str:
    return f"<resources>\n    {inner}\n</resources>\n"
