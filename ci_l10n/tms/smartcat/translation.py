"""Smart translation behind the port for machine translation."""

from collections.abc import Mapping, Sequence

from ci_l10n.errors import RemoteError
from ci_l10n.model import Locale
from ci_l10n.tms.base import Draft
from ci_l10n.tms.smartcat.smart_translation import SmartTranslation

REFUSED = (400, 422)  # the request is understood, and not to be had


class SmartcatTranslation:
    """
    Smart translation as a `MachineTranslation`, from ``source`` by ``profile`` ("": the account's own choice).

    ``codes`` says how Smartcat spells each locale, the source's included.
    """

    def __init__(
        self,
        translation: SmartTranslation,
        codes: Mapping[Locale, str],
        source: Locale,
        *,
        profile: str = "",
        is_html: bool = False,
    ) -> None:
        self._translation = translation
        self._codes = codes
        self._source = source
        self._profile = profile
        self._is_html = is_html

    def translate(
        self, texts: Sequence[tuple[str, str]], locales: Sequence[Locale]
    ) -> Mapping[Locale, Sequence[Draft]]:
        """One request; one per locale where it is refused, so that one language the profile lacks does not stop all."""
        try:
            return self._ask(texts, locales)
        except RemoteError as error:
            if error.status not in REFUSED or len(locales) == 1:
                raise
            refused = error
        drafts: dict[Locale, Sequence[Draft]] = {}
        for locale in locales:
            try:
                drafts |= self._ask(texts, [locale])
            except RemoteError as error:
                if error.status not in REFUSED:
                    raise
                drafts[locale] = [Draft("", error.message)] * len(texts)
        if all(draft.problem for given in drafts.values() for draft in given):
            raise refused
        return drafts

    def _ask(
        self, texts: Sequence[tuple[str, str]], locales: Sequence[Locale]
    ) -> dict[Locale, Sequence[Draft]]:
        codes = {locale: self._codes.get(locale, locale) for locale in locales}
        results = self._translation.translate(
            self._codes.get(self._source, self._source),
            list(codes.values()),
            texts,
            profile=self._profile,
            is_html=self._is_html,
        )
        return {
            locale: [Draft(result.text, result.problem) for result in results[code]]
            for locale, code in codes.items()
        }
