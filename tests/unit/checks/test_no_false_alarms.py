"""Right translations of tricky texts, in every format that might hold them; and how each of them goes wrong."""

import pytest

from ci_l10n.checks.catalog import check_value
from ci_l10n.formats.registry import NAMES, get_format
from tests.unit.checks.real_pairs import SYNTAXES

WIDE = ("i18next", "icu", "ruby", "percent", "brace", "printf", "dollar", "markup")
FORMATS = {
    **{f"like {name}": syntaxes for name, syntaxes in SYNTAXES.items()},
    **{name: get_format(name).syntaxes for name in NAMES},
    "resx": ("brace", "dotnet", "printf", "markup"),
    "java": ("messageformat", *WIDE),
}

PERCENT = [
    ("%d% off", "%d% de réduction"),
    ("10%–20%", "10 % – 20 %"),
    ("(50%)", "(50 %)"),
    ("%s (100%)", "%s (100 %)"),
    ("width: 100%;", "breit: 100%;"),
    ("%A, %B %d", "%A %d %B"),
    ("%e %b, %l:%M %p", "%e. %b, %H:%M"),
    ("%02d:%02d", "%1$02d:%2$02d"),
    ("%5.2f%%", "%5.2f %%"),
    ("%,d files", "%,d fichiers"),
    ("100 % sure", "zu 100 % sicher"),
    ("100% sure", "100 %-ig sicher"),
    ("50% off", "50% de réduction"),
    ("50% off", "50 % de descuento"),
    ("50% off", "50 %-os kedvezmény"),
    ("50% off", "50%-os kedvezmény"),
    ("50% off", "50 %-s akció"),
    ("50% off", "%50 indirim"),
    ("50% off", "%50'ye varan"),
    ("50% off", "%50indirim"),
    ("20% discount", "20 % sconto"),
    ("10% of all", "10% din toate"),
    ("100% free", "100% gratis"),
    ("100% cotton", "100% coton"),
    ("100%", "%100"),
    ("100%", "٪۱۰۰"),
    ("%%", "%%"),
    ("100%%", "100 %%"),
    ("%s%%", "%s %%"),
    ("%s%%", "%%%s"),
    ("%1$d%%", "%%%1$d"),
    ("%s: %d%%", "%1$s: %2$d %%"),
    ("Progress: %d %", "Fortschritt: %d %"),
    ("%d files", "%Id فایل"),
    ("%s of %s", "%2$s von %1$s"),
    ("%@ and %@", "%2$@ und %1$@"),
    ("%1$s of %2$s", "%2$s/%1$s"),
    ("%(a)s %(b)d", "%(b)d %(a)s"),
    ("%B %d, %Y", "%d. %B %Y"),
    ("%m/%d/%Y", "%d.%m.%Y"),
    ("%H:%M", "%H시 %M분"),
    ("%d %b", "%d %b."),
    ("see http://a/b%20c", "siehe http://a/de/b%20d%2Fe"),
    ("see https://x.y/?a=%E4%BD%A0", "siehe https://x.y/?b=%C3%A9"),
    ("see https://x.y/?q=%3F", "siehe https://x.y/?q=%2F"),
    ("echo %PATH%", "echo %PATH% (Windows)"),
    ("{n}% off", "%{n} indirim"),
    ("{n}% off", "{n}%-os kedvezmény"),
    ("{{n}}% off", "%{{n}} indirim"),
    ("${n}% off", "%${n} indirim"),
    ("%rate%% off", "%rate% % de réduction"),
    ("%rate%% off", "%%rate% indirim"),
    ("{n}% of {m}", "{m}'nin %{n}'i"),
    ("Use %n for a new line", "Nutze %n"),
]
BRACES = [
    ("Zoom: %{n}%", "Zoom : %{n} %"),
    ("{0:.2f} of {1!r}", "{1!r} {0:.3f}"),
    ("{:>5} {:<3}", "{:>6} {:<4}"),
    ("{0[key]} {a.b}", "{a.b} {0[key]}"),
    ("{{{x}}}", "{{{x}}} usw."),
    ("$t(a, {'n': 1}) c", "d $t(a, {'n': 1})"),
    ("@:common.ok {x}", "{x} @:common.ok"),
    ("%<n>.2f", "%<n>.1f Mo"),
    ("if (a) {b}", "wenn (a) {b}"),
    ("{ }", "{ } leer"),
    ("write {{ to open", "{{ schreiben"),
    ("a } b", "c } d"),
    ("{", "("),
    ("body { color: red; }", "body { color: blau; }"),
    ("a{color:red}", "a{color:red} usw."),
    ("() => {}", "() => {} eben"),
    ('JSON like {"name": "x"}', 'JSON wie {"name": "y"}'),
    ("{% if x %}", "{% if x %} – so"),
    ("{# a comment #}", "{# ein Kommentar #}"),
    ("matches ^a{2,3}$", "passt auf ^a{2,3}$"),
    ("{1,2}", "{1,2}."),
    ("{a} {b}", "{b} {a}"),
    ("{} of {}", "{} von {}"),
    ("{0} and {1}", "{1} und {0}"),
    ("%{a} %{b}", "%{b} %{a}"),
    ("{{a}} {{b}}", "{{ b }} {{ a }}"),
    ("${a} ${b}", "${b} ${a}"),
    ("%a_b% %c_d%", "%c_d% %a_b%"),
    ("price $5", "5 $"),
    ("${price} a month", "{price} $ im Monat"),
    ("${price}", "{price}\u00a0$"),
    ("${price} or {other}", "{other} oder {price} US$"),
    ("#{rank} in {list}", "{list}: #{rank}"),
    ("$5 for {x}", "{x} für 5 $"),
    ("run ${HOME}/x", "starte ${HOME}/x"),
    ("echo $(date)", "$(date) ausgeben"),
    ("{count} item(s)", "{count} Element(e)"),
    ("{count, number} items", "{count, number} Dinge"),
    ("{d, date, long}", "{d, date, full}"),
    ("{value:>5}", "„{value:>8}“"),
    ("#1 {n}", "Nr. 1 {n}"),
]
APOSTROPHES = [
    ("it's", "c'est l'été"),
    ("Don't", "N'oubliez pas"),
    ("It's a 'quote'", "C'est une 'citation'"),
    ("It's {0}", "L'{0}"),
    ("It''s {0}", "L''{0}"),
    ("{0} is gone", "{0} n''est plus là"),
    ("{value}", "'{value}'"),
    ("Set '{value}'", "„{value}“ setzen"),
    ('Set "{value}"', "Règle l'option '{value}'"),
    ("{a} isn't {b}", "{b} n'est pas {a}"),
    ("must be at least {min}", "doit être d'au moins {min}"),
]
PLURALS = [
    (
        "{n, plural, one {# day} other {# days}}",
        "{n, plural, one {# день} few {# дня} many {# дней} other {# дня}}",
    ),
    (
        "{n, plural, =0 {no} one {# <b>day</b>} other {# <b>days</b>}}",
        "{n, plural, =0 {нет} one {# <b>д</b>} few {# <b>д</b>} many {# <b>д</b>} other {# <b>д</b>}}",
    ),
    (
        "{g, select, male {{n, plural, one {his # file} other {his # files}}} other {their files}}",
        "{g, select, male {{n, plural, one {его # ф} few {его # ф} other {его # ф}}} other {их файлы}}",
    ),
    (
        "{n, plural, offset:1 =0 {nobody} one {you and # friend} other {you and # friends}}",
        "{n, plural, offset:1 =0 {никто} =1 {вы} one {вы и # друг} other {вы и # друзей}}",
    ),
    ("{n, selectordinal, one {#st} two {#nd} few {#rd} other {#th}}", "{n, selectordinal, other {#-й}}"),
    ("{count} items", "{count, plural, one {# вещь} few {# вещи} other {# вещей}}"),
    ("{g, select, male {he} female {she}}", "{g, select, male {он} female {она}}"),  # without other
    ("one|%count% many", "один|%count% несколько|%count% много"),
    ("{0} no|{1} one|]1,Inf] %count% many", "{0} нет|{1} один|[2,4] %count% неск.|[5,Inf] %count% много"),
    ("Home | %s", "%s | Start"),
    ("a | b", "c | d | e"),
]
MARKUP = [
    ("<1>{{name}}</1>, <3>x</3>", "<3>y</3>, <1>{{name}}</1>"),
    ("<Trans>a</Trans>", "<Trans>b</Trans>"),
    ("a <br/><br/> b", "a <br/> b"),
    ("<p>x</p>", "<p>y"),
    ("<a href='%s' target='_blank'>x</a>", '<a target="_blank" href="%s">y</a>'),
    ("&copy; 2020", "© 2020"),
    ("x &lt; y", "x &lt; z"),
    ("I <3 you", "Ich <3 dich"),
    ("x < y", "y > x"),
    ("a -> b <- c", "a → b ← c"),
    ("5 > 3 and 2 < 4", "2<4 und 5>3"),
    ("<your name>", "<Ihr Name>"),
    ("press <Enter>", "<Eingabe> drücken"),
    ("git add [<paths>]", "git add [<Pfade>]"),
    ("<me@x.org>", "<ich@x.de>"),
    ("A&B", "A & B"),
    ("AT&T; x", "AT&T; y"),
    ("a &nbsp; b", "a&nbsp;b &hellip;"),
    ("a &amp; b", "a &amp; b & c"),
    ("&#160;", "&#xA0;"),
    ("<b>a</b>", "<B>b</B>"),
    ("<br>", "<br />"),
    ("<img src='a' alt='b'/>", '<img alt="c" src="a">'),
    ("&lt;b&gt;a&lt;/b&gt;", "&lt;b&gt;c&lt;/b&gt;"),
    ("<![CDATA[ x ]]>", "<![CDATA[ y ]]>"),
    ("<!-- x -->", "<!-- y -->"),
    ("mail a@b.com", "kontakt@b.de"),
]
CHARACTERS = [
    ("C:\\new\\table", "C:\\neu\\tabelle"),
    ("digits \\d+", "Ziffern \\d+"),
    ("use \\n", "nutze \\n"),
    ("a\nb", "a b"),
    ("a b", "a\nb"),
    ('say "x"', "„x“ sagen"),
    ("a", "¯\\_(ツ)_/¯"),
    ("hi", "नमस्ते क्\u200dष"),
    ("hi", "می\u200cخواهم"),
    ("hi", "👩\u200d💻 ❤\ufe0f"),
    ("x", "\u200f(a)\u200e \u061c"),
    ("x", "\u2067a\u2069 \u2068b\u2069"),
    ("x", "\u202ba\u202c \u202ab\u202c"),
    ("x", "a\u00a0b\u202fc\u00add\u200be\ufeff"),
]
ALL = [*PERCENT, *BRACES, *APOSTROPHES, *PLURALS, *MARKUP, *CHARACTERS]


