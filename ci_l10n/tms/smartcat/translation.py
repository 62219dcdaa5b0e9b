"""Smart translation behind the port for machine translation."""

from collections.abc import Mapping, Sequence

from ci_l10n.model import Locale
from ci_l10n.tms.base import Draft
from ci_l10n.tms.smartcat.smart_translation import SmartTranslation


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
