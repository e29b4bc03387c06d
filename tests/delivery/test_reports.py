"""What operators are told without asking: the line of the day, and alarms, on both databases."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from cmiabot.delivery.failures import NotSent, Refused, Unknown
from cmiabot.delivery.limits import Limiter
from cmiabot.delivery.programme import Programme
from cmiabot.delivery.reports import (
    OperatorReports,
    Trouble,
    day_to_report,
    trouble_of,
    unreachable,
)
from cmiabot.delivery.running import Delivery, Outlet
from cmiabot.messages.catalogue import catalogue
from cmiabot.messages.html import visible_text
from cmiabot.store import chats, outbox, targets
from cmiabot.store.database import Database
from cmiabot.store.processes import this_process
from cmiabot.store.values import (
    NewOutboxRow,
    OutboxKind,
    OutboxRow,
    OutboxState,
    Overdue,
    Target,
    TargetState,
)
from tests.auxil.delivering import START, Post, ScriptedMessenger
from tests.auxil.subscribers import papers_on

SHANGHAI = ZoneInfo("Asia/Shanghai")
ADA, BOB, STRANGER = 501, 502, 503
PERSON, GROUP = 7, -100
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NINE = START + 30 * MINUTE
"""Nine o'clock in Shanghai."""


@pytest.fixture
def messenger() -> ScriptedMessenger:
    return ScriptedMessenger()


@pytest.fixture
async def post(database: Database, messenger: ScriptedMessenger) -> Post:
    made = Post(database, messenger)
    await made.chat(ADA)
    await made.chat(BOB)
    return made


@pytest.fixture
def desk(database: Database) -> OperatorReports:
    """Those who tell Ada and Bob."""
    return OperatorReports(database, [ADA, BOB], SHANGHAI)


async def told(post: Post, operator: int, kind: OutboxKind) -> list[OutboxRow]:
    found = [one.row for one in await post.rows() if one.chat.telegram_id == operator]
    return sorted((row for row in found if row.kind is kind), key=lambda row: row.id)


async def due(post: Post, target: Target, slot: datetime) -> int:
    """Something that is due at that time; its row."""
    return await post.add(NewOutboxRow(target.id, OutboxKind.NOTICE, slot.isoformat(), slot))


async def alarms(post: Post, operator: int = ADA) -> list[str]:
    return [row.payload["message"] for row in await told(post, operator, OutboxKind.ALARM)]


def shown(row: OutboxRow, language: str) -> str:
    return visible_text(catalogue(language).text(row.payload["message"], **row.payload["values"]))


class TestDeciding:
    @pytest.mark.parametrize(
        ("now", "day"),
        [
            (NINE - MINUTE, None),
            (NINE, date(2026, 3, 1)),
            (NINE + 14 * HOUR, date(2026, 3, 1)),
            (NINE + 15 * HOUR, None),
            (NINE + DAY, date(2026, 3, 2)),
        ],
        ids=str,
    )
    def test_the_day_before_is_reported_from_nine_on(self, now: datetime, day: date | None):
        assert day_to_report(now, SHANGHAI) == day

    def test_rows_and_targets_that_are_overdue_are_one_trouble(self):
        rows, undecided = Overdue(3, START, "no route"), Overdue(2, START - HOUR)
        assert trouble_of(None, None) is None
        assert trouble_of(rows, None) == Trouble(3, 0, START, "no route")
        assert trouble_of(None, undecided) == Trouble(0, 2, START - HOUR, "")
        assert trouble_of(rows, undecided) == Trouble(3, 2, START - HOUR, "no route")


