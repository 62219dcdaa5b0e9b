"""Codes of single strings and of oddities in files; all of them findings, which end nothing."""

from ci_l10n.problems.explanation import Explanation

_CORRECT = "Correct the translation on the platform; until then the earlier one stays."

STRINGS = {
    "placeholder-missing": Explanation(
        "A placeholder of the source is missing", "The program would show less than it means to, or fail.", _CORRECT
    ),
    "placeholder-extra": Explanation(
        "A placeholder is not in the source", "The program has no value for it, and may fail.", _CORRECT
    ),
    "placeholder-not-positional": Explanation(
        "Placeholders were reordered without positions",
        "`%s` and `%d` are filled in the order they stand in.",
        "Write `%1$s`, `%2$d`, so that each keeps its value.",
    ),
    "percent-unescaped": Explanation(
        "A percent sign is not escaped", "In a format text `%` begins a placeholder.", "Write `%%`."
    ),
    "icu-syntax": Explanation("An ICU message cannot be parsed", "Braces or keywords are wrong.", _CORRECT),
    "icu-arguments": Explanation(
        "The arguments of an ICU message differ", "Names or types are not those of the source.", _CORRECT
    ),
    "icu-plural-categories": Explanation(
        "Plural categories do not fit the locale",
        "A category that the locale needs is missing, or one is there that it never uses (CLDR).",
        "Add or remove the category; `other` is always needed.",
    ),
    "apostrophe": Explanation(
        "An apostrophe swallows text", "In MessageFormat `'` begins quoted text.", "Write `''` or a typographic apostrophe (`’`)."
    ),
    "markup-tags": Explanation("Tags differ from the source", "HTML or XML tags are missing or too many.", _CORRECT),
    "markup-entity": Explanation("An entity is unknown", "The file does not declare it.", "Write the character itself."),
    "replacement-character": Explanation(
        "A text has the replacement character", "U+FFFD stands where an encoding went wrong.", _CORRECT
    ),
    "control-character": Explanation(
        "A text has a control character", "It cannot be seen and is most likely a mistake.", _CORRECT
    ),
    "bidi-control": Explanation(
        "A text has unbalanced direction controls",
        "They can make text, and source code, look like something else.",
        "Close what is opened, or remove them.",
    ),
    "escape-sequence": Explanation(
        "An escape sequence is not legal here", "The target's format does not know it.", _CORRECT
    ),
    "too-long": Explanation("A translation is too long", "It exceeds the length that the source allows.", "Shorten it."),
    "cannot-be-written": Explanation(
        "A translation cannot be written", "The target's format cannot hold it.", _CORRECT
    ),
    "other-shape": Explanation(
        "A translation has another shape than the source",
        "A plural set or an array on one side, a plain text on the other.",
        "Give it the shape of the source.",
    ),
    "both-changed": Explanation(
        "Repository and platform changed the same string",
        "The setting `conflict` decided; the report shows all three values.",
        "Compare them; correct the one that is wrong.",
    ),
    "undecided": Explanation(
        "Repository and platform changed the same string, and nothing was decided",
        "`conflict: hold` keeps what was delivered.",
        "Make both sides equal, in git or on the platform.",
    ),
    "two-translations": Explanation(
        "Repository and platform have different translations",
        "Nothing is known of an earlier sync, so nobody can say which one is newer. `first_sync` decided.",
        "`ci-l10n seed --overwrite` sends the repository's translation to the platform.",
    ),
    "repository-edit": Explanation(
        "A translation was changed in the repository",
        "The platform has an older one; the repository's stays.",
        "`ci-l10n seed --overwrite` sends it to the platform.",
    ),
    "key-not-in-source": Explanation(
        "A key is not in the source", "It was never in it, so it belongs to people and is left alone.", "Nothing to do."
    ),
    "source-changed": Explanation(
        "A translation is stale",
        "The source changed since it was made, and the platform has nothing newer.",
        "It is replaced when the platform has a newer translation.",
    ),
    "duplicate-key": Explanation(
        "A key is in the file more than once", "One of the entries counts; which one, says the message.", "Remove the others."
    ),
    "duplicate-header": Explanation(
        "A gettext file has two headers", "The first one counts.", "Remove the other one."
    ),
    "ambiguous-key": Explanation(
        "Two entries have the same key path",
        "A key with a dot in its name spells like a nested one.",
        "Rename one of them.",
    ),
    "same-but-for-case": Explanation(
        "Two keys differ in case only", "Tools that read this format take them for one.", "Rename one of them."
    ),
    "missing-key": Explanation("An entry has no key", "It is left alone.", "Give it a key."),
    "missing-name": Explanation("An entry has no name", "It is left alone.", "Give it the attribute `name`."),
    "missing-id": Explanation("A unit has no id", "It is left alone.", "Give it an id."),
    "no-keys": Explanation(
        "A key path leads to nothing", "The directive `source_key_paths` fits no element of the file.", "Correct the path."
    ),
    "several-texts": Explanation(
        "An entry has several texts", "The first is taken for its text.", "Name the one that is meant in `source_key_paths`."
    ),
    "not-an-entry": Explanation("Something in the catalog is no entry", "It is left alone.", "Let Xcode write it."),
    "unknown-quantity": Explanation(
        "A plural quantity is unknown", "Android knows zero, one, two, few, many and other.", "Correct it."
    ),
    "boolean-text": Explanation(
        "YAML reads a text as true or false", "Words such as `yes` and `no` are no texts without quotes.", "Put it into quotes."
    ),
    "plural-forms": Explanation(
        "A gettext file has no usable Plural-Forms", "Plural sets cannot be counted without it.", "Correct the header."
    ),
    "unescaped-quote": Explanation("A quote is not escaped", "The text may end too early.", 'Write `\\"`.'),
    "elements-in-value": Explanation(
        "A value has XML elements in it", "It is left alone.", "Keep texts as texts."
    ),
    "format-without-variable": Explanation(
        "A format does not use its variable", "The plural set has no effect.", "Put `%#@variable@` into the format."
    ),
    "column-lacking": Explanation(
        "A column is missing", "No text of the locale is in the table yet.", "It is added with the first translation."
    ),
    "forms-unknown": Explanation(
        "Plural forms of the locale are not known", "Plural sets were not drafted.", "Translate them on the platform."
    ),
    "directive-missing": Explanation(
        "A directive stands in the source only", "The source's was used.", "Repeat it in the translated file."
    ),
    "import-refused": Explanation(
        "A translation was not imported", "Its key is not in the source, or its placeholders differ.", "Correct the translated file."
    ),
    "import-warning": Explanation(
        "A translation was imported with a remark", "It can be written, and something about it is odd.", "Look at it."
    ),
    "review-not-marked": Explanation(
        "The format has no mark for review", "The texts were written without one.", "Formats with a mark are listed under [formats](../formats.md)."
    ),
    "no-common-keys": Explanation(
        "Source and translation have no key in common", "It is most likely another file.", "Check `--source` and `--translated`."
    ),
    "not-translated": Explanation(
        "A text was not translated", "The service gave none, or one that does not fit.", "Translate it on the platform or by hand."
    ),
    "segment-held": Explanation("A segment was held back", "A check found a mistake in it.", "Correct it in the XLIFF file."),
    "segment-warning": Explanation("A segment has a remark", "It was sent all the same.", "Look at it."),
    "segment-locked": Explanation("A segment is locked on the platform", "It was left as it is.", "Unlock it there."),
    "segment-newer": Explanation(
        "A segment was changed since the export", "It was left as it is.", "Export again, or use `--overwrite-updated`."
    ),
    "push-first": Explanation(
        "A source has to be pushed first", "The platform does not have it as it is now.", "`ci-l10n push`, then seed."
    ),
    "seed-failed": Explanation("Translations of a file were not sent", "The platform refused, or the file cannot be read.", "Follow the message."),
    "seed-refused": Explanation("The platform cannot take translations of a file", "Its format or content is none that can be imported.", "Translate it on the platform."),
    "seed-key-refused": Explanation("The platform cannot take the translation of a key", "It imports no keys of this kind, such as `##{one}`.", "Write it in another way, or translate it on the platform."),
    "seed-import-error": Explanation("The platform refused a translation", "Its words are in the message.", "Follow them, and run `seed` again."),
    "seed-not-ready": Explanation("A file is not ready for translations", "The platform is still reading it.", "Run `seed` again."),
    "seed-document": Explanation("Documents are not seeded", "They have no keys to match.", "Use a translation memory on the platform."),
    "seed-not-verified": Explanation("What was sent could not be looked at", "Reading the segments back failed.", "Run `seed` again."),
    "seed-not-taken": Explanation("The platform did not take a text", "It was changed there meanwhile, or refused.", "Look at the segment."),
    "seed-kept": Explanation("The platform has another translation", "It was kept.", "`ci-l10n seed --overwrite` sends the repository's."),
    "seed-locked": Explanation("A segment is locked", "It was left as it is.", "Unlock it there and run seed again."),
    "seed-ambiguous": Explanation("A text stands for several segments", "Nobody can say which one it translates.", "Translate it on the platform."),
    "seed-split": Explanation("The platform split a text", "Its parts cannot be matched.", "Translate it on the platform, or switch segmentation off there."),
    "seed-missing": Explanation("The platform has no segment with a text", "It does not translate it, or shows it in another way.", "Look at the file in its editor."),
    "seed-unwritable": Explanation("A text cannot be put into a segment", "Its tags or characters do not fit.", "Enter it on the platform."),
}  # fmt: skip
