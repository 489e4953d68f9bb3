"""Copies, versions, stale headlines and addresses, and sentences that copying has broken."""

from dataclasses import replace

import pytest
from telling_world import World, bounds, conflicts, view_of

from onrecord.model.enums import LinkKind
from onrecord.model.events import DocumentLink
from onrecord.model.spans import cut
from onrecord.reconcile.copies import story_links
from onrecord.reconcile.stories.reuse import reused_texts

DAY = "2026-03-03"
STORY = (
    "Gunmen attacked a row of police posts in the hills around the town of Tarvan before dawn and withdrew after two hours.",
    "A bridge on the road to the coast was damaged and lorries queued for hours while engineers looked at the broken span.",
    "Shopkeepers in the market said that they had heard three loud blasts and had pulled their shutters down at once.",
    "The governor called a meeting of all district heads and promised that the road would be open again within the week.",
)


def _links(world: World) -> dict[str, tuple[LinkKind, str]]:
    name = {r.document_id: r.name for r in world.reports}
    return {name[link.document_id]: (link.kind, name[link.of]) for link in view_of(world).links}


def _told(world: World, name: str, hour: int, lines: tuple[str, ...], **more: str) -> None:
    world.report(name, f"{DAY}T{hour:02d}:00+00:00", **more).text = "\n".join(lines) + "\n"


def test_same_text_at_another_outlet_is_a_copy_of_the_earlier() -> None:
    world = World()
    _told(world, "mirror", 12, STORY, outlet="Mirror")
    _told(world, "wire", 9, STORY, outlet="Wire")
    assert _links(world) == {"mirror": (LinkKind.COPY_OF, "wire")}


@pytest.mark.parametrize(("lines", "linked"), [(STORY[:3], True), (("Police have closed the road to the bridge.",), False)])
def test_a_copy_with_a_headline_of_its_own_is_a_copy_unless_it_is_brief(lines: tuple[str, ...], linked: bool) -> None:
    world = World()
    heads = (
        "Posts in the hills attacked before dawn, and a bridge to the sea broken, as a long hard winter ends for the district "
        "and its people ask who will mend what the storms have left",
        "Loud blasts wake Tarvan as men strike again, weeks after all were promised that the worst of days were over now "
        "and that shops could stay open until late at night",
    )
    for name, hour, head in zip(("wire", "mirror"), (9, 12), heads, strict=True):
        _told(world, name, hour, (head, *lines), outlet=name, title=head)
    docs = [replace(r.document(), title_span=cut(r.text, 0, len(r.title or ""))) for r in world.reports]
    assert bool(story_links(docs)) is linked


@pytest.mark.parametrize(
    ("heads", "linked"),
    [(("Two hurt in Tarvan", "Market closed in Orhan"), False), (("Two hurt in Tarvan market", "Two hurt in Tarvan"), True)],
)
def test_the_standing_text_of_two_pages_makes_no_copy_of_unlike_headlines(heads: tuple[str, str], linked: bool) -> None:
    world = World()
    standing = (
        "This story is for readers with an account, which takes a minute to make and costs nothing in the first month of use."
    )
    for name, hour, head in zip(("wire", "mirror"), (9, 12), heads, strict=True):
        _told(world, name, hour, (head, standing, standing.upper()), outlet=name, title=head)
    docs = [replace(r.document(), title_span=cut(r.text, 0, len(r.title or ""))) for r in world.reports]
    links = story_links(docs)
    assert bool(links) is linked
    reused = reused_texts(docs, {link.document_id for link in links})  # found and shown all the same
    wire, mirror = (d.document_id for d in docs)
    assert [(x.kind, x.document_id, x.of) for x in reused] == [(LinkKind.REUSES_TEXT, mirror, wire)] * (not linked)


def test_credited_excerpt_is_a_copy_and_an_uncredited_one_of_that_length_is_not() -> None:
    world = World()
    own = tuple(f"Sentence number {n} of our own reporters from quite another corner of the province." for n in range(3))
    _told(world, "wire", 9, STORY, outlet="Wire")
    _told(world, "excerpt", 12, (*STORY[:2], *own), outlet="Mirror", wire_credit="Wire")
    assert _links(world) == {"excerpt": (LinkKind.COPY_OF, "wire")}
    world.reports[1].wire_credit = None
    assert _links(world) == {}


