"""A parsed word as plain values: reading one of spaCy's tokens costs a lookup each time, reading these costs nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field

Words = Sequence["Word"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What the letters of a word alone say, the same wherever it stands."""

    text: str
    lower: str
    is_punct: bool
    is_alpha: bool
    like_num: bool


@dataclass(slots=True, kw_only=True, eq=False)
class Word:
    """A word of a parsed text: `text[start:end]`, `i` its number, `tag` its Penn Treebank tag, `dep` its relation to `head`.

    The root of a sentence is its own head. `lefts` and `rights` are the words that hang on it, before and behind it, in order.
    Two words are equal only when they are the same one. Only `linked` changes a word, while a parse is built (so not frozen).
    """

    i: int
    start: int
    end: int
    text: str
    lower: str
    tag: str
    dep: str
    is_punct: bool
    is_alpha: bool
    like_num: bool
    parse: Words = field(repr=False)
    head: "Word" = field(init=False, repr=False)
    lefts: list["Word"] = field(init=False, repr=False, default_factory=list)
    rights: list["Word"] = field(init=False, repr=False, default_factory=list)

    @property
    def children(self) -> list["Word"]:
        """The words that hang on this one, in order."""
        return self.lefts + self.rights

    def before(self) -> "Word | None":
        """The word before this one; None at the beginning."""
        return self.parse[self.i - 1] if self.i else None

    def subtree(self) -> list["Word"]:
        """The word and everything that hangs on it, directly or not."""
        found: list[Word] = []
        self._gather(found)
        return found

    def _gather(self, found: list["Word"]) -> None:
        for word in self.lefts:
            word._gather(found)
        found.append(self)
        for word in self.rights:
            word._gather(found)


def words_of(forms: Sequence[Form], spaced: Sequence[int], tags: Sequence[str], deps: Sequence[str]) -> list[Word]:
    """The words of one text before they are linked; `spaced` says for each whether a space follows it."""
    parse: list[Word] = []
    start = 0
    for i, (form, space, tag, dep) in enumerate(zip(forms, spaced, tags, deps, strict=True)):
        end = start + len(form.text)
        word = Word(
            i=i,
            start=start,
            end=end,
            text=form.text,
            lower=form.lower,
            tag=tag,
            dep=dep,
            is_punct=form.is_punct,
            is_alpha=form.is_alpha,
            like_num=form.like_num,
            parse=parse,
        )
        parse.append(word)
        start = end + (1 if space else 0)
    return parse


def linked(words: list[Word], heads: Sequence[int]) -> list[Word]:
    """The same words with head and children set; `heads` gives how far away each word's head stands (0 = a root)."""
    for word, distance in zip(words, heads, strict=True):
        head = words[word.i + distance]
        word.head = head
        if distance > 0:
            head.lefts.append(word)
        elif distance < 0:
            head.rights.append(word)
    return words
