"""How the simulated Smartling behaves where the real one is unknown, configurable or unpleasant."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Knobs:
    """The defaults match the attested facts; `POST /_sandbox/knobs` changes them by name."""

    # access
    token_seconds: int = 480  # an access token is valid so long, by the sandbox's clock
    refresh_seconds: int = 3660
    session_seconds: int = 43200  # authenticating and all its refreshes
    forbidden: bool = False  # the user has no right to this project: 403
    read_only: bool = False  # the user may read only: 403 for everything that changes anything
    unknown_project_status: int = 404
    # limits
    operations: int = 10  # file operations at once, more are answered with 429; 0: any number
    operation_seconds: float = 0.0  # real seconds each file operation takes
    retry_after: int = 0  # seconds in the Retry-After of a 429; 0: no such header
    upload_limit: int = 10 * 1024 * 1024  # bytes
    list_limit: int = 100  # files on a page, however many are asked for
    # shapes
    errors_shape: str = "list"  # of `errors`: list | object | null
    error_keys: bool = True  # False: `key` is null
    numbers_as_strings: bool = False  # counts of uploads and imports, as in 2017
    unknown_file_status: int = 404  # of `file.not.found`; or 400
    refuse_unknown_fields: bool = False  # `unknown.field` for fields nobody knows
    # uploads
    ingest_reads: int = 0  # calls on a file answered with 423 after each upload
    ingest_seconds: float = 0.0  # seconds of 423 after each upload
    upload_accepted: bool = False  # uploads answer 202 without counts
    accepted_code: str = "ACCEPTED"  # or SUCCESS
    delete_seconds: float = 1.0  # seconds during which a deleted URI cannot be uploaded: 423
    # authorization
    auto_authorize: bool = True  # what is uploaded is authorized in all locales, a setting of projects
    plain_authorize: str = "accepted"  # `authorize` fields of a plain upload: accepted | ignored | refused
    authorize_conflict: bool = False  # `authorize=true` together with locales is refused
    # locales
    locales: tuple[str, ...] = ()  # enabled ones; empty: any
    disabled_locales: tuple[str, ...] = ()  # known to the project and not enabled
    # imports
    unknown_keys: str = "report"  # entries whose key is not in the source: report | silent
    unknown_key_message: str = "Key not found"
    unknown_hash: str = "null"  # `stringHashcode` of those: null | empty
    error_file: str = "fileUri"  # of import errors; or contentFileId, as in 2017
    error_keys_null: bool = False  # `importKey` of import errors is null
    count_all: bool = False  # `stringCount` includes failed and skipped strings
    count_zero: bool = False  # counts are always 0
    empty_values: str = "skip"  # an empty translation: skip | import
    kept_strings: str = "silent"  # without overwrite, of a string that has a translation: silent | report
    names_matter: bool = False  # placeholders of other names mismatch, not only another number
    json_keys: bool = True  # the path is a JSON text's key by default; False: only what directives name
    without_post_translation: tuple[
        str, ...
    ] = ()  # locales whose workflow ends with translation: published; "*": all
    import_directives: bool = True  # directives sent with an import have an effect
    # exports
    default_retrieval: str = "published"  # without `retrievalType`
    number_placeholders: bool = True  # `%s` is delivered as `%1$s`
    double_percents: bool = True  # with placeholders of JAVA, a literal `%` is delivered as `%%`
    double_apostrophes: bool = True  # with MESSAGE_FORMAT, `'` is delivered as `''`
    quote_yaml: bool = True  # all YAML values are in double quotes
    respace_json: bool = True
    swap_root: bool = True  # the root key of Rails files becomes the target language
    # translators
    pseudo_seconds: float = 0.0  # after an upload, until the pseudo translator is done
    # jobs and batches
    batch_reads: int = 1  # reads of a batch's status that find it executing once all its files came
    batch_failing: str = ""  # files with this in their URI cannot be added to the batch's job
    batch_status_code: str = "SUCCESS"  # of the envelope of a batch's status; or OK
    item_words: str = "attach"  # states of a batch's files: attach (ATTACHING...) | process (PROCESSING...)
    empty_errors: str = ""  # of a batch and its files when there are none; or {}
    jobs_async: bool = False  # changes of a job's content are answered with 202 and a process to ask
    process_reads: int = 1  # reads that find such a process in progress
    process_fails: bool = False  # and it fails in the end
