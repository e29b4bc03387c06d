"""Two months of digests over clock changes, outages and changed minds: what comes, when, how often."""

from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest

from cmiabot.store.values import OutboxKind, OutboxRow, OutboxState
from tests.auxil.databases import KINDS, empty_database, opened
from tests.auxil.loaded_collections import real_collection
from tests.auxil.simulated_days import HALF_PAST_TWO, Person, Simulation
from tests.auxil.stored import DAY

SPRING = datetime(2026, 3, 1, 12, tzinfo=UTC)
"""New York changes its clocks on 8 March, Berlin on 29 March."""
AUTUMN = datetime(2026, 10, 1, 12, tzinfo=UTC)
"""Berlin on 25 October, New York on 1 November."""
DAYS = 66
"""Sixty, and some more in which what came first may come again."""
PEOPLE = {"sqlite": 40, "postgresql": 8}


def digests_of(rows: list[OutboxRow], person: Person) -> list[OutboxRow]:
    """A person's digests, those that were missed too, by their slot."""
    mine = [row for row in rows if row.target_id == person.target.id and row.kind is OutboxKind.DIGEST]
    return sorted(mine, key=lambda row: row.slot)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("start", [SPRING, AUTUMN], ids=["spring", "autumn"])
async def test_sixty_days(kind: str, start: datetime, tmp_path: Path) -> None:
    with empty_database(kind, tmp_path) as url:
        async with opened(url) as database:
            simulation = Simulation(database, real_collection(), Random(5), start, DAYS)
            await simulation.people_subscribe(PEOPLE[kind])
            await simulation.run(changes=2 * PEOPLE[kind], idle_ticks=20)
            rows = [one.row for one in await simulation.post.rows()]
    for person in simulation.people:
        mine = digests_of(rows, person)
        check_days(simulation, person, mine)
        check_notices(simulation, person, mine, rows)
        check_programme(person, [row for row in mine if row.paper])
    check_the_simulation_itself(simulation, rows)


def check_days(simulation: Simulation, person: Person, mine: list[OutboxRow]) -> None:
    """A digest on each due day outside the outages, at its time; one late one at most after each."""
    sent = [row for row in mine if row.state is OutboxState.SENT]
    missed = [row for row in mine if row.state is not OutboxState.SENT]
    assert {(row.state, row.reason) for row in missed} <= {(OutboxState.CANCELLED, "missed")}
    days = [row.local_date for row in mine]
    assert len(days) == len({*days}), "two on one local date"
    expected = simulation.expected(person, came(sent))
    assert {row.local_date: row.sent_at for row in sent} == expected.digests
    assert {row.local_date for row in sent if row.late} == expected.late
    assert {row.local_date for row in missed} == expected.missed
    for outage in simulation.outages:
        assert sum(row.sent_at == outage.end for row in sent) <= 1
        assert not [row for row in sent if row.sent_at and outage.begin <= row.sent_at < outage.end]
    schedules = {at: schedule for _, at, schedule in person.slots(simulation.end)}
    for row in sent:
        schedule = schedules[row.slot]
        local = row.slot.astimezone(ZoneInfo(schedule.zone))
        minutes = local.hour * 60 + local.minute
        assert local.date() == row.local_date
        assert minutes == schedule.minutes or (minutes, schedule.minutes) == (210, HALF_PAST_TWO)


def check_notices(
    simulation: Simulation, person: Person, mine: list[OutboxRow], rows: list[OutboxRow]
) -> None:
    """Told once of each rest: by a notice, or in the answer to a change of the schedule."""
    notices = [row for row in rows if row.target_id == person.target.id and row.kind is OutboxKind.NOTICE]
    expected = simulation.expected(person, came([row for row in mine if row.paper])).rests
    told = [date.fromisoformat(row.payload["values"]["day"]) for row in notices]
    assert len(told) == len({*told})
    assert {*told} <= expected
    for until in expected.difference(told):
        assert any(until <= day < until + 7 * DAY for day in person.told)
    assert {row.state for row in notices} <= {OutboxState.SENT}


def check_programme(person: Person, sent: list[OutboxRow]) -> None:
    """All items once before any twice, none twice within sixty days, and only what is followed."""
    counts = Counter(dict.fromkeys(person.papers, 0))
    last: dict[str, date] = {}
    for row in sent:
        assert row.local_date is not None
        assert row.paper in person.papers
        assert counts[row.paper] == min(counts.values())
        assert row.paper not in last or row.local_date - last[row.paper] >= 60 * DAY
        counts[row.paper] += 1
        last[row.paper] = row.local_date


def check_the_simulation_itself(simulation: Simulation, rows: list[OutboxRow]) -> None:
    """Everything that is to be survived happened."""
    sent = [row for row in rows if row.paper]
    assert sum(row.late for row in sent) > 0
    assert any(row.reason == "missed" for row in rows)
    assert any(row.kind is OutboxKind.NOTICE for row in rows)
    assert max(Counter((row.target_id, row.paper) for row in sent).values()) == 2
    assert [at for person in simulation.people for at in at_clock_changes(person, sent)] != []
    assert len(simulation.post.messenger.chats) == len(sent) + sum(  # type: ignore[attr-defined]
        row.kind is OutboxKind.NOTICE for row in rows
    )


def at_clock_changes(person: Person, sent: list[OutboxRow]) -> list[datetime]:
    """When a person got a digest at a time of day that there was not, or was twice."""
    schedules = {at: schedule for _, at, schedule in person.slots(max(row.slot for row in sent) + DAY)}
    mine = {row.slot for row in sent if row.target_id == person.target.id}
    return [
        at
        for at, schedule in schedules.items()
        if at in mine and schedule.minutes == HALF_PAST_TWO and schedule.zone != "Asia/Shanghai"
        for wall in [at.astimezone(ZoneInfo(schedule.zone))]
        if wall.hour == 3 or wall.utcoffset() != wall.replace(fold=1).utcoffset()
    ]


def came(sent: list[OutboxRow]) -> dict[date, str]:
    """The papers that came, by due date."""
    return {row.local_date: row.paper for row in sent if row.local_date is not None}