def test_versions_at_one_address_form_a_chain_even_when_rewritten() -> None:
    world = World()
    url = "https://wire.example/tarvan-attack"
    _told(world, "v1", 9, STORY[:2], outlet="Wire", url=url)
    _told(world, "v2", 10, STORY[:3], outlet="Wire", url="http://www.wire.example/tarvan-attack/?utm_source=x")
    _told(world, "v3", 11, ("A wholly new text.",), outlet="Wire", url=url + "/amp")
    assert _links(world) == {"v2": (LinkKind.VERSION_OF, "v1"), "v3": (LinkKind.VERSION_OF, "v2")}


def test_retitled_items_of_one_address_are_versions_of_one_story() -> None:
    world = World()
    url = "https://wire.example/world-59706568"
    _told(world, "first", 9, ("Blast in Tarvan", "Police have closed the road."), outlet="Wire", url=url, title="Blast in Tarvan")
    lines, later = ("Six hurt near bridge", "Doctors speak of six wounded."), f"{url}?at_medium=RSS"
    _told(world, "again", 11, lines, outlet="Wire", url=later, title="Six hurt near bridge")
    assert _links(world) == {"again": (LinkKind.VERSION_OF, "first")}


def test_a_near_copy_comes_before_a_later_text_that_shares_less() -> None:
    world = World()
    _told(world, "one", 9, STORY, outlet="Wire")
    _told(
        world, "partly", 10, (*STORY[:2], "Quite other sentences of the same newsroom follow here on another day."), outlet="Wire"
    )
    _told(world, "again", 11, (*STORY, "The road was shut."), outlet="Wire")
    assert _links(world)["again"] == (LinkKind.VERSION_OF, "one")


def test_two_reports_of_one_event_in_own_words_are_no_copies() -> None:
    world = World()
    _told(world, "one", 9, STORY[:2], outlet="One")
    _told(world, "two", 10, ("Police posts near Tarvan were fired on early in the day, and a bridge is shut.",), outlet="Two")
    assert _links(world) == {}


def test_front_page_address_makes_no_story() -> None:
    world = World()
    _told(world, "one", 9, STORY[:1], outlet="One", url="https://one.example/")
    _told(world, "two", 10, STORY[3:], outlet="One", url="https://one.example")
    assert _links(world) == {}


def test_why_is_kept_with_the_link() -> None:
    world = World()
    _told(world, "wire", 9, STORY, outlet="Wire")
    _told(world, "mirror", 12, STORY, outlet="Mirror", wire_credit="Wire")
    (link,) = view_of(world).links
    assert isinstance(link, DocumentLink)
    assert (link.score, link.why) == (1.0, "100 % of the shorter text's five-word runs are shared; credits Wire")


def _statement(world: World, name: str, hour: int, outlet: str, victims: str, who: str) -> None:
    r = world.report(name, f"{DAY}T{hour:02d}:00+00:00", outlet=outlet)
    r.says(
        "The army said in a statement on Tuesday that 18 civilians had died.",
        "killed",
        "civilian",
        18,
        by="army",
        when=DAY,
        place="Sarhan",
    )
    r.says(
        f"It added that 15 {victims} had been killed in the attacks on Tuesday.",
        "killed",
        who,
        15,
        by="army",
        when=DAY,
        place="Sarhan",
    )


def test_fifteen_security_personnel_become_fifteen_civilians_in_copying() -> None:
    world = World()
    _statement(world, "original", 9, "Standard", "security personnel", "security")
    _statement(world, "broken", 12, "Mirror", "civilians", "civilian")
    view = view_of(world)
    (error,) = conflicts(view, "copy_error")
    assert "“security personnel” became “civilians”" in error.explanation
    assert "an error in copying at Mirror" in error.explanation
    assert bounds(view, category="security") == (15, 15)
    assert bounds(view, category="civilian") == (18, 18)


@pytest.mark.parametrize(
    ("url", "title", "surfaces"),
    [
        ("https://w.example/kill-10-security-personnel-sarhan-5c1e", "Attacks in Sarhan", ["address"]),
        ("https://w.example/attacks", "Attack kills 10 security personnel", ["headline"]),
        ("https://w.example/kill-15-security-personnel", "15 security personnel killed", []),
        ("https://w.example/2026/03/03/attacks-12-hours", "Attacks in 2026", []),
    ],
)
def test_stale_surfaces_are_noticed(url: str, title: str, surfaces: list[str]) -> None:
    world = World()
    r = world.report("late", f"{DAY}T20:00+00:00", outlet="Wire", url=url, title=title)
    r.says(
        "The army said that 15 security personnel had died in Sarhan.",
        "killed",
        "security",
        15,
        by="army",
        when=DAY,
        place="Sarhan",
    )
    found = conflicts(view_of(world), "stale_surface")
    assert [c.explanation.split()[1] for c in found] == surfaces
