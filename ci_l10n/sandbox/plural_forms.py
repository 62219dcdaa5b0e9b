"""
Plural forms by language: the categories of CLDR for whole numbers and the rule gettext files carry.

Facts: Unicode CLDR, Language Plural Rules; GNU gettext manual, "Plural forms". Languages not listed behave like English.
"""

ENGLISH = ("one", "other")
CATEGORIES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        [
            "bm",
            "bo",
            "dz",
            "id",
            "ig",
            "ii",
            "in",
            "ja",
            "jbo",
            "jv",
            "jw",
            "kde",
            "kea",
            "km",
            "ko",
            "lkt",
            "lo",
            "ms",
            "my",
            "nqo",
            "osa",
            "sah",
            "ses",
            "sg",
            "su",
            "th",
            "to",
            "tpi",
            "vi",
            "wo",
            "yo",
            "yue",
            "zh",
        ],
        ("other",),
    ),
    **dict.fromkeys(["be", "ru", "uk"], ("one", "few", "many", "other")),
    **dict.fromkeys(["bs", "hr", "sh", "sr"], ("one", "few", "other")),
    **dict.fromkeys(["ro", "mo"], ("one", "few", "other")),
    **dict.fromkeys(["cs", "sk", "lt"], ("one", "few", "many", "other")),
    **dict.fromkeys(["es", "fr", "it", "pt", "ca"], ("one", "many", "other")),
    **dict.fromkeys(["sl", "dsb", "hsb", "gd"], ("one", "two", "few", "other")),
    **dict.fromkeys(["he", "iu", "naq", "se", "smn"], ("one", "two", "other")),
    "pl": ("one", "few", "many", "other"),
    "lv": ("zero", "one", "other"),
    "mt": ("one", "two", "few", "many", "other"),
    "ga": ("one", "two", "few", "many", "other"),
    "br": ("one", "two", "few", "many", "other"),
    "cy": ("zero", "one", "two", "few", "many", "other"),
    "ar": ("zero", "one", "two", "few", "many", "other"),
}

EAST_SLAVIC = (
    "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);"
)
GETTEXT: dict[str, str] = {
    **dict.fromkeys(["id", "ja", "ko", "ms", "my", "th", "vi", "zh", "lo", "km"], "nplurals=1; plural=0;"),
    **dict.fromkeys(["fr", "pt_BR", "tr_old", "oc", "br", "wa"], "nplurals=2; plural=(n > 1);"),
    **dict.fromkeys(["be", "ru", "uk", "bs", "hr", "sr"], EAST_SLAVIC),
    **dict.fromkeys(["cs", "sk"], "nplurals=3; plural=(n==1) ? 0 : (n>=2 && n<=4) ? 1 : 2;"),
    "pl": "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);",
    "lt": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && (n%100<10 || n%100>=20) ? 1 : 2);",
    "lv": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n != 0 ? 1 : 2);",
    "ro": "nplurals=3; plural=(n==1 ? 0 : (n==0 || (n%100>0 && n%100<20)) ? 1 : 2);",
    "sl": "nplurals=4; plural=(n%100==1 ? 0 : n%100==2 ? 1 : n%100==3 || n%100==4 ? 2 : 3);",
    "ga": "nplurals=5; plural=(n==1 ? 0 : n==2 ? 1 : n<7 ? 2 : n<11 ? 3 : 4);",
    "ar": "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);",
}


def categories(language: str) -> tuple[str, ...]:
    """Plural categories of a language code such as `pt-BR`, in CLDR's order."""
    return CATEGORIES.get(_base(language), ENGLISH)


def gettext_rule(language: str) -> str:
    """The value of `Plural-Forms` for a language code."""
    found = GETTEXT.get(language.replace("-", "_")) or GETTEXT.get(_base(language))
    return found or "nplurals=2; plural=(n != 1);"


def gettext_count(language: str) -> int:
    return int(gettext_rule(language).split("=", 2)[1].split(";")[0])


def _base(language: str) -> str:
    return language.replace("_", "-").split("-")[0].lower()
