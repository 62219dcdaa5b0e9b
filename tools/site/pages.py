"""
What the site does with pages that were written to be read on GitHub as well.

A folder's README.md is its index page; the navigation is made of the folders of docs/, in the order in which docs/README.md
names pages; a link to a file of the repository that is no page leads to that file on GitHub. A link to nothing stays as
it is, and Sphinx warns of it.
"""

import os
import re
from pathlib import Path, PurePosixPath
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.project import Project

from ci_l10n.problems.explanation import PROJECT

SECTIONS = {
    "tutorial": "Tutorial",
    "how-to": "How to",
    "reference": "Reference",
    "explanation": "Explanation",
    "adr": "Decisions",
}
# Some two hundred pages: found through their index, too many for the navigation.
LISTED = "reference/problems/"


class Pages(Project):
    """The documents, with README as the index of its folder."""

    def path2doc(self, filename: str | os.PathLike[str]) -> str | None:
        """Name of the page that ``filename`` holds, as Sphinx asks for it."""
        name = super().path2doc(filename)
        if name is None or PurePosixPath(name).is_absolute():  # a file outside of docs/ is no page
            return None
        if PurePosixPath(name).name != "README":
            return name
        return name.removesuffix("README") + "index"


def setup(app: Sphinx) -> dict[str, Any]:
    """Take part in the build."""
    app.connect("builder-inited", _name_pages)
    app.connect("source-read", _add_navigation)
    app.connect("doctree-read", _link_to_repository, priority=400)  # before downloads are collected, at 500
    app.connect("doctree-read", _leave_out_of_navigation)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def _name_pages(app: Sphinx) -> None:
    app.project = app.env.project = Pages(app.srcdir, app.config.source_suffix)


# Navigation


def navigation(docs: Path, folder: str) -> list[str]:
    """Names of the pages of ``folder``: those that the README.md of ``docs`` names come first, in its order."""
    index = (docs / "README.md").read_text(encoding="utf-8")
    named = re.findall(rf"\]\(({re.escape(folder)}/[^)#]+)\.md[)#]", index)
    there = sorted(
        path.relative_to(docs).with_suffix("").as_posix() for path in docs.glob(f"{folder}/**/*.md")
    )
    pages = [page for page in dict.fromkeys([*named, *there]) if page in there and not _is_listed(page)]
    return [re.sub(r"README$", "index", page) for page in pages]


def _is_listed(page: str) -> bool:
    return page.startswith(LISTED) and not page.endswith(("/README", "/index"))


def _add_navigation(app: Sphinx, page: str, source: list[str]) -> None:
    if page != "index":
        return
    for folder, caption in SECTIONS.items():
        entries = "\n".join(f"/{entry}" for entry in navigation(Path(app.srcdir), folder))
        source[0] += f"\n\n```{{toctree}}\n:hidden:\n:caption: {caption}\n\n{entries}\n```\n"


def _leave_out_of_navigation(app: Sphinx, doctree: nodes.document) -> None:
    page = app.env.docname
    if _is_listed(page):
        app.env.metadata[page]["orphan"] = "true"


# Links


def _link_to_repository(app: Sphinx, doctree: nodes.document) -> None:
    docs = Path(app.srcdir)
    folder = Path(app.env.doc2path(app.env.docname)).parent
    # A file that is no page, or nothing that is known.
    kinds = (addnodes.download_reference, addnodes.pending_xref)
    for link in [each for kind in kinds for each in doctree.findall(kind)]:
        address = _repository_address(docs, folder / link["reftarget"])
        if address is not None:
            inner = link.deepcopy().children
            link.replace_self(nodes.reference("", "", *inner, refuri=address, internal=False))


def _repository_address(docs: Path, path: Path) -> str | None:
    """Address of a file or folder of the repository around ``docs`` that is no page; None when there is none."""
    path, root = Path(os.path.normpath(path)), docs.parent
    is_page = path.is_relative_to(docs) and path.suffix in ("", ".md")
    if is_page or not path.exists() or not path.is_relative_to(root):
        return None
    kind = "tree" if path.is_dir() else "blob"
    return f"{PROJECT}/{kind}/main/{path.relative_to(root).as_posix()}"
