"""Language codes and their ids (reference 12): mostly Windows language ids, private ones from 66000 upward."""

from ci_l10n.sandbox.smartcat.failures import ApiError

_TABLE = """
aa=66005 ab=66006 ach-Latn=66146 aer-Latn=66193 af=54 aii=66080 ak=66024 am=94 anp-Deva=66132 ar=1025
ar-AE=14337 ar-BH=15361 ar-DZ=5121 ar-EG=3073 ar-IL=66108 ar-IQ=2049 ar-JO=11265 ar-KW=13313 ar-LB=12289
ar-MA=6145 ar-QA=16385 ar-SA=1 ar-SD=66073 are-Latn=66194 as=77 as-Latn=78 av=66007 az-Cyrl=29740
az-Latn=44 ba=9999 bcc=66025 be=35 bem-Latn=66136 beq=66072 bg=1026 bh=66008 bho-Deva=66095
bi-Latn=66168 bjj-Deva=66099 bm=66009 bn=69 bo=66002 brx-Deva=66133 bs=30746 bsq-Latn=66084 bum=66085
ca=3 cac-Latn=66203 ce=32768 ceb=66065 cfm-Latn=66131 cgg-Latn=66160 chk-Latn=66202 cjk-Latn=66164
ckb-Arab=66039 cnh-Latn=66045 cnr-Latn=66121 cs=1029 ctd-Latn=66079 ctg-Arab=66125 ctg-Beng=66124
ctg-Latn=66123 cv=32769 cy=82 da=1030 de=7 de-AT=3079 de-CH=2055 de-DE=1031 din=66060 doi-Arab=66112
doi-Deva=66114 doi-Dogr=66113 dwu-Latn=66192 dyo-Latn=66182 dyu-Arab=66185 dyu-Latn=66184 dyu-Nkoo=66186
dz=66096 ee-Latn=66140 eky=66075 el=1032 en=9 en-AU=3081 en-CA=4105 en-GB=2057 en-IE=6153 en-IN=16393
en-NZ=5129 en-PH=13321 en-SG=18441 en-US=1033 en-ZA=7177 eo=66011 es=10 es-419=22538 es-AR=11274
es-CL=13322 es-CO=9226 es-ES=1034 es-GT=66173 es-MX=2058 es-NI=66172 es-PE=66171 es-PR=13323 es-US=21514
esu=66064 et=1061 eu=1069 fa=1065 fa-AF=1164 fa-IR=41 ff=103 fi=1035 fil=100 fj=66082 fo=56
fon-Latn=66119 fr=12 fr-BE=2060 fr-CA=3084 fr-CH=4108 fr-CI=66174 fr-CM=66176 fr-FR=1036 fr-GH=66175
fr-SN=66177 fuc-Adlm=66179 fuc-Arab=66180 fuc-Latn=66181 ga=60 gaa-Latn=66141 gd-Latn=66122
gil-Latn=66169 gl=1110 gn=116 grt-Beng=66098 grt-Latn=66097 gu=71 guz-Arab=66139 guz-Latn=66138
ha-Latn=31848 haw-Latn=66201 haz=66033 he=1037 hi=57 hil-Latn=66129 hmn=66012 hne-Deva=66109
hne-Orya=66110 hr=1050 ht=66013 hu=1038 hy=1067 hy-arevela=66000 hy-arevmda=66001 hz=66087 id=1057
ig=112 ikw=66077 ilo-Latn=66130 inh=66042 is=15 it=16 it-CH=2064 it-IT=1040 ium-Latn=66200 ja=1041
jv=66014 ka=55 kab=66026 kar-Mymr=66105 kbd-Cyrl=66128 kea=66063 kek-Latn=66188 kha-Beng=66100
ki-Latn=66143 kj-Latn=66157 kk=1087 kl=111 km=83 kmb-Latn=66144 kmr-Latn=146 kn=1099 ko=1042 kok=1111
kok-Latn=66107 koo-Latn=66148 kqn-Latn=66142 kri=66056 ks-Arab=1120 ks-Deva=2144 ksw-Latn=66058
ksw-Mymr=66057 kv=66015 kw=66016 ky=64 la=1142 lag-Latn=66147 laj-Latn=66145 lam-Latn=66137 lb=110
lch-Latn=66156 leh-Latn=66135 lg=66059 li=66028 ln=66029 lo=84 loz=66088 lt=1063 lua-Latn=66165
lue-Latn=66151 lun-Latn=66149 luo-Latn=66150 lus-Latn=66104 luy-Latn=66152 lv=1062 mad-Arab=66092
mad-Java=66090 mad-Latn=66091 mag-Deva=66111 mai=66093 mam-Latn=66178 mas-Latn=66153 mca=66086 mg=66017
mh=66041 mhr=66010 mi=129 mk=47 ml=1100 mn=80 mni-Beng=66103 mni-Latn=66102 mni-Mtei=66101
mnk-Arab=66190 mnk-Latn=66189 mnk-Nkoo=66191 mos-Latn=66154 mos-Nkoo=66155 mr=1102 ms=62 ms-MY=1086
ms-SG=66036 mt=58 my=1109 nb=1044 nbu-Latn=66126 nbu-Mtei=66127 nd=66067 ne=97 ng-Latn=66158 niu=66081
nl=1043 nl-AW=66047 nl-BE=2067 nl-BQ=66048 nl-CW=66049 nl-NL=19 nl-SR=66050 nl-SX=66051 nn=2068 no=31
nr=66068 nso=108 nus=66083 nv-Latn=66118 ny=66046 nyn-Latn=66159 nyo-Latn=66161 oc=130 om=114 or=72
os=66018 pa=70 pa-Arab=31814 pap=121 pap-AW=66052 pap-BQ=66053 pap-CW=66054 pcm=66055 pga-Latn=66089
pis-Latn=66167 pjt-Latn=66196 pl=1045 pon-Latn=66170 ps=99 pt=2070 pt-BR=1046 pt-PT=32 quc-Latn=66187
rar=66078 rhg-Latn=66030 rhg-Rohg=66070 rmy-Cyrl=66062 rmy-Latn=66061 rn=66019 ro=1048 ro-MD=66004
ro-RO=66003 rop-Latn=66195 ru=25 ru-BY=66043 ru-KZ=66044 ru-RU=1049 rw=66027 sa=79 sah=133
sat-Beng=66117 sat-Latn=66115 sat-Olck=66069 sat-Orya=66116 sc=66031 sck-Deva=66163 sd=89 sdh-Arab=66040
sg=66020 shn-Mymr=66106 si=91 sk=1051 skr-Arab=66094 sl=1060 sm=66037 sn=66021 so=66022 sq=28
sr-Cyrl=31770 sr-Latn=28698 srr-Latn=66183 ss=66066 st=48 su=66032 sus=66074 sv=1053 sw=65 ta=73
tcs-Latn=66197 te=1098 tet=66076 tg=40 th=30 ti=115 tiw-Latn=66198 tk=66 tl=1124 tn=50 to=66038
toi-Latn=66134 tr=1055 ts=49 tt=1092 ttj-Latn=66162 tw-Latn=66166 udm=66023 ug=128 uk=1058 ur=1056
uz-Cyrl=30787 uz-Latn=67 ve=51 vi=42 vmw-Latn=66120 wbp-Latn=66199 wo=136 xh=52 yi=61 yo=106 yue=66034
zh-Hans=2052 zh-Hans-CN=4 zh-Hans-MY=66035 zh-Hans-SG=4100 zh-Hant=31748 zh-Hant-HK=3076 zh-Hant-MO=5124
zh-Hant-TW=1028 zh-Latn-pinyin=66071 zu=1077
"""

LANGUAGE_IDS: dict[str, int] = {
    code: int(number) for code, _, number in (pair.partition("=") for pair in _TABLE.split())
}
_BY_LOWER = {code.lower(): code for code in LANGUAGE_IDS}


def language_code(given: object) -> str:
    """The code in Smartcat's spelling; raises `ApiError` 400 for a language it does not have."""
    found = _BY_LOWER.get(str(given).strip().lower())
    if found is None:
        raise ApiError(400, "LanguageNotSupported", f"Language '{given}' is not supported.")
    return found
