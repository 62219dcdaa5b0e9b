"""How the simulated Smartcat behaves where the real one is unknown, configurable or unpleasant."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields

from ci_l10n.sandbox.control import BadOrder


@dataclass(slots=True)
class Knobs:
    """The defaults match the attested facts; `POST /_sandbox/knobs` changes them by name."""

    # limits and access
    rate_limit: bool = True
    rate_per_second: float = 4.0
    rate_burst: float = 4.0
    retry_after: int = 0  # seconds in the Retry-After of a 429; 0: no such header
    url_limit: int = 2000  # characters of a URL beyond which the server breaks down with 500
    personal_account: bool = False  # 403 for creating projects and uploading
    # shapes
    error_shape: str = ""  # E1 | E2 | E3 | HTML | TEXT | EMPTY; "": E3, and nothing for most GETs
    integer_keys: bool = False  # file keys as before 2018
    pascal_case: bool = False  # enums as in the 2023 specification
    extra_fields: bool = False
    repeated_ids_only: bool = False  # documentIds with commas, brackets, line ends are refused
    # uploads
    disassembling_reads: int = 0  # reads of a document or its project that still find it being taken apart
    failing_names: list[str] = field(default_factory=list)  # part of a file name: cannot be taken apart
    foreign_targets: bool = True  # uploads may name target languages the project does not have; False: 400
    v1_update: bool = True
    v2_update: bool = True
    update_forbidden: bool = False
    unknown_delete_status: int = 204  # of deleting documents that are not there
    rename_keeps_folder: bool = False  # a new name replaces the last part of the path only
    meta_status: int = 204  # of changing a document's metaInfo; or 202
    # versions of the API
    v1_list: bool = True
    v2_list: bool = True
    v1_directory: bool = True
    v2_directory: bool = True
    # projects
    require_assign_to_vendor: bool = False  # creating a project without it is refused with 400
    description_limit: int = 0  # characters a project's description may have; 0: any
    repeated_language_status: int = 204  # of adding a language the project has
    canceled_status: int = 0  # of uploads, updates and exports in a canceled project; 0: as in others
    # work
    manager_review: bool = False  # finished documents wait for document/complete
    linguists: list[str] = field(default_factory=list)  # who can be assigned; empty: anybody
    put_clears: bool = True  # PUT project: what is not sent is emptied
    # exports
    export_reads: int = 1  # 204s before an export is there
    export_once: bool = False  # 404 after the first download
    export_seconds: int = 3600  # 404 when this old
    export_fails: bool = False  # 422
    zip_always: bool = False
    content_disposition: bool = True
    untranslated: str = ""  # source | empty | omit; "": empty in bilingual files, source text in the others
    # imports
    import_reads: int = 1  # reads that find an import unfinished
    import_faulted: bool = False
    import_ignores_confirm: bool = False  # confirmTranslation has no effect
    # XLIFF
    xliff_2018: bool = False  # without the attributes of the namespace sc
    xliff_targets: bool = True  # False: exported without target elements
    xliff_inline: bool = False  # markup and placeholders as g and x elements instead of text
    # projects of keys
    key_import_reads: int = 2  # reads of a result that find it pending, then inProgress
    key_hidden_seconds: int = 0  # how long readers do not see yet what was imported
    # real-time translation
    smart_profiles: list[str] = field(default_factory=list)  # others are 404; empty: any will do
    smart_failing_texts: list[str] = field(default_factory=list)  # part of a text: it alone fails
    # statistics
    statistics_reads: int = 1  # 202s before statistics are there
    statistics_as_text: bool = False  # 200 instead of 202, with the same text, for a document and in v1
    # callbacks
    callback_status: int = 200  # of setting one; 204 as until 2021
    callback_delay: float = 0.0  # seconds before the first attempt
    callback_timeout: float = 5.0  # real seconds an attempt may take
    callback_duplicates: int = 0  # how many times more a delivered notification comes
    callback_drop_every: int = 0  # every n-th notification is lost; 1: all
    callback_out_of_order: bool = False  # every second notification comes two seconds late
    callback_on_faulted_import: bool = False
    background_seconds: float = 1.0  # without a request, then unfinished work is done; with a callback only

    def set(self, values: Mapping[str, object]) -> None:
        """Change several at once; raises `BadOrder` and changes nothing when one is wrong."""
        kinds = {f.name: type(getattr(self, f.name)) for f in fields(self)}
        checked: dict[str, object] = {}
        for name, value in values.items():
            if name not in kinds:
                raise BadOrder(f"no knob {name!r}; there are {', '.join(kinds)}")
            if kinds[name] is float and type(value) is int:
                value = float(value)
            if type(value) is not kinds[name]:
                raise BadOrder(f"knob {name!r} takes a {kinds[name].__name__}, not {value!r}")
            checked[name] = value
        for name, value in checked.items():
            setattr(self, name, value)

    def as_json(self) -> dict[str, object]:
        return asdict(self)
