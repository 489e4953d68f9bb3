"""The closed vocabularies of the register, one word for one thing. Source: architecture §3, house style §2."""

from enum import StrEnum


class Qualifier(StrEnum):
    """How the words bound the number: "at least 21" is at_least, "dozens" is vague."""

    EXACT = "exact"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    ABOUT = "about"
    RANGE = "range"
    VAGUE = "vague"


class Effect(StrEnum):
    """What was done to people; casualties means killed or injured, not split."""

    KILLED = "killed"
    INJURED = "injured"
    ABDUCTED = "abducted"
    ARRESTED = "arrested"
    MISSING = "missing"
    DISPLACED = "displaced"
    FREED = "freed"
    SURRENDERED = "surrendered"
    CASUALTIES = "casualties"


class Category(StrEnum):
    """Who the victims were as the words say it; unknown is a value of its own, never a guess."""

    CIVILIAN = "civilian"
    SECURITY = "security"
    MILITANT = "militant"
    MIXED = "mixed"
    UNKNOWN = "unknown"


class Group(StrEnum):
    """Finer groups among the victims; a claim may name several."""

    WOMEN = "women"
    CHILDREN = "children"
    MEN = "men"
    ELDERLY = "elderly"
    JOURNALISTS = "journalists"
    AID_WORKERS = "aid_workers"
    HEALTH_WORKERS = "health_workers"
    TEACHERS = "teachers"
    STUDENTS = "students"
    POLICE = "police"
    SOLDIERS = "soldiers"
    PARAMILITARY = "paramilitary"
    OFFICIALS = "officials"
    POLITICIANS = "politicians"
    CLERGY = "clergy"
    WORKERS = "workers"
    PROTESTERS = "protesters"
    PRISONERS = "prisoners"
    REFUGEES = "refugees"
    FOREIGNERS = "foreigners"
    LEADERS = "leaders"


class SourceRole(StrEnum):
    """What kind of speaker stands behind a claim; none is the report's own voice."""

    GOVERNMENT = "government"
    MILITARY = "military"
    POLICE = "police"
    HOSPITAL = "hospital"
    ARMED_GROUP = "armed_group"
    WITNESS = "witness"
    LOCAL_RESIDENT = "local_resident"
    RELATIVE = "relative"
    ACTIVIST_MONITOR = "activist_monitor"
    UN = "un"
    NGO = "ngo"
    MEDIA = "media"
    POLITICIAN = "politician"
    UNNAMED_OFFICIAL = "unnamed_official"
    OTHER = "other"
    NONE = "none"


class Stance(StrEnum):
    """How the reporter stands to the speaker: confirmed (factive), said, claimed (distancing), own voice (self)."""

    FACTIVE = "factive"
    NEUTRAL = "neutral"
    DISTANCING = "distancing"
    SELF = "self"


class Certainty(StrEnum):
    """How sure the words are that it happened; failed means attempted but not done."""

    ASSERTED = "asserted"
    CLAIMED = "claimed"
    DENIED = "denied"
    FAILED = "failed"
    POSSIBLE = "possible"
    HYPOTHETICAL = "hypothetical"


class Scope(StrEnum):
    """What the count covers: one event, a total over a period, or an earlier event recalled."""

    INCIDENT = "incident"
    CUMULATIVE = "cumulative"
    BACKGROUND = "background"


class Context(StrEnum):
    """What kind of harm it was."""

    CONFLICT = "conflict"
    CRIME = "crime"
    ACCIDENT = "accident"
    DISASTER = "disaster"


class TimeKind(StrEnum):
    """How a time expression bounds the harm; rolling is "the past 48 hours" ending when it was said."""

    DAY = "day"
    RANGE = "range"
    ROLLING = "rolling"
    SINCE = "since"
    CUMULATIVE_TO = "cumulative_to"
    UNKNOWN = "unknown"


class PlaceRelation(StrEnum):
    """How the words tie the harm to the place."""

    AT = "at"
    IN = "in"
    NEAR = "near"
    ACROSS = "across"
    BETWEEN = "between"
    EN_ROUTE = "en_route"


