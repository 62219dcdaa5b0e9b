"""Settings of the documentation site: `make site` builds docs/ with them (decision 0007)."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from ci_l10n import __version__

project = "ci-l10n"
author = "The ci-l10n authors"
copyright = author  # noqa: A001  (Sphinx's name)
release = version = __version__

extensions = ["myst_parser", "tools.site.pages"]
source_suffix = {".md": "markdown"}
smartquotes = False  # flags have two hyphens
myst_heading_anchors = 6  # every heading has the anchor that GitHub gives it

html_theme = "furo"
html_title = "ci-l10n"
html_baseurl = "https://ci-l10n.github.io/ci-l10n/"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_show_sourcelink = False
html_copy_source = False
html_show_sphinx = False
html_theme_options = {
    "top_of_page_buttons": [],
    "footer_icons": [],
    "light_css_variables": {"color-brand-primary": "#0b5f63", "color-brand-content": "#0b5f63"},
    "dark_css_variables": {"color-brand-primary": "#5cc9c4", "color-brand-content": "#5cc9c4"},
}
