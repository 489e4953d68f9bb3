"""Weighs which whole names are places: a linear score of how a name is built, what stands beside it, and what is known of it.

The weights are those of languages/*/place_names.toml, fitted by `onrecord.refit.place_names`; its head says on what.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from onrecord.model.mentions import NameKind
from onrecord.model.spans import Span
from onrecord.resolve.toponyms.names import Found, Page
from onrecord.resolve.toponyms.sifting import Sifted, standing_of
from onrecord.resolve.toponyms.wholes import Made, Whole, WholeWords, whole_names, word_after, word_before
from onrecord.resolve.toponyms.words import lead_to

_NOTHING = ("none",)
_MANY_WORDS, _MANY_READINGS = 5, 4  # counts are told apart up to these; readings by powers of two
_SHORT = 3  # letters
_LISTS = (", ", " and ", ", and ", " or ", " to ", " in ", "-", "/")  # between two places of a list, or a place and its holder
_QUARTERS = 3.99  # shares are told apart by quarters


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Evidence:
    """What a document says about its names, counted once.

    `sure` and `accepted` are the names that the rules take for places, `starts` and `ends` where the accepted ones do;
    `countries` counts those that the sure ones lie in.
    """

    page: Page
    sifted: Sifted
    lists: WholeWords
    accepted: Set[Span]
    sure: Set[Span]
    perhaps: Set[Span]
    spoken: Set[str]
    words: Mapping[str, int]
    joined: Mapping[str, int]
    countries: Mapping[str | None, int]
    starts: Set[int]
    ends: Set[int]


def gather(page: Page, founds: Sequence[Found], sifted: Sifted, accepted: Set[Span], lists: WholeWords) -> Evidence:
    """The evidence of a document: its names as the rules see them."""
    tokens = page.tokens
    sure = {n.found.span for n in sifted.sure}
    return Evidence(
        page=page,
        sifted=sifted,
        lists=lists,
        accepted=accepted,
        sure=sure,
        perhaps={n.found.span for n in sifted.perhaps},
        spoken={span.exact for span in accepted},
        words=Counter(token.word for token in tokens),
        joined=Counter(t.word for i, t in enumerate(tokens) if t.gap == " " or (i and tokens[i - 1].gap == " ")),
        countries=Counter(f.named[0].place.country for f in founds if f.span in sure),
        starts={span.start for span in accepted},
        ends={span.end for span in accepted},
    )


def weigh_names(founds: Sequence[Found], evidence: Evidence, told: Set[Span]) -> list[Whole]:
    """The whole names that are places, in order, none overlapping another: the likeliest are taken first.

    Less is asked of the listed names in `told`, at which the rules hear something happen ("in Kharan").
    """
    lists = evidence.lists
    scored = []
    for whole in whole_names(evidence.page, founds, lists):
        score = sum(lists.weights.get(name, 0.0) for name in features(whole, evidence))
        is_told = whole.made is Made.LISTED and whole.core is not None and whole.core.span in told
        if score >= (lists.least_told if is_told else lists.least):
            scored.append((-score, whole.start, whole.end, whole))
    chosen: list[Whole] = []
    for *_, whole in sorted(scored, key=lambda row: row[:3]):
        if all(whole.end <= other.start or other.end <= whole.start for other in chosen):
            chosen.append(whole)
    return sorted(chosen, key=lambda whole: whole.start)


def features(whole: Whole, evidence: Evidence) -> set[str]:
    """What speaks for or against the name, each with the weight 1; "bias" is always among them."""
    preposition = lead_to(evidence.page.text, whole.start, evidence.lists.words)
    lead = preposition.preposition or "none"
    found = _shape(whole, evidence)
    found += [f"lead {lead}", f"lead {lead} {whole.made}", "bias"]
    if preposition.area_noun:
        found.append("lead noun")
    found += _beside(whole, evidence)
    if whole.core is not None:
        found += _listed(whole, whole.core, lead, evidence)
    return set(found)


def _shape(whole: Whole, evidence: Evidence) -> list[str]:
    page, classes, made = evidence.page, evidence.lists.classes, whole.made
    is_listed = made is Made.LISTED
    first, last = page.tokens[whole.first].word.lower(), page.tokens[whole.last].word
    ending = classes.get(last.lower(), _NOTHING)
    found = [f"made {made} {whole.core is not None}", f"words {min(whole.last - whole.first + 1, _MANY_WORDS)}"]
    found += [f"last {one} {is_listed}" for one in ending]
    if whole.first < whole.last:
        found += [f"first {one}" for one in classes.get(first, _NOTHING)]
        if ending is not _NOTHING:
            found.append(f"ends in {last.lower()}")
    else:
        found += _single(last, whole, evidence)
    if page.in_heading(whole.start):
        found += ["heading", f"heading {made}"]
    if whole.end - whole.start <= _SHORT:
        found.append("short")
    if last.isupper():
        found.append("capitals")
    if last.lower() in evidence.sifted.persons:
        found.append("person")
    return found


def _single(word: str, whole: Whole, evidence: Evidence) -> list[str]:
    """Of a name of one word: whether it is an ordinary one, stands elsewhere too, or in longer names."""
    found = []
    if word.lower() in evidence.lists.words.ordinary:
        found.append("ordinary")
    if evidence.words[word] > 1:
        found.append("repeated")
    if evidence.joined[word]:
        tokens = evidence.page.tokens
        here = tokens[whole.last].gap is not None or (whole.first > 0 and tokens[whole.first - 1].gap is not None)
        found.append(f"in longer names {min(2, evidence.joined[word])} {here}")
    return found


def _beside(whole: Whole, evidence: Evidence) -> list[str]:
    """The words and signs on both sides, and whether capitalised words are joined to the name."""
    page, classes = evidence.page, evidence.lists.classes
    before, (after, apart) = word_before(page.text, whole.start), word_after(page.text, whole.end)
    found = [f"before {one}" for one in classes.get(before, _NOTHING)] if before.isalpha() else [f"sign before {before}"]
    found += (
        [f"after {one}" for one in classes.get(after, _NOTHING)] if after.isalpha() and apart else [f"sign after {after}{apart}"]
    )
    left = page.tokens[whole.first - 1] if whole.first > 0 and page.tokens[whole.first - 1].gap is not None else None
    right = page.tokens[whole.last + 1] if page.tokens[whole.last].gap is not None else None
    found.append(f"joined {left.gap if left else None}|{page.tokens[whole.last].gap}")
    found += _listing(whole, evidence)
    if left is not None:
        found += [f"left {one}" for one in classes.get(left.word.lower(), _NOTHING)]
    if right is not None:
        found += [f"right {one}" for one in classes.get(right.word.lower(), _NOTHING)]
    return found


def _listing(whole: Whole, evidence: Evidence) -> list[str]:
    """Whether a comma, "and" or the like joins the name to one that the rules take for a place."""
    text = evidence.page.text
    after = [sign for sign in _LISTS if whole.start - len(sign) in evidence.ends and text.endswith(sign, 0, whole.start)]
    before = [sign for sign in _LISTS if whole.end + len(sign) in evidence.starts and text.startswith(sign, whole.end)]
    return [*(f"follows a place{sign}" for sign in after), *(f"leads a place{sign}" for sign in before)]


def _listed(whole: Whole, core: Found, lead: str, evidence: Evidence) -> list[str]:
    """What the gazetteer knows of the name, and what the rules made of it."""
    made, best, places = whole.made, core.named[0], [n.place for n in core.named]
    own = [n for n in core.named if n.name_kind is not NameKind.DEMONYM]
    standing = standing_of(own) if own else 0
    state = "accepted" if core.span in evidence.accepted else "perhaps" if core.span in evidence.perhaps else "rejected"
    if core.span in evidence.sure:
        state += " sure"
    people = max(place.population or 0 for place in places)
    countries = evidence.countries
    home = max(countries.get(place.country, 0) for place in places) / (sum(countries.values()) or 1)
    quarter = int(home * _QUARTERS)
    found = [
        f"place {best.place.kind}",
        f"name {best.name_kind} {best.place.kind}",
        f"people {int(math.log10(people + 1))}",
        f"readings {min(_MANY_READINGS, int(math.log2(len(places))))}",
        f"standing {standing} {made is Made.LISTED}",
        f"standing {standing} lead {lead}",
        f"state {state} {made}",
        f"state {state} {standing}",
        f"at home {quarter}",
        f"at home {quarter} {state}",
    ]
    if whole.first == whole.last and core.span.exact in evidence.spoken:
        found.append(f"spoken {state}")
    return found
