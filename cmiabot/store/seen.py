"""Which papers targets have got, for ever. Functions work in the session they are given and never commit."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cmiabot.store.statements import change_many, insert_into
from cmiabot.store.tables import SEEN
from cmiabot.store.values import Seen

c = SEEN.c


async def add(session: AsyncSession, entries: Sequence[Seen]) -> int:
    """Remember that papers were got; what is known already stays. Returns how much is new."""
    rows = [
        {"target_id": e.target_id, "paper": e.paper, "round": e.round, "seen_on": e.seen_on} for e in entries
    ]
    return await change_many(session, insert_into(session, SEEN).on_conflict_do_nothing(), rows)


async def of_target(session: AsyncSession, target_id: int) -> list[Seen]:
    """The last time each paper was got."""
    return (await of_targets(session, [target_id]))[target_id]


async def of_targets(session: AsyncSession, target_ids: Collection[int]) -> dict[int, list[Seen]]:
    """For each of these targets the last time each paper was got, by paper; an empty list for none."""
    found: dict[int, dict[str, Seen]] = {target_id: {} for target_id in target_ids}
    statement = (
        select(c.target_id, c.paper, c.round, c.seen_on)
        .where(c.target_id.in_(target_ids))
        # The order of the index; of several rounds the last stays.
        .order_by(c.target_id, c.paper, c.round)
    )
    for target_id, paper, last, seen_on in (await session.execute(statement)).all():
        found[target_id][paper] = Seen(target_id, paper, last, seen_on)
    return {target_id: [*by_paper.values()] for target_id, by_paper in found.items()}
