"""What a model answered, as statements of the right types; everything else is counted, and nothing is repaired."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from onrecord.model.enums import Category, Certainty, Context, Effect, Scope

_LONGEST_ANSWER = 200_000  # characters; some 400 statements, of which a passage has never a tenth
_MOST_STATEMENTS = 100  # a passage of 2,500 characters cannot count people more often

Vocabulary = TypeVar("Vocabulary", bound=StrEnum)


class Fault(StrEnum):
    """Why something in an answer was left out, in words for the reader of the register."""

    UNREADABLE = "no JSON of the form asked for, or cut off"
    TOO_LONG = "too long"
    SURPLUS = "beyond the most a passage can hold"
    MALFORMED = "a field was missing, of another type, or outside its vocabulary"
    QUOTE = "the quote does not stand in the text"
    WIDE = "the quote runs over more than two sentences"
    COUNT = "the counting words do not stand at the quote"
    EFFECT = "the effect words do not stand at the quote"
    OTHER_EFFECT = "the effect words say another effect"
    NOBODY = "the number counts no people"
    BARE = "neither counting words nor victims' words stand in the text"
    TWICE = "told twice"
    WORDS = "words that do not stand in the text"
    LINK = "part of a statement that cannot hold it"


class Implied(StrEnum):
    """How many people a name or a bare noun means when no counting words stand there."""

    STATED = "stated"
    ONE = "one"
    SEVERAL = "several"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One statement as answered: words are the model's quotes, unchecked; "" = it names none. `part_of` is an index or None."""

    quote: str
    count: str
    implied: Implied
    effect: Effect
    effect_words: str
    victims: str
    category: Category
    speaker: str
    cue: str
    perpetrator: str
    place: str
    time: str
    certainty: Certainty
    scope: Scope
    context: Context
    part_of: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The statements by their index in the answer (None = left out), and what was left out, why and how often.

    `statements` None = the answer could not be read at all.
    """

    statements: tuple[Statement | None, ...] | None
    faults: Counter[Fault]


def read_answer(answer: str) -> Answer:
    """The statements in an answer, whatever it is. A fence or talk around the JSON object is allowed."""
    if len(answer) > _LONGEST_ANSWER:
        return Answer(statements=None, faults=Counter([Fault.TOO_LONG]))
    listed = _listed(answer)
    if listed is None:
        return Answer(statements=None, faults=Counter([Fault.UNREADABLE]))
    faults: Counter[Fault] = Counter()
    statements: list[Statement | None] = []
    for item in listed[:_MOST_STATEMENTS]:
        try:
            statements.append(_statement(item))
        except ValueError:
            faults[Fault.MALFORMED] += 1
            statements.append(None)
    if len(listed) > _MOST_STATEMENTS:
        faults[Fault.SURPLUS] = len(listed) - _MOST_STATEMENTS
    return Answer(statements=tuple(statements), faults=faults)


def _listed(answer: str) -> list[object] | None:
    """The list under "claims" of the outermost JSON object; None when there is none."""
    start, end = answer.find("{"), answer.rfind("}")
    try:
        value: object = json.loads(answer[start : end + 1]) if 0 <= start < end else None
    except (ValueError, RecursionError):  # nested beyond sense
        return None
    listed = value.get("claims") if isinstance(value, dict) else None
    return listed if isinstance(listed, list) else None


def _statement(item: object) -> Statement:
    if not isinstance(item, dict):
        raise ValueError("a statement is an object")
    part_of = item.get("subset_of")
    return Statement(
        quote=_words(item, "quote"),
        count=_words(item, "count"),
        implied=_one_of(Implied, item, "implied"),
        effect=_one_of(Effect, item, "effect"),
        effect_words=_words(item, "effect_words"),
        victims=_words(item, "victims"),
        category=_one_of(Category, item, "category"),
        speaker=_words(item, "speaker"),
        cue=_words(item, "cue"),
        perpetrator=_words(item, "perpetrator"),
        place=_words(item, "place"),
        time=_words(item, "time"),
        certainty=_one_of(Certainty, item, "certainty"),
        scope=_one_of(Scope, item, "scope"),
        context=_one_of(Context, item, "context"),
        # Anything but an index is an index that holds nothing: the link is left out and counted, the statement stands.
        part_of=None if part_of is None else part_of if type(part_of) is int else -1,
    )


def _words(item: Mapping[str, object], name: str) -> str:
    words = item.get(name)
    if words is not None and not isinstance(words, str):
        raise ValueError(name)
    return (words or "").strip()


def _one_of(kind: type[Vocabulary], item: Mapping[str, object], name: str) -> Vocabulary:
    value = item.get(name)
    if not isinstance(value, str):
        raise ValueError(name)
    return kind(value)
