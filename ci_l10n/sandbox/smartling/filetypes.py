"""The vendor's file types: how their files are taken apart, and what can be done with them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ci_l10n.sandbox.segments.android_file import AndroidForm
from ci_l10n.sandbox.segments.base import FileForm
from ci_l10n.sandbox.segments.data_files import JsonForm, StringCatalogForm, YamlForm
from ci_l10n.sandbox.segments.gettext_file import GettextForm
from ci_l10n.sandbox.segments.text_file import BinaryForm, CsvForm, TextForm
from ci_l10n.sandbox.segments.xml_file import XmlForm
from ci_l10n.sandbox.smartling.csv_file import table_of
from ci_l10n.sandbox.smartling.failures import invalid_value
from ci_l10n.sandbox.smartling.ios_file import IosForm
from ci_l10n.sandbox.smartling.properties_file import PropertiesForm
from ci_l10n.sandbox.smartling.qt_file import QtForm


@dataclass(frozen=True, slots=True)
class FileType:
    """
    ``omits`` and ``empties`` say what `includeOriginalStrings=false` does to a text without translation: its entry
    is left out, or it is empty. Neither: such a type always delivers the source text.
    """

    name: str
    form: FileForm
    placeholders: frozenset[str] = frozenset()  # standard formats that are recognized by default
    is_importable: bool = False
    omits: bool = False
    empties: bool = False
    has_all_locales: bool = False  # one download can hold several locales
    is_binary: bool = False

    @property
    def shown(self) -> str:
        """As answers spell it: `javaProperties`, whatever an upload said."""
        first, *others = self.name.split("_")
        return first + "".join(map(str.capitalize, others))


_C = frozenset({"C"})
_XML, _TEXT, _BINARY = XmlForm(), TextForm(), BinaryForm()
_TYPES = (
    FileType("android", AndroidForm(), frozenset({"JAVA"}), is_importable=True, omits=True),
    FileType("ios", IosForm(), frozenset({"IOS"}), is_importable=True, omits=True),
    FileType("stringsdict", _XML, frozenset({"IOS"}), is_importable=True, omits=True),
    FileType("gettext", GettextForm(), _C, is_importable=True, empties=True),
    FileType(
        "java_properties",
        PropertiesForm(),
        frozenset({"JAVA", "MESSAGE_FORMAT"}),
        is_importable=True,
        empties=True,
    ),
    FileType("json", JsonForm(), frozenset({"JSON"}), is_importable=True, empties=True),
    FileType("yaml", YamlForm(), frozenset({"YAML"}), is_importable=True, omits=True),
    FileType("xml", _XML, is_importable=True, empties=True),
    FileType("csv", CsvForm(), is_importable=True, has_all_locales=True),
    FileType("resx", _XML, frozenset({"RESX"}), is_importable=True),
    FileType("qt", QtForm(), frozenset({"QT"}), is_importable=True, empties=True),
    FileType("arb", JsonForm(is_resource_bundle=True), frozenset({"JSON"}), is_importable=True, empties=True),
    FileType("srt", _TEXT, is_importable=True),
    FileType("vtt", _TEXT, is_importable=True),
    FileType("xliff", _XML, empties=True),
    FileType("xcstrings", StringCatalogForm(), frozenset({"IOS"}), omits=True, has_all_locales=True),
    FileType("html", TextForm("html")),
    FileType("markdown", TextForm("markdown")),
    FileType("plain_text", _TEXT),
    *(
        FileType(
            name, _BINARY, is_binary=True, has_all_locales=name in ("madcap", "dita_zip", "xlsx_template")
        )
        for name in (
            "docx",
            "doc",
            "pptx",
            "ppt",
            "xlsx",
            "xls",
            "idml",
            "pdf",
            "madcap",
            "dita_zip",
            "xlsx_template",
        )
    ),
)
_BY_NAME = {kind.name.replace("_", ""): kind for kind in _TYPES}


def find_type(given: str) -> FileType:
    """The type in any client's spelling (`javaProperties`, `java_properties`, `JAVA_PROPERTIES`); raises `ApiError` 400."""
    found = _BY_NAME.get(given.strip().lower().replace("_", ""))
    if found is None:
        raise invalid_value("fileType", given)
    return found


def shaped(kind: FileType, content: bytes, directives: Mapping[str, str], locale: str = "") -> FileType:
    """The type as directives change it: they say what the columns of a table are, for a ``locale`` if need be."""
    table = table_of(content, directives, locale) if kind.name == "csv" else None
    return kind if table is None else replace(kind, form=table)