class TestReport:
    async def test_every_operator_gets_one_line_a_day(self, post: Post, desk: OperatorReports):
        for now in (NINE - MINUTE, NINE, NINE + MINUTE, NINE + HOUR, NINE + DAY):
            await desk.after_tick(now)
        for operator in (ADA, BOB):
            rows = await told(post, operator, OutboxKind.REPORT)
            assert [(row.key, row.slot) for row in rows] == [
                ("2026-03-01", NINE),
                ("2026-03-02", NINE + DAY),
            ]

    async def test_another_process_does_not_report_again(self, post: Post, desk: OperatorReports):
        await desk.after_tick(NINE)
        await OperatorReports(post.database, [ADA, BOB], SHANGHAI).after_tick(NINE + MINUTE)
        assert len(await told(post, ADA, OutboxKind.REPORT)) == 1

    async def test_the_line_counts_what_became_of_the_day_before(
        self, post: Post, desk: OperatorReports, messenger: ScriptedMessenger
    ):
        messenger.failures = {
            **{chat: [] for chat in (1, 2, 3, 5, ADA, BOB)},
            -4: [Unknown("no answer")],
            6: [Refused("Can't parse entities")],
        }
        for chat in (1, -4, 6):
            await post.digest(await post.chat(chat))
        await post.send(3)
        late = await post.digest(await post.chat(2))
        post.now += 16 * MINUTE
        await post.send(1)
        assert (await post.row(late)).state is OutboxState.SENT
        await post.digest(await post.chat(3), state=OutboxState.CANCELLED, reason="missed")
        await post.digest(await post.chat(5), not_before=START + 2 * DAY)
        await post.digest(await post.chat(8), days=1)
        await desk.after_tick(NINE + DAY)
        (row,) = await told(post, ADA, OutboxKind.REPORT)
        counted = {"due": 6, "sent": 2, "late": 1, "uncertain": 1, "dead": 1, "cancelled": 1, "waiting": 1}
        assert row.payload == {"message": "report.day", "values": {"day": "2026-03-02", **counted}}
        assert shown(row, "en") == (
            "Report of 2026-03-02: due 6, sent 2 (late 1), uncertain 1, dead 1, cancelled 1, "
            "still waiting 1. See /deliveries"
        )

    async def test_on_a_quiet_day_it_says_so(self, post: Post, desk: OperatorReports):
        await desk.after_tick(NINE)
        (row,) = await told(post, ADA, OutboxKind.REPORT)
        assert shown(row, "en").endswith("due 0, sent 0 (late 0), uncertain 0, dead 0, cancelled 0.")
        assert "\n" not in shown(row, "zh")


class TestAlarm:
    async def test_there_is_one_alarm_a_trouble_and_one_all_clear(
        self, post: Post, desk: OperatorReports, messenger: ScriptedMessenger
    ):
        row_id = await due(post, await post.chat(PERSON), START)
        await desk.after_tick(START + 15 * MINUTE)
        assert await alarms(post) == []
        for minutes in (16, 17, 40):
            await desk.after_tick(START + minutes * MINUTE)
        await due(post, await post.chat(8), START + 20 * MINUTE)
        await desk.after_tick(START + 45 * MINUTE)
        assert await alarms(post) == await alarms(post, BOB) == ["trouble.found"]
        post.now += HOUR
        await post.send(4)  # with the alarms
        assert (await post.row(row_id)).state is OutboxState.SENT
        for minutes in (61, 62):
            await desk.after_tick(START + minutes * MINUTE)
        assert await alarms(post) == await alarms(post, BOB) == ["trouble.found", "trouble.over"]
        found, over = await told(post, ADA, OutboxKind.ALARM)
        assert "1 pending; the first was due at 2026-03-02 08:30." in shown(found, "en")
        assert "Nothing is lost so far" in shown(found, "en")
        assert "Due 2, sent 2 (late 2), uncertain 0, dead 0, cancelled 0." in shown(over, "en")
        assert "/deliveries" not in shown(over, "en")

    async def test_the_next_trouble_is_a_new_alarm(self, post: Post, desk: OperatorReports):
        target = await post.chat(PERSON)
        for hours in range(2):
            now = START + hours * HOUR
            await due(post, target, now)
            await desk.after_tick(now + 16 * MINUTE)
            await post.write(lambda session: outbox.cancel(session, [target.id], "blocked", now=START))
            await desk.after_tick(now + 17 * MINUTE)
        assert await alarms(post) == ["trouble.found", "trouble.over"] * 2

    async def test_a_restart_does_not_repeat_an_alarm(self, post: Post, desk: OperatorReports):
        await post.digest(await post.chat(PERSON))
        await desk.after_tick(START + 16 * MINUTE)
        again = OperatorReports(post.database, [ADA, BOB], SHANGHAI)
        await again.after_tick(START + 17 * MINUTE)
        assert await alarms(post) == ["trouble.found"]

    async def test_it_says_why_and_in_the_end_what_was_lost(
        self, post: Post, desk: OperatorReports, messenger: ScriptedMessenger
    ):
        target = await post.chat(PERSON)
        await post.digest(target)
        messenger.failures[PERSON] = [NotSent("Connection refused")]
        await post.send(1)
        await desk.after_tick(START + 16 * MINUTE)
        post.now = START + 13 * HOUR
        await post.send(2)  # the alarms; the digest has expired
        await desk.after_tick(post.now)
        found, over = await told(post, ADA, OutboxKind.ALARM)
        assert "Why: Connection refused" in shown(found, "en")
        assert "原因：Connection refused" in shown(found, "zh")
        assert "cancelled 1." in shown(over, "en")
        assert "What was cancelled will not be sent any more." in shown(over, "en")

    async def test_what_is_in_doubt_and_tried_again_is_not_over(
        self, post: Post, desk: OperatorReports, messenger: ScriptedMessenger
    ):
        row_id = await post.digest(await post.chat(PERSON))
        messenger.failures[PERSON] = [Unknown("no answer")]
        await post.send(1)
        assert (await post.row(row_id)).state is OutboxState.UNCERTAIN
        await desk.after_tick(START + 16 * MINUTE)
        assert await alarms(post) == ["trouble.found"]

    async def test_targets_for_which_nothing_was_decided_are_trouble_too(
        self, post: Post, desk: OperatorReports
    ):
        target = await post.chat(PERSON)
        await post.write(lambda session: targets.schedule_next(session, target.id, START))
        await desk.after_tick(START + 16 * MINUTE)
        (row,) = await told(post, ADA, OutboxKind.ALARM)
        assert "for 1 targets nothing could be decided" in shown(row, "en")
        await post.write(lambda session: targets.schedule_next(session, target.id, START + DAY))
        await desk.after_tick(START + 17 * MINUTE)
        assert await alarms(post) == ["trouble.found", "trouble.over"]

    async def test_an_alarm_that_waits_is_no_trouble(self, post: Post, desk: OperatorReports):
        place = await post.chat(ADA)
        await post.add(NewOutboxRow(place.id, OutboxKind.ALARM, "other", START))
        await post.add(NewOutboxRow(place.id, OutboxKind.REPORT, "other", START))
        await desk.after_tick(START + HOUR - 31 * MINUTE)
        assert await alarms(post, BOB) == []


