"""
Translation on the spot, through one of the account's smart translation profiles.

Vendor guide, "Instant translations via the real-time API": the id of a profile stands in the address of its page under
Settings > Smart translation profiles.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ci_l10n.tms.shapes import ShapeError
from ci_l10n.tms.smartcat.calls import Calls
from ci_l10n.tms.smartcat.errors import REGION
from ci_l10n.tms.smartcat.mapping import folded

PATH = "v1/smartTranslation/translate"
TAG = "source:ci-l10n"
_PROFILE = "the id of a smart translation profile stands in the address of its page (Smartcat: Settings > Smart translation profiles)"
_HINTS = {
    400: f"check the spelling of the languages (locales: sets another one for Smartcat), and the profile: {_PROFILE}",
    403: f"smart translation is not enabled for this account, or the profile is another account's; {REGION}",
    404: f"check the profile: {_PROFILE}; {REGION}",
    413: "the text is longer than Smartcat accepts at once; translate it in parts",
}


class Result(NamedTuple):
    """What became of one text: its translation, or why there is none."""

    text: str
    problem: str = ""


class SmartTranslation:
    """Every method is one request; nothing is stored, so that asking again does no harm but costs again."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    def translate(
        self,
        source: str,
        targets: Sequence[str],
        texts: Sequence[tuple[str, str]],
        *,
        profile: str = "",
        is_html: bool = False,
    ) -> Mapping[str, tuple[Result, ...]]:
        """
        Translate ``texts``, pairs of text and context ("" for none), into the languages ``targets``.

        Every language has as many results as there are texts, in their order.
        """
        body: dict[str, object] = {
            "sourceLanguage": source,
            "targetLanguages": list(targets),
            "isHtml": is_html,
            "texts": [
                {"text": text, "context": context} if context else {"text": text} for text, context in texts
            ],
            "externalTag": TAG,
        }
        if profile:
            body["profile"] = profile
        doing = f"translate {len(texts)} text{'s' if len(texts) != 1 else ''} into {', '.join(targets)}"
        originals = [text for text, _ in texts]
        return self._calls.ask(
            "POST", PATH, doing, lambda data: parse_results(data, targets, originals), json=body, hints=_HINTS
        )


def parse_results(
    data: object, targets: Sequence[str], texts: Sequence[str]
) -> dict[str, tuple[Result, ...]]:
    """
    `SmartTranslationResponse`: per language an array with one entry per text, in their order.

    Nothing but the place in the array says which text an entry belongs to, so an array of another length is of no use.
    """
    answer = _object(data, "smart translation")
    given = _object(answer.get("translations") or {}, "translations")
    by_code = {folded(str(code)): items for code, items in given.items()}
    return {target: _results(by_code.get(folded(target)), texts) for target in targets}


def _object(data: object, what: str) -> Mapping[str, object]:
    """An object's values by name in lower case, nulls and places in arrays kept as they are."""
    if not isinstance(data, Mapping):
        raise ShapeError(f"{what}: not an object")
    return {str(name).casefold(): value for name, value in data.items()}


def _results(items: object, texts: Sequence[str]) -> tuple[Result, ...]:
    if not isinstance(items, list):
        return (Result("", "Smartcat gave no translation into this language"),) * len(texts)
    if len(items) != len(texts):
        problem = f"Smartcat gave {len(items)} translations for {len(texts)} texts; none can be trusted"
        return (Result("", problem),) * len(texts)
    return tuple(_result(item, text) for item, text in zip(items, texts, strict=True))


def _result(item: object, text: str) -> Result:
    if isinstance(item, str):
        entry: Mapping[str, object] = {"translation": item}
    else:
        entry = _object(item, "translation") if isinstance(item, Mapping) else {}
    failed, translation = entry.get("error"), entry.get("translation")
    if failed not in (None, False, "", "false", "False"):
        why = f": {failed}" if isinstance(failed, str) and failed.casefold() != "true" else ""
        return Result("", f"Smartcat could not translate this text{why}")
    if not isinstance(translation, str) or (text.strip() and not translation.strip()):
        return Result("", "Smartcat gave no translation of this text")
    return Result(translation)
