"""From a wish to a briefing: the register as of a moment, reconciled, narrowed and printed in a form and a language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from onrecord.model.figures import Sensitivity
from onrecord.present.brief import Length, compose
from onrecord.present.narrowing import Scope, narrow
from onrecord.present.profiles import Profile, reduce_view

# Forms that are bytes and no text; they go into a file.
BINARY = {"pdf", "docx"}


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefWish:
    """What the user asks for; None = not narrowed, or the setting. `compared` = figures under every policy, to show flips."""

    form: str
    store: Path | None = None
    as_of: datetime | None = None
    recorded_as_of: datetime | None = None
    policy: str | None = None
    scope: Scope = Scope()
    length: Length = Length.STANDARD
    language: str = "en"
    sensitivity: bool = False
    profile: Profile = Profile.INTERNAL


def brief_bytes(wish: BriefWish) -> bytes:
    """The briefing as the bytes of a file. Raises InputError when a form needs a package that is not there."""
    from onrecord.atlas.actors import load_actors
    from onrecord.codebooks import load_policy
    from onrecord.options import view_of
    from onrecord.present import html, markdown
    from onrecord.present.briefing import docx, pdf
    from onrecord.present.briefing.words import language

    words = language(wish.language)
    whole = narrow(view_of(wish.store, wish.as_of, wish.recorded_as_of, wish.policy), wish.scope)
    view = reduce_view(whole, wish.profile)
    profile = "" if wish.profile is Profile.INTERNAL else f"the profile {wish.profile.value}"
    brief = compose(
        view,
        subject=wish.scope.campaign,
        actors=load_actors().by_id,
        policy=load_policy(view.policy.rpartition(" ")[0]),
        compared=_compared(wish),
        length=wish.length,
        scope=", ".join(part for part in (wish.scope.in_words(), profile) if part),
        around=wish.profile is Profile.INTERNAL,
    )
    if wish.form == "pdf":
        return pdf.render(brief, words)
    if wish.form == "docx":
        return docx.render(brief, words)
    return (html.render if wish.form == "html" else markdown.render)(brief, words).encode("utf-8")


def _compared(wish: BriefWish) -> Sequence[Sensitivity]:
    if not wish.sensitivity:
        return ()
    from onrecord.options import settings_of
    from onrecord.pipeline import compare_policies, load_register

    settings = settings_of(store=wish.store)
    register = load_register(settings, published_as_of=wish.as_of, recorded_as_of=wish.recorded_as_of)
    return compare_policies(register, settings.review_below)
