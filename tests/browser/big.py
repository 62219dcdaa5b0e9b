"""A report with as many strings as a page is to carry: 5,000 in each of 10 locales."""

import random
from typing import Any

from tests.unit.review.reports import finding, report

WORDS = {
    "en": "share the basket today in garden settings save please pick pears tomorrow with friends",
    "de": "Korb teilen Birnen pflücken Garten heute morgen bitte speichern Einstellungen Freunde",
    "ar": "شارك السلة اليوم في الحديقة الإعدادات احفظ من فضلك الأصدقاء",
    "he": "שתף את הסל היום בגן הגדרות שמור בבקשה חברים",
    "ja": "かごを 共有 する 今日 庭 設定 保存 梨 友達",
}
LOCALES = ("de", "ar", "he", "ja", "fr", "pl", "pt-BR", "es", "it", "zh-Hans")


def big_report(strings: int = 5_000) -> dict[str, Any]:
    chance = random.Random(1)

    def some(locale: str, least: int, most: int) -> str:
        words = WORDS.get(locale, WORDS["de"]).split()
        return " ".join(chance.choice(words) for _ in range(chance.randint(least, most)))

    sources = [(f"screen{n // 50}.group{n % 50 // 10}.label_{n}", some("en", 4, 14)) for n in range(strings)]
    targets: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for locale in LOCALES:
        found = targets[f"web/{locale}.json", locale] = []
        for n, (key, source) in enumerate(sources):
            before = None if n % 3 == 0 else some(locale, 3, 10)
            after = (
                None
                if n % 41 == 1
                else some(locale, 3, 10)
                if before is None
                else f"{before} {some(locale, 1, 3)}"
            )
            decision = "removed" if after is None else "platform"
            found.append(
                {
                    "key": key,
                    "line": n + 2,
                    "source": source,
                    "before": before,
                    "after": after,
                    "decision": decision,
                }
            )
    findings = [
        finding(
            sources[n * 10][0],
            kind,
            locale=locale,
            file=f"web/{locale}.json",
            repository="a b",
            platform="a c",
        )
        for locale in LOCALES
        for n, kind in enumerate(("held", "conflict", "edit"))
    ]
    return report(targets, findings)
