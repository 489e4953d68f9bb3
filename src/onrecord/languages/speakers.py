"""When two namings of a speaker are the same one: the rule by which readers are scored and by which the tagger is taught.

Source: the scorer of the annotation set (half of the shorter naming's words are shared).
"""

import re

# Words that say nothing about who a speaker is.
FILLERS = frozenset("the a an of and in on for to at by its his her their said say".split())


def telling_words(words: str) -> frozenset[str]:
    """The lower-case words of a naming that tell who it is: "the army's spokesman" gives army, s, spokesman."""
    return frozenset(word for word in re.findall(r"\w+", words.lower()) if word not in FILLERS)


def share_a_name(one: str, other: str) -> bool:
    """Whether at least half of the shorter naming's words stand in the other; never when one has no telling word."""
    mine, theirs = telling_words(one), telling_words(other)
    return bool(mine and theirs) and len(mine & theirs) / min(len(mine), len(theirs)) >= 1 / 2
