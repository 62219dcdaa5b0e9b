"""What goes along with a file to Smartcat (API reference: `CreateDocumentPropertyModel`, `UploadDocumentPropertiesModel`)."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from ci_l10n.config.model import UploadSettings
from ci_l10n.net.http import Part

UNSET = UploadSettings()


class Upload(NamedTuple):
    """A source file to send; folders in ``filename`` become folders of the project."""

    filename: str
    external_id: str
    languages: tuple[str, ...]
    content: Callable[[], bytes]
    settings: UploadSettings = UNSET
    meta_info: str = ""


def property_model(upload: Upload) -> dict[str, object]:
    """The model of one new document; what is not set is left to the project."""
    settings = upload.settings
    optional: dict[str, object | None] = {
        "metaInfo": upload.meta_info or None,
        "disassembleAlgorithmName": settings.algorithm,
        "presetDisassembleAlgorithm": settings.preset,
        "enableOcr": settings.ocr,
    }
    return {
        "externalId": upload.external_id,
        "targetLanguages": list(upload.languages),
        **{name: value for name, value in optional.items() if value is not None},
        **update_model(settings),
    }


def update_model(settings: UploadSettings) -> dict[str, object]:
    """The model of a new version; the rest of ``settings`` goes into the address (`update_query`)."""
    modes = {
        "targetSubstitutionMode": settings.substitution,
        "lockMode": settings.lock,
        "confirmMode": settings.confirm,
    }
    bilingual = {name: value for name, value in modes.items() if value is not None}
    model: dict[str, object] = {}
    if bilingual:
        model["bilingualFileImportSetings"] = bilingual  # the service spells it with one t
    if settings.placeholders is not None:
        model["enablePlaceholders"] = settings.placeholders
    return model


def update_query(settings: UploadSettings) -> list[tuple[str, str]]:
    options = [
        ("disassembleAlgorithmName", settings.algorithm),
        ("presetDisassembleAlgorithm", settings.preset),
    ]
    return [(name, value) for name, value in options if value is not None]


def file_parts(uploads: Sequence[Upload]) -> list[Part]:
    """The files; entry n of the models belongs to file n, the names of the parts do not matter."""
    return [
        Part("file" if index == 0 else f"file_{index}", each.content, each.filename)
        for index, each in enumerate(uploads)
    ]
