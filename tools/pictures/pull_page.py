"""A pull request as a page: its Markdown as GitHub renders it, in a style much like GitHub's but our own."""

from collections.abc import Mapping
from html import escape
from typing import Any

from markdown_it import MarkdownIt

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>{title}</title>
<style>
body {{ margin: 0; padding: 24px 28px; background: #fff; color: #1f2328; font: 14px/1.5 "Noto Sans", "Noto Sans Arabic", "Noto Sans CJK JP", sans-serif; }}
h1 {{ margin: 0 0 8px; font-size: 26px; font-weight: 400; }}
h1 span, .about {{ color: #59636e; }}
.state {{ display: inline-block; margin-right: 8px; padding: 4px 12px; border-radius: 999px; background: #1f883d; color: #fff; font-weight: 500; }}
.branch {{ padding: 2px 6px; border-radius: 6px; background: #ddf4ff; color: #0969da; font: 12px "Noto Sans Mono", "DejaVu Sans Mono", monospace; }}
.tabs {{ display: flex; gap: 24px; margin: 16px 0; padding-bottom: 10px; border-bottom: 1px solid #d1d9e0; }}
.tabs b {{ border-bottom: 2px solid #fd8c73; margin-bottom: -11px; padding-bottom: 9px; font-weight: 600; }}
.comment {{ border: 1px solid #d1d9e0; border-radius: 6px; }}
.comment header {{ padding: 8px 16px; background: #f6f8fa; border-bottom: 1px solid #d1d9e0; border-radius: 6px 6px 0 0; color: #59636e; }}
.comment article {{ padding: 4px 16px 16px; }}
h3 {{ margin: 20px 0 12px; font-size: 17px; }}
a {{ color: #0969da; }}
table {{ border-collapse: collapse; }}
th, td {{ padding: 5px 11px; border: 1px solid #d1d9e0; text-align: start; }}
tr:nth-child(even) td {{ background: #f6f8fa; }}
code {{ padding: 2px 5px; border-radius: 6px; background: #eff1f3; font: 12px "Noto Sans Mono", "DejaVu Sans Mono", monospace; }}
</style>
<h1>{title} <span>#{number}</span></h1>
<div class="about"><span class="state">Open</span><b>{author}</b> wants to merge {commits} into <span class="branch">{base}</span> from <span class="branch">{head}</span></div>
<div class="tabs"><b>Conversation</b><span>Commits {commit_count}</span><span>Files changed {files}</span></div>
<section class="comment"><header><b>{author}</b> commented</header><article>{body}</article></section>
</html>
"""


def make_pull_page(pull: Mapping[str, Any]) -> str:
    """HTML of ``pull``, a pull request in the shape of GitHub's API."""
    count = int(pull["commits"])
    return _PAGE.format(
        title=escape(pull["title"]),
        number=int(pull["number"]),
        author=escape(pull["user"]["login"]),
        commits="1 commit" if count == 1 else f"{count} commits",
        commit_count=count,
        files=int(pull["changed_files"]),
        base=escape(pull["base"]["ref"]),
        head=escape(pull["head"]["ref"]),
        body=MarkdownIt("commonmark", {"html": True}).enable("table").render(pull["body"]),
    )