class RelationKind(StrEnum):
    """How one claim bears on another in the same document."""

    SUBSET_OF = "subset_of"
    SUM_OF = "sum_of"
    MAJORITY_OF = "majority_of"
    INCREMENT_TO = "increment_to"
    DISJOINT_FROM = "disjoint_from"
    TRANSITION_FROM = "transition_from"
    MAY_INCLUDE = "may_include"


class EventType(StrEnum):
    """What kind of occurrence; the codebooks map these to UCDP, ACLED, PLOVER and GTD."""

    ARMED_CLASH = "armed_clash"
    ARMED_ATTACK = "armed_attack"
    TARGETED_KILLING = "targeted_killing"
    SUICIDE_BOMBING = "suicide_bombing"
    BOMBING_IED = "bombing_ied"
    GRENADE = "grenade"
    SHELLING_ROCKET = "shelling_rocket"
    AIRSTRIKE_DRONE = "airstrike_drone"
    CHEMICAL = "chemical"
    ABDUCTION = "abduction"
    HOSTAGE_TAKING = "hostage_taking"
    ARREST_RAID = "arrest_raid"
    PRISON_BREAK = "prison_break"
    SABOTAGE = "sabotage"
    LOOTING_ARSON = "looting_arson"
    MOB_VIOLENCE = "mob_violence"
    PROTEST = "protest"
    RIOT = "riot"
    CRACKDOWN = "crackdown"
    SEXUAL_VIOLENCE = "sexual_violence"
    TERRITORIAL_CHANGE = "territorial_change"
    THREAT = "threat"
    AGREEMENT = "agreement"
    OTHER = "other"


class Realis(StrEnum):
    """Whether it happened, by the words of the report."""

    HAPPENED = "happened"
    FAILED = "failed"
    PLANNED = "planned"
    THREATENED = "threatened"
    DENIED = "denied"
    BACKGROUND = "background"


class DisruptionKind(StrEnum):
    """Which service, infrastructure or movement was harmed."""

    RAIL = "rail"
    ROAD = "road"
    AIRPORT = "airport"
    PORT = "port"
    INTERNET = "internet"
    PHONE = "phone"
    POWER = "power"
    WATER = "water"
    GAS_OIL = "gas_oil"
    SCHOOL = "school"
    HEALTH = "health"
    MARKET_SHOPS = "market_shops"
    AID = "aid"
    BORDER = "border"
    CURFEW = "curfew"
    GOVERNMENT_OFFICE = "government_office"
    BANK = "bank"
    HOUSING = "housing"
    RELIGIOUS_SITE = "religious_site"
    OTHER = "other"


class DisruptionStatus(StrEnum):
    """What became of it."""

    DAMAGED = "damaged"
    DESTROYED = "destroyed"
    CUT = "cut"
    SUSPENDED = "suspended"
    CLOSED = "closed"
    BLOCKED = "blocked"
    IMPOSED = "imposed"
    SEIZED = "seized"
    RESTORED = "restored"
    THREATENED = "threatened"
    FOILED = "foiled"


class Agency(StrEnum):
    """Who or what stopped the service, as reported; unknown is None, never a guess. Source: claims_method §2.1."""

    SABOTAGE = "sabotage"
    ORDERED = "ordered"
    PRECAUTIONARY = "precautionary"
    CONSEQUENTIAL = "consequential"


class MentionKind(StrEnum):
    """What a mention names."""

    PLACE = "place"
    TIME = "time"
    ACTOR = "actor"


class MentionRole(StrEnum):
    """What part a mention plays; dateline and origin never place an event."""

    EVENT_PLACE = "event_place"
    ORIGIN = "origin"
    DATELINE = "dateline"
    EVENT_TIME = "event_time"
    PUBLICATION = "publication"
    PERPETRATOR = "perpetrator"
    TARGET = "target"
    SOURCE = "source"
    MENTION = "mention"


