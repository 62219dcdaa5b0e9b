"""Which kind of file a file is: its name decides, then its first bytes."""

from pathlib import PurePosixPath

from ci_l10n.sandbox.segments.android_file import AndroidForm
from ci_l10n.sandbox.segments.base import FileForm
from ci_l10n.sandbox.segments.data_files import JsonForm, PropertiesForm, StringCatalogForm, YamlForm
from ci_l10n.sandbox.segments.gettext_file import GettextForm
from ci_l10n.sandbox.segments.text_file import BinaryForm, CsvForm, TextForm
from ci_l10n.sandbox.segments.xml_file import XmlForm

FORMS: dict[str, FileForm] = {
    ".json": JsonForm(),
    ".arb": JsonForm(is_resource_bundle=True),
    ".xcstrings": StringCatalogForm(),
    ".yaml": YamlForm(),
    ".yml": YamlForm(),
    ".properties": PropertiesForm(),
    ".po": GettextForm(),
    ".pot": GettextForm(),
    ".csv": CsvForm(),
    ".md": TextForm("markdown"),
    ".markdown": TextForm("markdown"),
    ".html": TextForm("html"),
    ".htm": TextForm("html"),
    ".strings": TextForm("strings"),
    ".resx": XmlForm(),
    ".xlf": XmlForm(),
    ".xliff": XmlForm(),
    ".stringsdict": XmlForm(),
    ".plist": XmlForm(),
}
ANDROID, XML, PLAIN, BINARY = AndroidForm(), XmlForm(), TextForm(), BinaryForm()


def form_of(name: str, content: bytes) -> FileForm:
    """The form for a file called ``name``; never fails, unknown text is taken line by line."""
    suffix = PurePosixPath(name).suffix.lower()
    if suffix in FORMS:
        return FORMS[suffix]
    if suffix == ".xml":
        return ANDROID if b"<resources" in content[:65536] else XML
    has_mark = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    return BINARY if b"\0" in content[:8192] and not has_mark else PLAIN
