"""Article lists of press databases that were saved as web pages: Factiva with and without its field codes, and Nexis."""

import re
from collections.abc import Iterator

from lxml import etree, html

from onrecord.ingest.formats.lists import VERSION, Listed, articles
from onrecord.ingest.intake import Found
from onrecord.ingest.origins import Origin
from onrecord.ingest.sidecars import Said

HTML = "text/html"
# What such pages hold somewhere; others need not be parsed here. Source: class names of Factiva's saved pages; labels of Nexis.
_LISTED_PAGE = re.compile(rb"class=[\"'](?:article |\w{2}Headline|articleParagraph)|\bEnd of Document\b")
# Of these one stands in every such page; plain words are found twenty times as fast as the pattern.
_SIGNS = (b"Headline", b'class="article ', b"class='article ", b"articleParagraph", b"End of Document")
# Elements that stand on lines of their own; the cells of a row share one.
_BLOCKS = {"p", "div", "tr", "br", "li", "table", "h1", "h2", "h3", "h4", "hr", "body", "dt", "dd"}
_SKIPPED = {"script", "style", "head", "template"}
_LENGTH = re.compile(r"\d[\d,. ]{0,9} (?:words|mots|palabras|Wörter|parole|palavras)")
_CLOCK = re.compile(r"\d{1,2}:\d{2}(?: ?[AP]M)?", re.IGNORECASE)
_DOCUMENT = re.compile(r"Document ([A-Za-z0-9]{10,40})")
_ARTICLES = etree.XPath("//div[contains(concat(' ', normalize-space(@class)), ' article')][.//*[contains(@class, 'Headline')]]")
_HEADLINE = etree.XPath("string((.//*[contains(@class, 'Headline')])[1])")


def is_listed_page(content: bytes) -> bool:
    """Whether a page may be a list of articles that Factiva or Nexis saved, by words that such pages hold somewhere."""
    return any(sign in content for sign in _SIGNS) and _LISTED_PAGE.search(content) is not None


def pressed_items(content: bytes, origin: Origin) -> Found:
    """An item for each article of a list that was saved as a page; nothing when the page is none."""
    tree = _tree(content)
    if tree is None:
        return
    found = list(_by_class(tree)) or articles("\n".join(_lines(tree)))
    for number, one in enumerate(found, 1):
        place = origin.within(f"article {number}")
        yield place.item(one.piece.encode("utf-8", "replace"), HTML, said=one.said, text=one.text, given_by=VERSION)


def _tree(content: bytes) -> html.HtmlElement | None:
    try:
        encoding = "utf-8" if content.decode("utf-8") else None
    except UnicodeDecodeError:
        encoding = None  # as the page says
    try:
        return html.document_fromstring(content, parser=html.HTMLParser(remove_comments=True, remove_pis=True, encoding=encoding))
    except (etree.LxmlError, ValueError, AssertionError):
        return None


def _by_class(tree: html.HtmlElement) -> Iterator[Listed]:
    """The articles of Factiva's pages without field codes: headline, author, length, day, outlet, code, then the text."""
    for element in _ARTICLES(tree):
        title = " ".join(_HEADLINE(element).split())
        lines = list(_lines(element))
        length = next((n for n, line in enumerate(lines) if _LENGTH.fullmatch(line)), None)
        text = "\n".join(
            " ".join(p.text_content().split()) for p in element.iter("p") if "rticleParagraph" in (p.get("class") or "")
        )
        if length is None or not title or not text.strip():
            continue
        day, *rest = [line for line in lines[length + 1 : length + 4] if not _CLOCK.fullmatch(line)] or [""]
        name = next((found[1] for line in reversed(lines) if (found := _DOCUMENT.fullmatch(line))), None)
        said = Said(title=title, published=day, outlet=rest[0] if rest else None, external_id=name)
        yield Listed(text=f"{title}\n\n{text}", said=said, piece="\n".join(lines))


def _lines(tree: html.HtmlElement) -> Iterator[str]:
    """The lines of a page as a reader sees them, with one blank for each run of blanks; empty ones are left out."""
    words: list[str] = []
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        name = element.tag if isinstance(element.tag, str) else ""
        if name in _BLOCKS:
            if line := " ".join("".join(words).split()):
                yield line
            words.clear()
        elif name == "td":
            words.append(" ")
        if event == "start" and name not in _SKIPPED:
            words.append(element.text or "")
        elif event == "end" and element is not tree:
            words.append(element.tail or "")
    if line := " ".join("".join(words).split()):
        yield line
