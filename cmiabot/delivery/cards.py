"""How far announcements are: read from the database, as the card that operators see."""

from typing import Any

from cmiabot.messages.announcing import Audience, Card, Heads, Kind, Sent, TakenBack
from cmiabot.store import announcements
from cmiabot.store.announced import Announcement
from cmiabot.store.commits import Session
from cmiabot.store.values import (
    AnnouncementState,
    ChatKind,
    OutboxKind,
    OutboxState,
)

KINDS = {
    Kind.PEOPLE: (ChatKind.PRIVATE,),
    Kind.GROUPS: (ChatKind.GROUP, ChatKind.SUPERGROUP),
    Kind.CHANNELS: (ChatKind.CHANNEL,),
}
BEGINNING = 60
"""Characters of an announcement in the list."""


def read_audience(found: Announcement) -> Audience:
    """Whom an announcement is for."""
    # One that was stored before there was a field is restricted by nothing of it.
    kept = found.audience
    kinds = tuple(Kind(kind) for kind in kept.get("kinds", ()))
    return Audience(kinds, tuple(kept.get("languages", ())), tuple(kept.get("themes", ())))


def wanted(audience: Audience) -> dict[str, Any]:
    """The same as the store asks for it."""
    return {
        "themes": audience.themes,
        "languages": audience.languages,
        "kinds": [kind for one in audience.kinds for kind in KINDS[one]],
    }


def recall_key(found: Announcement) -> str:
    """The key of the rows of the last recall."""
    return f"{found.id}:{found.content['recalls']}"


async def card_of(session: Session, found: Announcement, *, correction: str = "") -> Card:
    """An announcement and how far it is."""
    audience = read_audience(found)
    heads = None
    if found.state is AnnouncementState.DRAFT:
        counted = await announcements.head_count(session, **wanted(audience))
        heads = Heads(*(sum(counted[kind] for kind in kinds) for kinds in KINDS.values()))
    recalled = found.content.get("recalls", 0) > 0
    return Card(
        id=found.id,
        state=found.state.value,
        created_at=found.created_at,
        beginning=_beginning(found.content["text"]),
        audience=audience,
        heads=heads,
        sent=await _sent(session, found),
        taken_back=await _taken_back(session, found) if recalled else None,
        correction=correction,
    )


async def _sent(session: Session, found: Announcement) -> Sent:
    kind, since = OutboxKind.ANNOUNCEMENT, found.created_at
    counted = await announcements.counts(session, kind, str(found.id), since=since)

    def ended(state: OutboxState) -> int:
        return sum(one.number for one in counted if one.state is state and not one.waiting)

    return Sent(
        sent=ended(OutboxState.SENT),
        uncertain=ended(OutboxState.UNCERTAIN),
        failed=ended(OutboxState.FAILED),
        cancelled=ended(OutboxState.CANCELLED),
        waiting=sum(one.number for one in counted if one.waiting),
    )


async def _taken_back(session: Session, found: Announcement) -> TakenBack:
    key, since = recall_key(found), found.created_at
    counted = await announcements.counts(session, OutboxKind.RECALL, key, since=since)
    done = [one for one in counted if one.state is OutboxState.SENT]
    replacing = found.content["replacing"]
    replaced = sum(one.number for one in done if one.late or replacing)
    waiting = sum(one.number for one in counted if one.waiting)
    unknown, _ = await announcements.out_of_reach(session, str(found.id), key, since=since, limit=0)
    total = sum(one.number for one in counted)
    return TakenBack(
        deleted=sum(one.number for one in done) - replaced,
        replaced=replaced,
        stayed=total - sum(one.number for one in done) - waiting + unknown,
        waiting=waiting,
    )


def _beginning(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= BEGINNING else line[: BEGINNING - 1] + "…"
