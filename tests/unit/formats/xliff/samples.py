"""Files that the tests of XLIFF share."""

from ci_l10n.formats.base import Reading
from ci_l10n.formats.xliff.format import FORMAT
from ci_l10n.model import Catalog
from tests.unit.formats.laws import TARGET

NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"

XCODE = b"""<?xml version="1.0" encoding="UTF-8"?>
<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2">
  <file original="App/en.lproj/InfoPlist.strings" source-language="en" target-language="de" datatype="plaintext">
    <header>
      <tool tool-id="com.apple.dt.xcode" tool-name="Xcode" tool-version="15.0" build-num="15A240d"/>
    </header>
    <body>
      <trans-unit id="CFBundleName" xml:space="preserve">
        <source>Acme</source>
        <target>Acme DE</target>
        <note>Bundle name</note>
      </trans-unit>
    </body>
  </file>
  <file original="App/en.lproj/Localizable.strings" source-language="en" target-language="de" datatype="plaintext">
    <header>
      <tool tool-id="com.apple.dt.xcode" tool-name="Xcode" tool-version="15.0" build-num="15A240d"/>
    </header>
    <body>
      <trans-unit id="CFBundleName" xml:space="preserve">
        <source>Name of the bundle</source>
        <target>Name des Pakets</target>
        <note/>
      </trans-unit>
      <trans-unit id="hello %@" xml:space="preserve">
        <source>Hello, %@ &amp; friends</source>
        <note>Greeting</note>
      </trans-unit>
      <trans-unit id="lines" xml:space="preserve">
        <source>One
two</source>
        <target state="needs-translation"></target>
        <note>Two lines</note>
      </trans-unit>
    </body>
  </file>
</xliff>
"""
SYMFONY_EN = b"""<?xml version="1.0" encoding="utf-8"?>
<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2">
    <file source-language="en" target-language="en" datatype="plaintext" original="file.ext">
        <body>
            <trans-unit id="1" resname="user.hello">
                <source>user.hello</source>
                <target>Hello %name%</target>
            </trans-unit>
            <!-- About the terms -->
            <trans-unit id="2" resname="user.terms">
                <source>user.terms</source>
                <target><![CDATA[Read <a href="/terms">the terms</a> & go on]]></target>
            </trans-unit>
            <trans-unit id="3">
                <source>Plain text</source>
                <target>Plain text</target>
            </trans-unit>
            <trans-unit id="10">
                <source>Tenth</source>
                <target>Tenth</target>
            </trans-unit>
        </body>
    </file>
</xliff>
"""
SYMFONY_DE = """<?xml version="1.0" encoding="utf-8"?>
<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2">
    <file source-language="en" target-language="de" datatype="plaintext" original="file.ext">
        <body>
            <trans-unit id="1" resname="user.hello">
                <source>user.hello</source>
                <target>Grüß dich, %name%</target>
            </trans-unit>
            <!-- About the terms -->
            <trans-unit id="2" resname="user.terms">
                <source>user.terms</source>
                <target state="needs-review-translation"><![CDATA[Die <a href="/terms">Bedingungen</a> & weiter]]></target>
            </trans-unit>
            <trans-unit id="10">
                <source>Tenth</source>
                <target>Zehnter</target>
            </trans-unit>
        </body>
    </file>
</xliff>
""".encode()
ANGULAR = b"""<?xml version="1.0" encoding="UTF-8" ?>
<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">
  <file source-language="en" datatype="plaintext" original="ng2.template">
    <body>
      <trans-unit id="intro" datatype="html">
        <source>Hello <x id="INTERPOLATION" equiv-text="{{ name }}"/>, <x id="START_BOLD_TEXT" ctype="x-b" equiv-text="&lt;b&gt;"/>welcome<x id="CLOSE_BOLD_TEXT" ctype="x-b" equiv-text="&lt;/b&gt;"/></source>
        <context-group purpose="location">
          <context context-type="sourcefile">app/app.component.ts</context>
          <context context-type="linenumber">11</context>
        </context-group>
        <note priority="1" from="description">An introduction</note>
        <note priority="1" from="meaning">User welcome</note>
      </trans-unit>
      <trans-unit id="plural" datatype="html">
        <source>{VAR_PLURAL, plural, =0 {just now} other {<x id="INTERPOLATION"/> minutes ago}}</source>
        <alt-trans><source>old</source><target>alt</target></alt-trans>
      </trans-unit>
      <group id="menu" restype="menu">
        <note>Entries of the menu</note>
        <trans-unit id="open" maxwidth="10" size-unit="char">
          <source>Open</source>
        </trans-unit>
        <trans-unit id="brand" translate="no">
          <source>Acme</source>
        </trans-unit>
        <group translate="no">
          <trans-unit id="code"><source>x = 1</source></trans-unit>
          <trans-unit id="prose" translate="yes"><source>Prose</source></trans-unit>
        </group>
      </group>
      <trans-unit id="last">
        <source>Last</source>
      </trans-unit>
    </body>
  </file>
</xliff>
"""
SMARTCAT = """\ufeff<?xml version="1.0" encoding="utf-8"?>
<xliff version="1.2" xmlns:sc="SmartcatXliff" xmlns="urn:oasis:names:tc:xliff:document:1.2">
  <file datatype="plaintext" date="2024-01-31T10:00:00.1234567Z" original="0123_25" source-language="en" target-language="ru">
    <header>
      <tool tool-name="Smartcat.ai" tool-id="40c7d5b2-da26-4b36-84f1-8305b3aadb03" tool-version="1.0.11.0" />
    </header>
    <body>
      <trans-unit id="1001" approved="no" sc:locked="false" sc:last-modified-date="2024-01-31T09:59:00.711Z">
        <source xml:space="preserve">Hello <g id="1" ctype="x-smartcat">world</g></source>
        <target state="needs-translation" xml:space="preserve" />
      </trans-unit>
      <trans-unit id="1002" approved="yes" sc:locked="false">
        <source xml:space="preserve">Bye</source>
        <target state="translated" xml:space="preserve">Пока</target>
      </trans-unit>
    </body>
  </file>
</xliff>
""".replace("\n", "\r\n").encode()
ONE_LINE = (
    f'<xliff version="1.2" xmlns="{NAMESPACE}"><file original="f" source-language="en" target-language="de"'
    ' datatype="plaintext"><body><trans-unit id="a"><source>A</source><target>Ä</target></trans-unit>'
    '<trans-unit id="b"><source>B</source></trans-unit><trans-unit id="c"><source>C</source><target/></trans-unit>'
    "</body></file></xliff>"
).encode()
SEGMENTED = f"""<xliff version="1.2" xmlns="{NAMESPACE}">
  <file original="f" source-language="en" target-language="de" datatype="plaintext">
    <body>
      <trans-unit id="one">
        <source>Only one.</source>
        <seg-source><mrk mtype="seg" mid="0">Only one.</mrk></seg-source>
      </trans-unit>
      <trans-unit id="two">
        <source>First. Second.</source>
        <seg-source><mrk mtype="seg" mid="1">First.</mrk> <mrk mtype="seg" mid="2">Second.</mrk></seg-source>
        <target><mrk mtype="seg" mid="1">Erstens.</mrk> <mrk mtype="seg" mid="2">Zweitens.</mrk></target>
      </trans-unit>
    </body>
  </file>
</xliff>
""".encode()
PREFIXED = ANGULAR.replace(b"</", b"</xlf:").replace(b"<", b"<xlf:").replace(b"<xlf:/xlf:", b"</xlf:")
PREFIXED = PREFIXED.replace(b"<xlf:?", b"<?").replace(b"xmlns=", b"xmlns:xlf=")


def parse(data: bytes | str, reading: Reading = TARGET) -> Catalog:
    return FORMAT.parse(data.encode() if isinstance(data, str) else data, reading)


def wrapped(unit: str, attributes: str = 'source-language="en" target-language="de"') -> str:
    return (
        f'<xliff version="1.2" xmlns="{NAMESPACE}" xmlns:y="urn:y">\n  <file original="f" {attributes}>\n    <body>\n'
        f"      {unit}\n    </body>\n  </file>\n</xliff>\n"
    )


def unit(inner: str, attributes: str = "", source: str = "S") -> str:
    """A file with one unit ``a``, whose target is ``inner``."""
    text = f'<trans-unit id="a"{attributes}>\n        <source>{source}</source>\n        {inner}\n      </trans-unit>'
    return wrapped(text)