class ActorKind(StrEnum):
    """What kind of party or speaker an actor is."""

    STATE = "state"
    MILITARY = "military"
    PARAMILITARY = "paramilitary"
    POLICE = "police"
    INTELLIGENCE = "intelligence"
    GOVERNMENT = "government"
    ARMED_GROUP = "armed_group"
    POLITICAL_PARTY = "political_party"
    IGO = "igo"
    NGO = "ngo"
    MEDIA = "media"
    MONITOR = "monitor"
    OTHER = "other"


class FurnitureKind(StrEnum):
    """Page parts that are not the article; nothing is read from them."""

    AUTHOR_BOX = "author_box"
    COMMENTS = "comments"
    SHARING = "sharing"
    RELATED = "related"
    NEWSLETTER = "newsletter"
    COOKIES = "cookies"
    ASSISTANT_RESIDUE = "assistant_residue"
    NAVIGATION = "navigation"
    LEGAL = "legal"


class LinkKind(StrEnum):
    """How two documents tell one story; or, `reuses_text`, that a brief text stands under another headline elsewhere, as the
    standing words of pages do: that makes no one story."""

    COPY_OF = "copy_of"
    VERSION_OF = "version_of"
    REUSES_TEXT = "reuses_text"


class ContradictionKind(StrEnum):
    """Why two statements do not agree. Source: claims_method §4.4."""

    SUPERSEDED = "superseded"
    WINDOW = "window"
    SCOPE = "scope"
    NESTED = "nested"
    DEFINITION = "definition"
    ARITHMETIC = "arithmetic"
    COPY_ERROR = "copy_error"
    PARTY = "party"
    STALE_SURFACE = "stale_surface"
    GENUINE = "genuine"


class Channel(StrEnum):
    """By which way a voice came to know; two voices of one channel are no two witnesses. Source: claims_method §4.5 (5)."""

    AUTHORITIES = "authorities"
    POLICE = "police"
    HOSPITAL = "hospital"
    ARMED_GROUP = "armed_group"
    RESIDENTS = "residents"
    MONITOR = "monitor"
    INTERNATIONAL = "international"
    MEDIA = "media"
    OTHER = "other"


class Interest(StrEnum):
    """What a speaker has at stake in a count; a loss of one's own is told against interest. Source: claims_method §2.2."""

    OWN_LOSS = "own_loss"
    ENEMY_LOSS = "enemy_loss"
    CIVILIANS_BY_OWN = "civilians_by_own"
    CIVILIANS_BY_ENEMY = "civilians_by_enemy"
    NEUTRAL = "neutral"
    UNKNOWN = "unknown"


class Grade(StrEnum):
    """How well harm, or who did it, is supported; the two are graded apart. Source: claims_method §1 (Airwars), §4.5."""

    CONFIRMED = "confirmed"
    FAIR = "fair"
    WEAK = "weak"
    CONTESTED = "contested"
    DISCOUNTED = "discounted"
    NONE = "none"


class ProblemSeverity(StrEnum):
    """How much a problem in the reporting matters: lost content, doubtful content, or worth knowing."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class EntryKind(StrEnum):
    """What a ledger line records; erasure is a tombstone, redacted a line whose words were erased, repair what a file lost."""

    DOCUMENT = "document"
    EXTRACTION = "extraction"
    JUDGEMENT = "judgement"
    ERASURE = "erasure"
    REDACTED = "redacted"
    REPAIR = "repair"


class Judgement(StrEnum):
    """An answer to "same event?", "same story?", "is this claim right?"."""

    POSITIVE = "positive"
    NEGATIVE = "negative"
    UNSURE = "unsure"


class ReviewState(StrEnum):
    """Where a claim stands in review.

    waiting = its score is below the threshold and nobody has decided: on record, in no figure; unasked = counted as read.
    """

    WAITING = "waiting"
    UNASKED = "unasked"
    ACCEPTED = "accepted"
    EDITED = "edited"
    REJECTED = "rejected"