@pytest.mark.parametrize(("source", "translation"), ALL)
def test_what_is_right_is_right_in_every_format(source: str, translation: str) -> None:
    for name, syntaxes in FORMATS.items():
        assert check_value(source, translation, locale="ru", syntaxes=syntaxes) == [], name


BROKEN = [
    ("%1$s is", ["% 1$s ist", "%1 $s ist", "%1$ s ist", "%$1s ist", "%2$s ist", "%1$d ist", "ist"]),
    ("%s is", ["%S ist", "٪s", "s%", "%s %s"]),
    ("%d is", ["%D ist", "%ld ist", "%s ist"]),
    ("%@ is", ["% @ ist", "@ ist"]),
    ("%s %d", ["%d %s", "%s"]),
    ("%d%% of %d", ["%d% von %d", "%d % von %d"]),
    ("%(name)s", ["%(name)", "% (name)s", "%(nom)s", "%(name)d"]),
    ("{name} x", ["{Name}", "{name", "name}", "(name)", "{{name}}", "{名前}"]),
    ("{0} {1}", ["{0} {0}", "{O} {1}", "{0} {1", "｛0｝ {1}"]),
    ("{{name}} x", ["{{name}", "{ {name} }", "{{ nom }}", "{name}"]),
    ("%{count} x", ["% {count}", "%{count", "%{ count }", "{count}", "%{Count}"]),
    ("%name% x", ["%name x", "% name %", "%nom%"]),
    ("${a} x", ["$ {a}", "${a", "${b}", "$a"]),
    ("<b>a</b>", ["<b>a", "< b>a</ b>", "<b>a</ b>", "<b>a<b>", "<i>a</i>", "b>a</b>", "a"]),
    ("<0>a</0><1>b</1>", ["<0>a</0><0>b</0>", "<0>a</0>b"]),
    ("$t(key) x", ["x", "$t(Schlüssel)"]),
    ("%#@files@", ["%#@Dateien@", "% #@files@"]),
    (
        "{n, plural, one {# a} other {# b}}",
        [
            "{n, plural, one {# a} other {# b}",
            "{n, plural, one {# a}}",
            "{n, plural, one {# a} others {# b}}",
            "{n plural, one {# a} other {# b}}",
            "{n, plural one {# a} other {# b}}",
            "{n, pluriel, one {# a} other {# b}}",
            "{m, plural, one {# a} other {# b}}",
            "{n, select, one {# a} other {# b}}",
            "{n، plural, one {# a} other {# b}}",
            "{n, plural, one {# a} two {# c} other {# b}}",
            "einige",
        ],
    ),
    (
        "{g, select, male {he {x}} other {they {x}}}",
        [
            "{g, select, homme {il {x}} other {ils {x}}}",
            "{g, select, male {il {x}}}",
            "{g, select, male {il} other {ils}}",
        ],
    ),
    ("{d, date, short} {n, number}", ["{d, date, short}", "{d, number} {n, number}", "{d, date} {n, date}"]),
    ("files", ["{n, plural, one {# Datei} other {# Dateien}}"]),
    ("{m} files", ["{n, plural, one {# Datei} other {# Dateien}}"]),
    ("a {n}|b {n}", ["c {m}|d {n}", "c|d"]),
]


@pytest.mark.parametrize(("source", "wrong"), [(s, wrong) for s, several in BROKEN for wrong in several])
def test_what_is_broken_is_found(source: str, wrong: str) -> None:
    assert check_value(source, wrong, locale="fr", syntaxes=WIDE) != []


@pytest.mark.parametrize(
    ("source", "wrong"),
    [
        ("{0} is gone", "l'ordre {0}"),
        ("{0} of {1}", "{0} d'{1}"),
        ("{0,choice,0#none|1#one {1}}", "{0,choice,0#keine|1#eine {1}"),
        ("{0,choice,0#none|1#one {1}}", "{0,choice,0#keine|1#eine}"),
        ("{0,number} x", "{0,nombre} x"),
    ],
)
def test_what_is_broken_in_a_message_of_java_is_found(source: str, wrong: str) -> None:
    assert check_value(source, wrong, locale="fr", syntaxes=SYNTAXES["properties"]) != []
