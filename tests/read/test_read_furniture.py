"""What is not the article is marked, and no sentence of reporting is."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.languages import load_lexicon
from onrecord.read.furniture import _patterns, mark_furniture

FIRST = "Gunmen shot dead four guards at a depot near Kharan on Sunday, a local official said."
MORE = "\n".join(
    [
        "The attackers came on motorcycles before dawn and fled towards the hills, he said.",
        "Two drivers who had slept in their lorries were wounded and taken to a hospital.",
        "No group has claimed the attack, the third on the road since the spring.",
    ]
)
ARTICLE = f"{FIRST}\n{MORE}"


def marked(text: str) -> list[tuple[str, str]]:
    return [(piece.kind.value, piece.span.exact) for piece in mark_furniture(text)]


@pytest.mark.parametrize(
    ("end", "kinds"),
    [
        ("About the Author\nA. Writer\nA. Writer lost two teeth and 40 friends.", ["author_box"]),
        (
            "About the Creator\nA. Writer writes about sport.\n\n\nComments\nThere are no comments for this story",
            ["author_box", "comments"],
        ),
        ("Comments (2)\nreader77: 500 were killed!\npasser-by: nobody was.", ["comments"]),
        ("2 Comments\nreader77: 500 were killed!", ["comments"]),
        ("Leave a comment\nYour name", ["comments"]),
        ("Be the first to respond!", ["comments"]),
        ("Related stories\nFlood kills 60 in the north\nCup final ends in a draw", ["related"]),
        ("You may also like…\nFlood kills 60 in the north", ["related"]),
        ("Read more: Flood kills 60 in the north", ["related"]),
        ("ALSO READ | Flood kills 60 in the north", ["related"]),
        ("RELATED: Two children, 8 and 15, shot in a house", ["related"]),
        ("Share on Facebook · Share on X · Copy link", ["sharing"]),
        ("Facebook\nTwitter\nWhatsApp", ["sharing"]),
        ("Follow us on Twitter for more.", ["sharing"]),
        ("Sign up for our newsletter", ["newsletter"]),
        ("Get the ten stories of the day in your inbox.", ["newsletter"]),
        ("Please support our journalism with a small gift.", ["newsletter"]),
        ("Sign in using your tarvan-news profile\nAlready have an account?\nYou are the owner of this article.", ["newsletter"]),
        ("We use cookies to improve your experience.", ["cookies"]),
        ("© 2026 Sample Wire. All rights reserved.", ["legal"]),
        ("This material may not be published, broadcast or rewritten.", ["legal"]),
        ("Advertisement", ["navigation"]),
        ("Home > World > Asia", ["navigation"]),
        ("Tags: Kharan, attacks", ["navigation"]),
        ("If you want, I can also give you a timeline of attacks on the road.", ["assistant_residue"]),
        ("If you'd like, I can shorten this to 300 words — just let me know!", ["assistant_residue"]),
        ("Let me know if you want a version with more figures.", ["assistant_residue"]),
        ("Would you like me to add the 12 earlier attacks?", ["assistant_residue"]),
        ("I hope this helps!", ["assistant_residue"]),
    ],
)
def test_end_of_a_page_is_marked_to_its_last_word(end: str, kinds: list[str]) -> None:
    text = f"{ARTICLE}\n{end}"
    pieces = mark_furniture(text)
    assert [piece.kind.value for piece in pieces] == kinds
    assert pieces[0].span.start == len(ARTICLE) + 1
    assert pieces[-1].span.end == len(text)


@pytest.mark.parametrize(
    "sentence",
    [
        "You are the owner of this shop, the gunman said, and then 3 were dead.",
        "Witnesses offered comments that differed on the number of dead.",
        "Comments by the minister that 40 had died were withdrawn.",
        "They read more names of the dead aloud: 14 guards, two drivers.",
        "Read more than a week later, the letter named 12 men killed in the raid.",
        "Watch towers were burned and six soldiers killed, the army said.",
        "Related families were housed in one school after 30 homes burned down.",
        "Recommended by elders, a truce held until three men were shot on Friday.",
        "Share this grief with us, the mother of two of the dead said.",
        "Follow-up raids left nine fighters dead, the ministry said on Monday.",
        "Support for the guards came too late, and four of them died.",
        "Print workers and 12 guards were among those killed.",
        "Copyright lawyers were among the 12 people killed in the blast.",
        "The author of the attack was killed with six others, police said.",
        "About the authors of the attack, in which 20 died, nothing is known.",
        "If you want, I can show you where the 14 bodies lie,” the headman said.",
        '"If you want, I can also count the dead for you," the guard told reporters.',
        "If you want peace, I can promise it, said the commander whose men had killed nine.",
        "Sure, here are the graves of 40 people, an old man said.",
        "Let them know if you find the missing, a mother of three said.",
        "Sign-up sheets named 60 recruits, 14 of whom were killed.",
        "Home guards killed three attackers.",
        "More on edge than ever, troops shot dead two boys.",
        "Subscribers to the pact lost 14 fighters.",
    ],
)
@pytest.mark.parametrize("place", ["before", "behind"])
def test_sentence_of_reporting_is_never_furniture(sentence: str, place: str) -> None:
    text = f"{sentence}\n{ARTICLE}" if place == "before" else f"{ARTICLE}\n{sentence}"
    assert marked(text) == []


def test_offer_inside_the_last_paragraph_is_cut_from_where_it_begins() -> None:
    offer = "If you need more, I can also write a short history of the road. Just let me know!"
    assert marked(f"{ARTICLE} {offer}") == [("assistant_residue", offer)]


def test_opening_words_of_an_assistant_are_marked_too() -> None:
    opening = "Certainly! Here is a news-style report on the attack:"
    assert marked(f"{opening}\n{ARTICLE}") == [("assistant_residue", opening)]


def test_article_goes_on_behind_teasers_in_its_middle() -> None:
    teasers = "RELATED STORIES\nFlood kills 60 in the north\nCup final ends in a draw"
    assert marked(f"{FIRST}\n{teasers}\n{MORE}") == [("related", teasers)]


def test_row_of_comments_at_the_top_does_not_hide_the_article() -> None:
    assert marked(f"Guards killed at depot\nComments (3)\n{ARTICLE}") == [("comments", "Comments (3)")]


def test_long_text_behind_an_author_box_is_the_article_again() -> None:
    paragraphs = "\n".join(f"{MORE} This was part {number}." for number in range(8))
    pieces = mark_furniture(f"{ARTICLE}\n{ARTICLE}\n{ARTICLE}\n{ARTICLE}\nAbout the author\nA. Writer\nWrites.\n{paragraphs}")
    assert [piece.kind.value for piece in pieces] == ["author_box"]
    assert pieces[0].span.exact.count("\n") <= 3


SHAPES = [
    (section, shape) for section in ("heading", "line", "sentence") for shape in load_lexicon("en").terms("furniture", section)
]


@given(data=st.data())
@settings(max_examples=300, deadline=None)
def test_no_line_that_a_pattern_matches_is_passed_over_unread(data: st.DataObject) -> None:
    section, shape = data.draw(st.sampled_from(SHAPES))
    line = data.draw(st.from_regex(re.compile(shape, re.IGNORECASE), fullmatch=True))
    assert _patterns("en", section).may_match(line, [0]) == {0}
