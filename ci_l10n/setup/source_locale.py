"""Which locale a repository is written in."""

from collections import Counter
from collections.abc import Collection, Iterable
from functools import cache

from ci_l10n.errors import ConfigError
from ci_l10n.model import Locale
from ci_l10n.paths import locales
from ci_l10n.setup.bundles import Bundle


def find_source_locale(
    bundles: Iterable[Bundle], *, said: Iterable[Locale], unmarked: Collection[str], has_plain: bool
) -> Locale:
    """
    The source locale: what files themselves say, else English where there is any, else what is nearly everywhere.

    ``said`` are source locales that files name, ``unmarked`` the paths that name no locale and are sources if their
    bundle is believed; ``has_plain``: there are such sources for sure. Raises `ConfigError` where two locales are
    equally likely.
    """
    if named := Counter(said).most_common(1):
        return named[0][0]
    counted = [bundle for bundle in bundles if len(bundle.files) > 1 or bundle.is_telling]
    marked = [bundle for bundle in counted if not (bundle.unmarked in unmarked and bundle.may_be_unmarked)]
    votes = Counter(locale for bundle in marked for locale in bundle.locales.values())
    english = [(count, tag) for tag, count in votes.items() if locales.language(tag) == "en"]
    if english:
        return _best_english(english)
    if has_plain or len(marked) < len(counted) or not votes:
        return "en"
    (best, most), *others = votes.most_common(2)
    if others and others[0][1] == most:
        example = min(path for bundle in marked for path in bundle.files.values())
        raise ConfigError(
            f"nothing tells which of {', '.join(sorted(votes))} is the source locale of files such as {example}",
            hint=_hint(marked),
            code="init-undecided",
        )
    return best


def _hint(bundles: Iterable[Bundle]) -> str:
    if all(bundle.template.endswith(".po") for bundle in bundles):
        return "commit the template that they are made from (.pot; xgettext or the build writes it), or give --source-locale"
    return "give --source-locale, or commit the source if it is none of them; --file names the files if these are no texts"


def _best_english(counted: list[tuple[int, Locale]]) -> Locale:
    order = {"en": 0, "en-US": 1, "en-GB": 2}
    return min(counted, key=lambda item: (-item[0], order.get(item[1], 3), item[1]))[1]


@cache
def likely(tag: Locale) -> str:
    """What ``tag`` is with everything that goes without saying: equal for `zh-CN` and `zh-Hans`."""
    from langcodes import Language

    return Language.get(locales.canonical(tag)).maximize().to_tag()


def in_bundle(bundle: Bundle, locale: Locale) -> str | None:
    """How ``bundle`` spells ``locale``, or the one that goes for the same (`en-US` for `en`); None: not at all."""
    exact = [spelled for spelled, tag in bundle.locales.items() if tag == locale]
    return next(
        iter(exact or (s for s, tag in bundle.locales.items() if likely(tag) == likely(locale))), None
    )
