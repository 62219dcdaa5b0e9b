"""The locale that a Rails file begins with, and the first entries of an empty file."""

from collections.abc import Mapping

from ci_l10n.errors import ContentError, Location
from ci_l10n.formats.base import Reading
from ci_l10n.formats.yaml.locale import is_locale_root, needs_quotes, spell_root
from ci_l10n.formats.yaml.render import Renderer
from ci_l10n.formats.yaml.tree import Body, Container, Document, NewNode, Node, Text, TextEdit


class RootWriter:
    """Writes the top of ``document``; ``model`` is the source's, ``reading`` how the file that is written is read."""

    def __init__(self, document: Document, model: Document, reading: Reading) -> None:
        self.document = document
        self.model = model
        self.reading = reading

    def write(self, renderer: Renderer, node: NewNode) -> TextEdit:
        """The first entries of an empty file, below its locale if the source has one."""
        style = renderer.style
        if self.model.locale_row >= 0:
            lines = [f"{self._root_name(renderer)}:", *renderer.body(node, style.step)]
        else:
            lines = renderer.body(node, 0)
        text = self.document.text
        here = len(text)
        if text.startswith("...") or "\n..." in text:
            here = 0 if text.startswith("...") else text.index("\n...") + 1
        lead = "" if here == 0 or text[here - 1] in "\r\n" else style.newline
        return TextEdit(here, here, lead + style.newline.join(lines) + style.newline)

    def check(self, bodies: Mapping[int, Body], new_root: NewNode | None) -> None:
        """A key that is left alone at the top must not read as the locale of the file."""
        root = self.document.root
        if self.document.locale_row >= 0 or (self.model.locale_row >= 0 and new_root is not None):
            return
        left: dict[str, Node | Container | str | None] = {}
        if root is not None and root.is_map:
            body = bodies.get(id(root), Body(root))
            if len(root.names()) - len(body.removed) > 1:
                return
            left = {
                n: body.replaced.get(i, root.rows[i][6])
                for n, i in root.names().items()
                if i not in body.removed
            }
            left |= {str(name): node for name, node in body.added.items()}
        elif new_root is not None:
            left = {str(name): node for name, node in new_root.children.items()}
        for name, value in left.items():
            if len(left) == 1 and not isinstance(value, Text) and is_locale_root(name, self.reading):
                raise ContentError(
                    f"{name!r} would be the only key at the top of the file, and be taken for its locale",
                    hint="write `# smartling.yaml_locale_substitution = false` in the first line of source and target",
                    location=Location(self.reading.path, key=name),
                )

    def _root_name(self, renderer: Renderer) -> str:
        name = spell_root(self.reading)
        return (
            renderer.style.quotes.quote(name) if needs_quotes(name) else renderer.key(name, None, flow=False)
        )

    def rename(self, renderer: Renderer) -> list[TextEdit]:
        root, index = self.document.root, self.document.locale_row
        if root is None or index < 0:
            return []
        edits = []
        for row in [r for r in root.rows if r[0] == root.rows[index][0]]:  # a locale may stand there twice
            raw, name = self.document.raw_key(row), self._root_name(renderer)
            if raw and raw.strip("'\"") != name.strip("'\""):
                if raw[0] in "'\"":
                    name = renderer.style.quotes.quote(name.strip('"'), raw[0])
                edits.append(TextEdit(row[2], row[2] + len(raw), name))
        return edits
