"""Locale ids a project lists. Any other id is served too, unless the knob `locales` says which there are."""

_LANGUAGES = """
af am ar as ast az be bg bn bo br bs ca ckb cs cy da de el en eo es et eu fa ff fi fil fo fr fy ga gd gl gu ha haw he hi
hr ht hu hy id ig is it ja jv ka kab kk km kn ko ku ky lb lo lt lv mg mi mk ml mn mr ms mt my nb ne nl nn no oc or pa pl
ps pt qu rm ro ru rw sd si sk sl sm sn so sq sr st su sv sw ta te tg th ti tk tl tn to tr tt ug uk ur uz vi wo xh yi yo
yue zh zu
"""
_REGIONAL = """
af-ZA am-ET ar-AE ar-EG ar-MA ar-SA az-AZ be-BY bg-BG bn-BD bn-IN bs-BA ca-ES cs-CZ cy-GB da-DK de-AT de-CH de-DE el-GR
en-AU en-CA en-GB en-IE en-IN en-NZ en-US en-ZA es-419 es-AR es-CL es-CO es-ES es-LA es-MX es-PE es-US et-EE eu-ES fa-IR
fi-FI fil-PH fr-BE fr-CA fr-CH fr-FR ga-IE gl-ES gu-IN he-IL hi-IN hr-HR hu-HU hy-AM id-ID is-IS it-CH it-IT ja-JP ka-GE
kk-KZ km-KH kn-IN ko-KR lo-LA lt-LT lv-LV mk-MK ml-IN mn-MN mr-IN ms-MY mt-MT my-MM nb-NO ne-NP nl-BE nl-NL nn-NO no-NO
pa-IN pl-PL pt-BR pt-PT ro-RO ru-RU si-LK sk-SK sl-SI sq-AL sr-Cyrl sr-Cyrl-RS sr-Latn sr-Latn-RS sr-RS sv-FI sv-SE sw-KE
ta-IN te-IN th-TH tl-PH tr-TR uk-UA ur-PK uz-Latn uz-UZ vi-VN zh-CN zh-HK zh-Hans zh-Hans-CN zh-Hans-SG zh-Hant
zh-Hant-HK zh-Hant-TW zh-SG zh-TW zu-ZA
"""

SOURCE = "en"
LISTED: tuple[str, ...] = tuple(code for code in f"{_LANGUAGES} {_REGIONAL}".split() if code != SOURCE)
