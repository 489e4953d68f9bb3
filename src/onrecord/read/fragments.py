"""Pieces of mark-up that a carrier gave as the article itself (feed, mail, ninjs): every block is kept."""

import re
from collections.abc import Iterator

from lxml import etree, html

from onrecord.read.pages import UNWANTED, Page, drop_furniture

VERSION = "fragment-1"
# A whole page has one of these; a fragment begins with its words.
_PAGE_TAG = re.compile(r"<(?:!doctype|html|head|body)[\s>]", re.IGNORECASE)
# As much as is looked at for them.
SNIFFED = 20_000
_BLOCKS = frozenset(
    ("address", "article", "blockquote", "br", "caption", "dd", "div", "dl", "dt", "figcaption", "figure", "footer", "h1", "h2",
     "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre", "section", "table", "time", "tr", "ul")
)  # fmt: skip
_CELLS = frozenset(("td", "th"))
_SILENT = frozenset(("script", "style", "noscript", "template", "iframe", "svg", "head", "title", "object", "button", "select"))


def is_fragment(markup: str) -> bool:
    """Whether mark-up is the article alone and no page around it."""
    return _PAGE_TAG.search(markup[:SNIFFED]) is None


def read_fragment(markup: str) -> Page:
    """The text of a fragment: a block a line, the cells of a table row between bars. Never raises for what it holds."""
    try:
        parser = html.HTMLParser(remove_comments=True, remove_pis=True, encoding="utf-8")
        tree = html.document_fromstring(f"<div>{UNWANTED.sub(' ', markup)}</div>".encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return Page(text="", version=VERSION)
    drop_furniture(tree)
    lines = (" ".join(line.split()) for line in "".join(_pieces(tree)).split("\n"))
    return Page(text="\n".join(line for line in lines if line and line.strip("| ")), version=VERSION)


def _pieces(tree: html.HtmlElement) -> Iterator[str]:
    """The words of the tree in order with line breaks round blocks."""
    silent = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        tag = element.tag
        if event == "start":
            silent += tag in _SILENT
            if not silent:
                yield from _opening(tag)
                yield " ".join((element.text or "").split("\n"))
        else:
            if not silent:
                yield " |\n" if tag == "tr" else "\n" if tag in _BLOCKS else ""
            silent -= tag in _SILENT
            if not silent:
                yield " ".join((element.tail or "").split("\n"))


def _opening(tag: object) -> Iterator[str]:
    if tag in _BLOCKS:
        yield "\n"
    if tag in _CELLS:
        yield " | "
