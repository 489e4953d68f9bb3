"""Who speaks: the setting around a happening, and the root, side and channel of a speaker.

A root is a speaker family: the authorities of a country, its police, an armed group, a named hospital, a story's own voice.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from onrecord.model.claims import Attribution
from onrecord.model.documents import Document
from onrecord.model.enums import ActorKind, Channel, SourceRole
from onrecord.model.mentions import Actor
from onrecord.reconcile.joining.tellings import publisher

# Speakers whose statements form one running official toll; an unnamed official is the party.
# Source: claims_method §0.5, §4.7 (8).
OFFICIAL_ROLES = {SourceRole.GOVERNMENT, SourceRole.MILITARY, SourceRole.UNNAMED_OFFICIAL}
OFFICIAL_KINDS = {
    ActorKind.STATE,
    ActorKind.MILITARY,
    ActorKind.PARAMILITARY,
    ActorKind.INTELLIGENCE,
    ActorKind.GOVERNMENT,
}
# By which way a speaker knows; one's own voice and other media retell. Source: claims_method §4.5 (5).
CHANNELS = {
    SourceRole.GOVERNMENT: Channel.AUTHORITIES,
    SourceRole.MILITARY: Channel.AUTHORITIES,
    SourceRole.UNNAMED_OFFICIAL: Channel.AUTHORITIES,
    SourceRole.POLICE: Channel.POLICE,
    SourceRole.HOSPITAL: Channel.HOSPITAL,
    SourceRole.ARMED_GROUP: Channel.ARMED_GROUP,
    SourceRole.WITNESS: Channel.RESIDENTS,
    SourceRole.LOCAL_RESIDENT: Channel.RESIDENTS,
    SourceRole.RELATIVE: Channel.RESIDENTS,
    SourceRole.ACTIVIST_MONITOR: Channel.MONITOR,
    SourceRole.NGO: Channel.MONITOR,
    SourceRole.UN: Channel.INTERNATIONAL,
    SourceRole.MEDIA: Channel.MEDIA,
    SourceRole.NONE: Channel.MEDIA,
}
# A doctor or a neighbour speaks as such, whoever employs them: the role in the words goes before the actor table.
OWN_WITNESS = {SourceRole.HOSPITAL, SourceRole.WITNESS, SourceRole.LOCAL_RESIDENT, SourceRole.RELATIVE}
NEUTRAL_CHANNELS = {Channel.HOSPITAL, Channel.RESIDENTS, Channel.MONITOR, Channel.INTERNATIONAL}


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What is known around the claims of one happening: its country, the places of a campaign's events by event id, the
    actors, the document that each story goes back to, the document that each copy copies, the cue words by section, and how
    words bound a number ("no fewer than" = at_least)."""

    country: str | None
    places: Mapping[str, str]
    actors: Mapping[str, Actor]
    origins: Mapping[str, Document]
    copies: Mapping[str, Document]
    cues: Mapping[str, frozenset[str]]
    bounding: Mapping[str, str]


def side_of(actor_id: str | None, setting: Setting) -> str | None:
    """The side that an actor acts for, itself when the table names none; None for nobody the table knows."""
    actor = setting.actors.get(actor_id or "")
    return (actor.side or actor.actor_id) if actor else None


def channel_of(said_by: Attribution, setting: Setting) -> Channel:
    """By which way a speaker knows, by the actor table where it knows the speaker, else by role."""
    actor = setting.actors.get(said_by.actor_id or "") if said_by.role not in OWN_WITNESS else None
    if said_by.role is SourceRole.ARMED_GROUP or (actor and actor.kind is ActorKind.ARMED_GROUP):
        return Channel.ARMED_GROUP
    if said_by.role is SourceRole.POLICE or (actor and actor.kind is ActorKind.POLICE):
        return Channel.POLICE
    if actor and actor.kind in OFFICIAL_KINDS:
        return Channel.AUTHORITIES
    return CHANNELS.get(said_by.role, Channel.OTHER)


def root_of(said_by: Attribution, doc: Document, setting: Setting) -> tuple[str, str | None]:
    """The speaker family and its side. A root is an actor id where the table has one, otherwise words to be shown."""
    actor = setting.actors.get(said_by.actor_id or "") if said_by.role not in OWN_WITNESS else None
    kind = actor.kind if actor else None
    if said_by.role is SourceRole.ARMED_GROUP or kind is ActorKind.ARMED_GROUP:
        root = actor.actor_id if actor else normalised(said_by.source or "armed group")
        return root, (actor.side if actor else None) or root
    country = (actor.country if actor else None) or setting.country
    if said_by.role is SourceRole.POLICE or kind is ActorKind.POLICE:
        return _office("police", country, setting), state_side(actor, country, setting)
    if said_by.role in OFFICIAL_ROLES or kind in OFFICIAL_KINDS:
        side = actor.side if actor else None
        # A government whose side is not the state's own (the Taliban's) speaks as that side.
        speaks_alone = side is not None and side in setting.actors and side != _office("government", country, setting)
        root = side if speaks_alone and side else _office("government", country, setting)
        return root, state_side(actor, country, setting)
    if said_by.source is None:
        origin = setting.origins.get(doc.document_id, doc)
        return f"{publisher(origin)} in its own voice", None
    return (actor.actor_id if actor else normalised(said_by.source)), None


def _office(office: str, country: str | None, setting: Setting) -> str:
    """The row of the actor table for a country's government or police, by the table's ids ("pk-government"), or words."""
    if country and (actor_id := f"{country.lower()}-{office}") in setting.actors:
        return actor_id
    who = "authorities" if office == "government" else office
    return f"{who} ({country})" if country else who


def state_side(actor: Actor | None, country: str | None, setting: Setting) -> str:
    """The side of a country's officials: the one the actor table gives, so that police and army are one side."""
    if actor is not None and actor.side:
        return actor.side
    government = setting.actors.get(_office("government", country, setting))
    return (government.side if government else None) or (f"state:{country}" if country else "state")


def normalised(source: str) -> str:
    """A speaker's words without article and spare blanks, so that "The hospital" and "hospital" are one root."""
    return re.sub(r"^(the|a|an)\s+", "", " ".join(source.split()), flags=re.I)
