"""What targets follow. Functions work in the session they are given and never commit."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from cmiabot.store.statements import change, insert_into
from cmiabot.store.tables import SUBSCRIPTIONS
from cmiabot.store.values import Subscription, SubscriptionKind

_VALUE = select(
    SUBSCRIPTIONS.c.id, SUBSCRIPTIONS.c.target_id, SUBSCRIPTIONS.c.kind, SUBSCRIPTIONS.c.ref
).order_by(SUBSCRIPTIONS.c.id)


async def add(
    session: AsyncSession, target_id: int, kind: SubscriptionKind, ref: str = "", *, now: datetime
) -> bool:
    """Follow something; returns whether that is new."""
    statement = insert_into(session, SUBSCRIPTIONS).on_conflict_do_nothing()
    values = {"target_id": target_id, "kind": kind, "ref": ref, "created_at": now}
    return await change(session, statement.values(values)) == 1


async def remove(session: AsyncSession, target_id: int, kind: SubscriptionKind, ref: str = "") -> bool:
    """Follow it no longer; returns whether it was followed."""
    c = SUBSCRIPTIONS.c
    statement = delete(SUBSCRIPTIONS).where(c.target_id == target_id, c.kind == kind, c.ref == ref)
    return await change(session, statement) == 1


async def find(session: AsyncSession, subscription_id: int) -> Subscription | None:
    """The subscription of this id, if it still is one."""
    row = (await session.execute(_VALUE.where(SUBSCRIPTIONS.c.id == subscription_id))).one_or_none()
    return Subscription(*row) if row else None


async def of_target(session: AsyncSession, target_id: int) -> list[Subscription]:
    """What a target follows, the oldest first."""
    return (await of_targets(session, [target_id]))[target_id]


async def of_targets(session: AsyncSession, target_ids: Collection[int]) -> dict[int, list[Subscription]]:
    """What each of these targets follows, the oldest first; an empty list for nothing."""
    found: dict[int, list[Subscription]] = {target_id: [] for target_id in target_ids}
    for row in (await session.execute(_VALUE.where(SUBSCRIPTIONS.c.target_id.in_(target_ids)))).all():
        subscription = Subscription(*row)
        found[subscription.target_id].append(subscription)
    return found


async def count(session: AsyncSession) -> int:
    """How many subscriptions there are."""
    return (await session.execute(select(func.count()).select_from(SUBSCRIPTIONS))).scalar_one()
