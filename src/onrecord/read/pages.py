"""HTML pages: the article's text by trafilatura, with what it lets through cut out and the lead it drops put back."""

import itertools
import re
from contextlib import suppress
from dataclasses import dataclass

import trafilatura
from htmldate import find_date
from lxml import etree, html

from onrecord.read.encodings import decode
from onrecord.read.metadata import Metadata, publisher_address, read_metadata

VERSION = f"trafilatura-{trafilatura.__version__}-3"
# Containers that trafilatura sometimes lets through, by tag or by a word of class or id.
DROP_TAGS = ("script", "style", "noscript", "template", "iframe", "form", "aside", "nav", "footer", "svg", "button", "dialog")
DROP_WORDS = re.compile(
    r"(?:^|[\s_-])(?<!no-)(?<!has-)(?<!with-)(?<!is-)(?:comments?|disqus|related|recommended|recirc\w*|newsletter|subscribe|"
    r"cookies?|consent|gdpr|share|sharing|social|most-?(?:read|popular|viewed)|popular|trending|promo|advert(?:isement)?|"
    r"breadcrumbs?|author-?(?:box|bio|info))(?:$|[\s_-])",
    re.I,
)
# Words that are on the page and that nobody sees: what a style says of them, or a class for programs that read pages aloud.
_UNSEEN_STYLE = re.compile(
    r"(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|(?:opacity|font-size|max-height)\s*:\s*0(?:\.0+|px|pt|r?em|%)?"
    r"(?=\s*(?:[;!]|$))|(?:left|top|right|text-indent|margin-left)\s*:\s*-\d{3,})",
    re.IGNORECASE,
)
_UNSEEN_CLASS = re.compile(r"(?:^|\s)(?:sr-only|visually-?hidden|screen-reader(?:-text)?|a11y-hidden)(?:$|\s)", re.IGNORECASE)
# What no text may hold: halves of surrogate pairs cannot be stored, control characters are damage.
UNWANTED = re.compile("[\ud800-\udfff\x00-\x08\x0b\x0c\x0e-\x1f]")
_CONTROLS = bytes(number for number in range(32) if number not in (9, 10, 13))
# Paragraphs that are one link lead elsewhere; shorter ones may be a name in a list.
LINK_LENGTH = 12
LINK_SHARE = 0.9
# A box of links is a list of other stories when it has so many, so many letters, and little between them.
FEWEST_LINKS, LIST_LENGTH, LIST_SHARE = 3, 80, 0.8
# A shorter text is no article, and more lines of fewer letters are a menu: then the slower way of trafilatura is tried.
SHORT_TEXT = 400
MANY_LINES, SHORT_LINES = 60, 30
# A description that opens an element of the page is the lead; a shorter one may be a label.
SHORTEST_LEAD = 60
# A live page has several entries, each a time beside a paragraph.
FEWEST_ENTRIES, SHORTEST_ENTRY, LONGEST_TIME = 3, 40, 40
# The deepest nesting that is handed on: browsers cut at 512. Source: Chromium, HTMLTreeBuilder maximum DOM depth.
DEEPEST = 400
# Elements of a page that are read: the longest news pages have a few thousand, and reading time grows with the square.
MOST_ELEMENTS = 10_000
# A tag that is longer holds data, not mark-up; its attributes are left out, because parsing time grows with their square.
LONGEST_TAG = 20_000
_LONG_TAG = re.compile(rf"<([A-Za-z][A-Za-z0-9]*)\s[^<>]{{{LONGEST_TAG},}}>")
MOST_BREAKS = 1000
_BREAKS = re.compile(r"(?:<br\s*/?>\s*){3,}", re.IGNORECASE)
# Looking for elements is left to libxml2 as far as can be: each that is handed to Python costs.
_LENGTH = etree.XPath("string-length(.)")
_TOO_MANY = etree.XPath(f"boolean((//*)[{MOST_ELEMENTS + 1}])")
_HEADLINES = etree.XPath("//h1")
_BODIES = etree.XPath("//*[@itemprop='articleBody']")
_TOO_DEEP = etree.XPath(f"boolean({'/*' * DEEPEST})")
_NAMED = etree.XPath("//*[self::div or self::section or self::ul or self::ol or self::p][@class or @id]")
_PERHAPS_UNSEEN = etree.XPath(
    "//body//*[@hidden or @style or contains(@class, 'sr-only') or contains(@class, 'hidden') or contains(@class, 'screen-')]"
)
_LINKING = etree.XPath("//a[@href]/ancestor::*[self::p or self::li or self::h2 or self::h3 or self::h4 or self::h5]")
_LINK_LISTS = etree.XPath(f"//*[self::td or self::div][count(.//a[@href]) >= {FEWEST_LINKS}][not(.//div or .//td or .//p)]")
# So that a guess at a date does not depend on the clock.
LAST_DAY = "2100-01-01"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page as read: its article text, the extractor's name and version, and what it says about itself.

    `inferred_date` is an ISO day found in the markup when the metadata state none; None = none was found.
    `is_cut` = the page has more elements than are read.
    """

    text: str
    version: str
    said: Metadata = Metadata()
    inferred_date: str | None = None
    is_cut: bool = False


def read_page(markup: str) -> Page:
    """The article of a page; an empty text when there is none. Never raises for what the markup holds, never fetches."""
    tree = _tree(_without_bulk(clean(markup)))
    if tree is None:
        return Page(text="", version=VERSION)
    said = read_metadata(tree)
    drop_furniture(tree)
    is_cut = _cut_off(tree)
    _keep_times(tree)
    text = _article(tree)
    if said.body and len(said.body) > 2 * len(text) and "<" not in said.body:
        text = said.body
    text = _with_lead(text, said, tree)
    return Page(
        text=clean(text).strip(),
        version=VERSION,
        said=said,
        inferred_date=None if said.published else _inferred_date(tree, said.url),
        is_cut=is_cut,
    )


def publisher_of(content: bytes) -> tuple[str, str, str] | None:
    """Town, region and country that a page gives as its publisher's address; None where it gives none or is no page."""
    if b"addressLocality" not in content:
        return None
    tree = _tree(_without_bulk(decode(content, is_page=True)[0]))
    return None if tree is None else publisher_address(tree)