class TestWhileTheProgramRuns:
    async def test_operators_are_told_after_a_tick_and_a_failure_there_stops_nothing(
        self, post: Post, desk: OperatorReports, messenger: ScriptedMessenger
    ):
        post.now = NINE
        told_once = asyncio.Event()

        async def tell_and_fail(now: datetime) -> None:
            await desk.after_tick(now)
            told_once.set()
            raise RuntimeError("afterwards")

        limiter = Limiter(asyncio.get_running_loop())
        delivery = Delivery(
            post.database,
            Programme(papers_on("rail")),
            Outlet(messenger, limiter, post.render),
            holder=this_process(),
            clock=lambda: post.now,
            after_tick=tell_and_fail,
        )
        running = asyncio.create_task(delivery.run())
        await told_once.wait()
        await messenger.wait_for(2)
        delivery.stop()
        await running
        assert sorted(messenger.chats) == [ADA, BOB]
        (row,) = await told(post, ADA, OutboxKind.REPORT)
        assert row.state is OutboxState.SENT


class TestUnreachable:
    async def test_who_never_started_the_bot_is_named_once(
        self, post: Post, caplog: pytest.LogCaptureFixture
    ):
        desk = OperatorReports(post.database, [ADA, STRANGER], SHANGHAI)
        for now in (NINE, NINE + MINUTE):
            await desk.after_tick(now)
        assert [record.getMessage() for record in caplog.records if str(STRANGER) in record.getMessage()] == [
            f"operator {STRANGER} gets no alarms and no reports: they have to open the bot and press Start"
        ]
        assert len(await told(post, ADA, OutboxKind.REPORT)) == 1
        assert await unreachable(post.database, [STRANGER, ADA]) == [STRANGER]

    async def test_who_starts_it_later_is_told_from_then_on(self, post: Post):
        desk = OperatorReports(post.database, [STRANGER], SHANGHAI)
        await post.digest(await post.chat(PERSON))
        await desk.after_tick(NINE)
        await post.chat(STRANGER)
        await desk.after_tick(NINE + MINUTE)
        assert await alarms(post, STRANGER) == ["trouble.found"]
        assert len(await told(post, STRANGER, OutboxKind.REPORT)) == 1

    async def test_who_has_blocked_the_bot_cannot_be_told(self, post: Post):
        async def block(session):
            chat = await chats.find(session, ADA)
            assert chat is not None
            await chats.mark_unreachable(session, chat.id, TargetState.BLOCKED, now=NINE)

        await post.write(block)
        assert await unreachable(post.database, [ADA, BOB]) == [ADA]

    async def test_without_operators_nothing_is_asked(self, post: Post):
        await OperatorReports(post.database, [], SHANGHAI).after_tick(datetime(2026, 3, 3, 3, tzinfo=UTC))
        assert await post.rows() == []
