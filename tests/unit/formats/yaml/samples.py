"""YAML files in many layouts, and independent readers."""

from typing import Any

import yaml

from ci_l10n.model import Value, parts_of

PLAIN = """\
# A header stays

# The root
app:
  title: Title  # behind it
  # about names
  name: 'It''s a name'
  double: "quoted \\"text\\" \\u00e9"

  # second paragraph
  nested:
    deep:
      deeper: "x: y"
    other_text: two words
  lines: first line
    second line
  quoted_lines: "first
    second"
  literal: |
    One
      indented
    Three

  stripped: |-
    No line end
    at all
  kept: |+
    Kept

  folded: >
    Some words that
    are folded

    and a paragraph
  number: 12
  flag: yes
  nothing: ~
  days: [Mon, "Tue", 'Wed, early']
  months:
    -
    - January
    - "February"
  steps:
    - title: First
      text: Do this
    - title: Second
  inbox:
    one: "%{count} message"
    other: "%{count} messages"
  flow: {a: Alpha, "b": "Beta", c: {d: Delta}}
  no: Norway
  012: octal
  last: Last
other:
  x: X
"""
RAILS = """\
---
en:
  date:
    abbr_day_names:
    - Sun
    - Mon
    formats:
      default: "%Y-%m-%d"
      short: "%b %d"
    order:
    - :year
    - :month
  number:
    format:
      delimiter: ","
      precision: 3
      significant: false
  errors:
    messages:
      too_long:
        one: is too long (maximum is 1 character)
        other: is too long (maximum is %{count} characters)
      blank: can't be blank
"""
SYMFONY = """\
sylius:
    email:
        hello: 'Hello'
        subject: 'Administrator %name% reset'
    form:
        # Buttons
        save: 'Save'

        # Labels
        label: 'Label'
"""
FLOW = """\
{
  "a": "Alpha",
  "b": {"c": "Gamma", "d": "Delta"},  # behind
  "list": ["x", "y"],
  "e": 'Epsilon'
}
"""
LAYOUTS = {
    "styles": PLAIN.encode(),
    "rails": RAILS.encode(),
    "symfony": SYMFONY.encode(),
    "flow": FLOW.encode(),
    "one line": b"{a: Alpha, b: {c: Gamma}, d: [x, y]}",
    "crlf": PLAIN.replace("\n", "\r\n").encode(),
    "cr": SYMFONY.replace("\n", "\r").encode(),
    "bom": b"\xef\xbb\xbf" + PLAIN.encode(),
    "no last line end": PLAIN.rstrip("\n").encode(),
    "blank line at the end": RAILS.encode() + b"\n  \n# end\n",
    "document end": b"%YAML 1.1\n---\n" + SYMFONY.encode() + b"...\n",
    "wide characters": PLAIN.replace("Title", "日本語 😀").encode(),
    "no header": b"# about a\na: A\n\n# about b\nb: B\n",
    "explicit keys": b"? a\n: A\n? b c\n:\n  d: D\n  e: E\nf: F\n",
    "sequence at the root": b"- a: A\n  b: B\n- c: C\n  d: |\n    Text\n",
}


def flat(value: Any, prefix: str = "") -> dict[str, str]:
    """Keys and scalars of a loaded file; null is the empty text."""
    if isinstance(value, dict):
        found: dict[str, str] = {}
        for name, child in value.items():
            found |= flat(child, f"{prefix}.{name}" if prefix else str(name))
        return found
    if isinstance(value, list):
        found = {}
        for i, child in enumerate(value):
            found |= flat(child, f"{prefix}[{i}]")
        return found
    return {prefix: value}


def base_loaded(data: bytes) -> dict[str, str]:
    """Every scalar of ``data`` by its key, as PyYAML reads it when it resolves nothing."""
    return flat(yaml.load(data.decode("utf-8-sig"), Loader=yaml.BaseLoader))


def texts_by_key(values: dict[str, Value], prefix: str = "") -> dict[str, str]:
    """Units taken apart: plural forms and items by their own keys."""
    return {prefix + key + suffix: text for key, value in values.items() for suffix, text in parts_of(value)}