def clean(words: str) -> str:
    """The words with a blank for what no text may hold; asked of the bytes first, which is ten times faster where all is well."""
    with suppress(UnicodeEncodeError):  # half a surrogate pair
        packed = words.encode("utf-8")
        if len(packed.translate(None, _CONTROLS)) == len(packed):
            return words
    return UNWANTED.sub(" ", words)


def _without_bulk(markup: str) -> str:
    """The mark-up without what costs time and holds no words: attributes of enormous tags, endless line breaks."""
    if max(map(len, markup.split("<"))) > LONGEST_TAG:
        markup = _LONG_TAG.sub(r"<\1>", markup)
    return _BREAKS.sub("<br><br>", markup) if markup.count("<br") + markup.count("<BR") > MOST_BREAKS else markup


def _tree(markup: str) -> html.HtmlElement | None:
    # huge_tree stays off: it guards against depth and size bombs.
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, encoding="utf-8")
    # One class for all elements: nothing here asks for forms and fields, and to choose among classes takes a tenth of the time.
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=html.HtmlElement))
    try:
        tree = html.document_fromstring(markup.encode("utf-8"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None
    _flatten(tree)
    return tree


def _flatten(tree: html.HtmlElement) -> None:
    """Takes out what is nested deeper than any page: programs that walk the tree by calling themselves would fail."""
    if not _TOO_DEEP(tree):
        return
    level, depth = [tree], 0
    while level and depth < DEEPEST:
        level = [child for element in level for child in element]
        depth += 1
    for element in level:
        parent = element.getparent()
        if parent is not None:
            words = " ".join(element.itertext())
            parent.remove(element)
            parent.text = f"{parent.text or ''} {words}"


def _cut_off(tree: html.HtmlElement) -> bool:
    """Takes out the elements behind the first so many, and says whether there were any."""
    if not _TOO_MANY(tree):
        return False
    surplus = list(itertools.islice(tree.iter(), MOST_ELEMENTS, None))
    for element in reversed(surplus):
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
    return bool(surplus)


def drop_furniture(tree: html.HtmlElement) -> None:
    """Takes out what is not the article: containers of furniture by tag and name, and paragraphs that only lead elsewhere."""
    headed = _around(_HEADLINES(tree))
    _drop(tree, headed | _around(_BODIES(tree)))
    _drop_links(tree, headed)
    _drop_link_lists(tree)


def _around(elements: list[html.HtmlElement]) -> set[html.HtmlElement]:
    """All elements that hold one of these."""
    return {holder for element in elements for holder in element.iterancestors()}


def _is_unseen(element: html.HtmlElement) -> bool:
    """Whether a page shows these words to nobody, as far as the element itself says; style sheets are not asked."""
    if element.get("hidden") is not None or _UNSEEN_CLASS.search(element.get("class") or ""):
        return True
    return _UNSEEN_STYLE.search(element.get("style") or "") is not None


def _drop(tree: html.HtmlElement, held: set[html.HtmlElement]) -> None:
    """Takes furniture containers out; one that holds most words or is `held` by its headline or article stays."""
    whole = _LENGTH(tree)
    doomed = list(tree.iter(*DROP_TAGS))
    doomed += [e for e in _NAMED(tree) if DROP_WORDS.search(f"{e.get('class') or ''} {e.get('id') or ''}")]
    doomed += [e for e in _PERHAPS_UNSEEN(tree) if _is_unseen(e)]
    for element in doomed:
        if element not in held and element.getparent() is not None and _LENGTH(element) < whole / 2:
            element.drop_tree()


def _drop_links(tree: html.HtmlElement, headed: set[html.HtmlElement]) -> None:
    """Takes out paragraphs that consist of links: teasers of other stories between those of this one."""
    for element in _LINKING(tree):
        links = [link for link in element.iter("a") if link.get("href")]
        if not links or element.getparent() is None or element in headed:
            continue
        words = len(" ".join(element.text_content().split()))
        linked = sum(len(" ".join(link.text_content().split())) for link in links)
        if words >= LINK_LENGTH and linked >= LINK_SHARE * words:
            element.drop_tree()


def _drop_link_lists(tree: html.HtmlElement) -> None:
    """Takes out the innermost cells and boxes that are lists of links without being marked as lists."""
    for element in _LINK_LISTS(tree):
        words = len(" ".join(element.text_content().split()))
        linked = sum(len(" ".join(link.text_content().split())) for link in element.iterfind(".//a[@href]"))
        if element.getparent() is not None and linked >= LIST_SHARE * words and words >= LIST_LENGTH:
            element.drop_tree()


def _keep_times(tree: html.HtmlElement) -> None:
    """Makes the times of a live page's entries paragraphs of their own; trafilatura leaves <time> out."""
    entries = []
    for element in tree.iter("time"):
        parent, words = element.getparent(), " ".join(element.text_content().split())
        if parent is None or not re.search(r"\d", words) or len(words) > LONGEST_TIME or words.endswith("ago"):
            continue
        prose = max((len(p.text_content()) for p in parent.iterfind("p")), default=0)
        if prose >= SHORTEST_ENTRY:
            entries.append((element, words))
    if len(entries) >= FEWEST_ENTRIES:
        for element, words in entries:
            tail = element.tail
            element.clear()
            element.tag, element.text, element.tail = "p", words, tail


def _article(tree: html.HtmlElement) -> str:
    """The text by trafilatura's fast way, and by its slower, stricter way where that yields no article."""
    fast = _extract(tree, fast=True)
    lines = [line for line in fast.split("\n") if line.strip()]
    if len(fast) >= SHORT_TEXT and not (len(lines) > MANY_LINES and len(fast) < SHORT_LINES * len(lines)):
        return fast
    strict = _extract(tree, fast=False)
    return strict if len(strict) >= SHORT_TEXT / 4 else fast


def _extract(tree: html.HtmlElement, fast: bool) -> str:
    try:
        text = trafilatura.extract(
            tree, fast=fast, favor_precision=not fast, include_comments=False, include_tables=True, deduplicate=False
        )
    except Exception:  # trafilatura lets any error of lxml through; such a page yields no text, and that becomes a Problem
        return ""
    return text or ""


def _with_lead(text: str, said: Metadata, tree: html.HtmlElement) -> str:
    """The text with the lead put back that stands outside the article's container; it is known by the page's description."""
    lead = (said.description or "").rstrip(" .…")
    if len(lead) < SHORTEST_LEAD or not text or lead[:SHORTEST_LEAD] in " ".join(text.split()):
        return text
    for element in tree.iter("p", "div", "h2", "section"):
        if element.find(".//p") is None and (words := " ".join(element.text_content().split())).startswith(lead):
            first, _, rest = text.partition("\n")
            has_title = said.title is not None and first.strip().casefold() == said.title.casefold()
            return f"{first}\n{words}\n{rest}" if has_title else f"{words}\n{text}"
    return text


def _inferred_date(tree: html.HtmlElement, url: str | None) -> str | None:
    try:
        return find_date(tree, extensive_search=False, original_date=True, url=url, max_date=LAST_DAY)
    except Exception:  # as for trafilatura; no date is then inferred, and the document is marked undated
        return None
