"""
The language codes of Smartcat, as far as they are published (the list of its WordPress plugin; it grows).

Smartcat tells a language from its regional kinds, and does not know every tag: `ja-JP` is `ja` there, `zh-CN` is
`zh-Hans`. Nothing here forbids a code; it is for proposing one.
"""

from functools import cache

from ci_l10n.model import Locale

_TABLE = """
aa ab ach-Latn aer-Latn af aii ak am anp-Deva ar ar-AE ar-BH ar-DZ ar-EG ar-IL ar-IQ ar-JO ar-KW ar-LB ar-MA
ar-QA ar-SA ar-SD are-Latn as as-Latn av az-Cyrl az-Latn ba bcc be bem-Latn beq bg bh bho-Deva bi-Latn
bjj-Deva bm bn bo brx-Deva bs bsq-Latn bum ca cac-Latn ce ceb cfm-Latn cgg-Latn chk-Latn cjk-Latn ckb-Arab
cnh-Latn cnr-Latn cs ctd-Latn ctg-Arab ctg-Beng ctg-Latn cv cy da de de-AT de-CH de-DE din doi-Arab doi-Deva
doi-Dogr dwu-Latn dyo-Latn dyu-Arab dyu-Latn dyu-Nkoo dz ee-Latn eky el en en-AU en-CA en-GB en-IE en-IN
en-NZ en-PH en-SG en-US en-ZA eo es es-419 es-AR es-CL es-CO es-ES es-GT es-MX es-NI es-PE es-PR es-US esu
et eu fa fa-AF fa-IR ff fi fil fj fo fon-Latn fr fr-BE fr-CA fr-CH fr-CI fr-CM fr-FR fr-GH fr-SN fuc-Adlm
fuc-Arab fuc-Latn ga gaa-Latn gd-Latn gil-Latn gl gn grt-Beng grt-Latn gu guz-Arab guz-Latn ha-Latn haw-Latn
haz he hi hil-Latn hmn hne-Deva hne-Orya hr ht hu hy hy-arevela hy-arevmda hz id ig ikw ilo-Latn inh is it
it-CH it-IT ium-Latn ja jv ka kab kar-Mymr kbd-Cyrl kea kek-Latn kha-Beng ki-Latn kj-Latn kk kl km kmb-Latn
kmr-Latn kn ko kok kok-Latn koo-Latn kqn-Latn kri ks-Arab ks-Deva ksw-Latn ksw-Mymr kv kw ky la lag-Latn
laj-Latn lam-Latn lb lch-Latn leh-Latn lg li ln lo loz lt lua-Latn lue-Latn lun-Latn luo-Latn lus-Latn
luy-Latn lv mad-Arab mad-Java mad-Latn mag-Deva mai mam-Latn mas-Latn mca mg mh mhr mi mk ml mn mni-Beng
mni-Latn mni-Mtei mnk-Arab mnk-Latn mnk-Nkoo mos-Latn mos-Nkoo mr ms ms-MY ms-SG mt my nb nbu-Latn nbu-Mtei
nd ne ng-Latn niu nl nl-AW nl-BE nl-BQ nl-CW nl-NL nl-SR nl-SX nn no nr nso nus nv-Latn ny nyn-Latn nyo-Latn
oc om or os pa pa-Arab pap pap-AW pap-BQ pap-CW pcm pga-Latn pis-Latn pjt-Latn pl pon-Latn ps pt pt-BR pt-PT
quc-Latn rar rhg-Latn rhg-Rohg rmy-Cyrl rmy-Latn rn ro ro-MD ro-RO rop-Latn ru ru-BY ru-KZ ru-RU rw sa sah
sat-Beng sat-Latn sat-Olck sat-Orya sc sck-Deva sd sdh-Arab sg shn-Mymr si sk skr-Arab sl sm sn so sq
sr-Cyrl sr-Latn srr-Latn ss st su sus sv sw ta tcs-Latn te tet tg th ti tiw-Latn tk tl tn to toi-Latn tr ts
tt ttj-Latn tw-Latn udm ug uk ur uz-Cyrl uz-Latn ve vi vmw-Latn wbp-Latn wo xh yi yo yue zh-Hans zh-Hans-CN
zh-Hans-MY zh-Hans-SG zh-Hant zh-Hant-HK zh-Hant-MO zh-Hant-TW zh-Latn-pinyin zu
"""
_CODES = frozenset(_TABLE.split())
# Where more than one would do, as the vendor's plugins map them.
_PREFERRED = {"zh-TW": "zh-Hant-TW", "zh-HK": "zh-Hant-HK", "zh-MO": "zh-Hant-MO"}


def propose_code(locale: Locale) -> str | None:
    """
    Smartcat's code for ``locale`` where it is spelled otherwise; None where it is the same, or nothing is known.

    >>> propose_code("ja-JP"), propose_code("zh-CN"), propose_code("pt-BR")
    ('ja', 'zh-Hans', None)
    """
    if locale in _CODES:
        return None
    if locale in _PREFERRED:
        return _PREFERRED[locale]
    alike = [code for code in _CODES if _likely(code) == _likely(locale)]
    return min(alike, key=lambda code: (len(code), code), default=None)


@cache
def _likely(tag: str) -> str:
    """With script and region filled in."""
    from langcodes import Language

    return Language.get(tag).maximize().to_tag()
