"""Rows as messages: digests of a paper, notices of the catalogue, in the language of the chat."""

from datetime import datetime
from typing import Any

import pytest

from cmiabot.corpus.models import Collection
from cmiabot.delivery.hosting import NO_RIGHTS
from cmiabot.delivery.reactions import TABLE, Told
from cmiabot.delivery.rendering import PaperGone, Renderer
from cmiabot.messages.catalogue import LANGUAGES
from cmiabot.store.database import Database
from cmiabot.store.values import OutboxKind, OutboxRow, OutboxState
from tests.auxil.delivering import START, Post, ScriptedMessenger
from tests.auxil.loaded_collections import frozen_collection, real_collection
from tests.auxil.stored import MINUTE
from tests.auxil.telegram_html import utf16_length, visible_text

PAPER = "cmia16-02"


def row(kind: OutboxKind = OutboxKind.DIGEST, **values: Any) -> OutboxRow:
    """A row as the tick writes it."""
    given: dict[str, Any] = {
        "paper": PAPER if kind is OutboxKind.DIGEST else "",
        "payload": {"round": 1, "reasons": [["theme", "logistics"]]},
        "late": False,
    }
    return OutboxRow(
        **{
            **dict.fromkeys(OutboxRow.__dataclass_fields__),
            "kind": kind,
            "slot": START,
            "local_date": START.date(),
            **given,
            **values,
        }
    )


def renderer(collection: Collection | None = None, now: datetime = START) -> Renderer:
    return Renderer(collection or frozen_collection(), lambda: now)


def text(row: OutboxRow, language: str = "zh", now: datetime = START) -> str:
    return visible_text(renderer(now=now)(row, language).page.html)


class TestDigests:
    def test_it_shows_the_paper_and_why_it_comes(self) -> None:
        shown = text(row())
        assert "让化学品走铁路" in shown
        assert "迟发" not in shown
        assert "因为订阅了主题“物流与交通”" in shown

    def test_it_speaks_the_language_of_the_chat(self) -> None:
        assert "Put chemicals on the railway" in text(row(), "en")
        assert "讓化學品走鐵路" in text(row(), "zh-Hant")

    def test_it_is_silent_and_can_be_pressed(self) -> None:
        message = renderer()(row(), "zh")
        assert message.silent
        assert {link.action.name for link in message.page.links} >= {"SOURCE", "PAPER", "UNSUBSCRIBE"}

    @pytest.mark.parametrize(
        ("late", "now"), [(True, START), (False, START + 16 * MINUTE)], ids=["written late", "sent late"]
    )
    def test_one_that_is_late_says_of_which_day_it_is(self, late: bool, now: datetime) -> None:
        assert "3月2日（迟发）" in text(row(late=late), now=now)

    def test_one_sent_within_a_quarter_of_an_hour_is_not_late(self) -> None:
        assert "迟发" not in text(row(), now=START + 15 * MINUTE)

    def test_a_paper_that_was_taken_out_meanwhile_is_named(self) -> None:
        with pytest.raises(PaperGone, match="cmia16-99"):
            text(row(paper="cmia16-99"))

    def test_one_made_before_is_not_made_again(self) -> None:
        make = renderer()
        assert make(row(), "zh").page is make(row(id=2, target_id=2), "zh").page
        assert make(row(), "zh").page is not make(row(payload={"reasons": []}), "zh").page

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_every_paper_is_one_message(self, language: str) -> None:
        make = renderer(real_collection())
        for paper in real_collection().papers.values():
            if paper.key_recommendations:
                page = make(row(paper=paper.id), language).page
                assert page.count == 1
                assert utf16_length(visible_text(page.html)) <= 3500


class TestMessages:
    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("everything", [True, False])
    def test_a_rest_names_its_end_and_a_way_to_widen(self, language: str, everything: bool) -> None:
        values = {"day": "2026-05-01", "everything": everything}
        shown = text(row(OutboxKind.NOTICE, payload={"message": "notice.rest", "values": values}), language)
        assert ("1 May" if language == "en" else "5月1日") in shown
        assert ("/papers" if everything else "/subscribe") in shown

    def test_what_is_filled_in_is_escaped(self) -> None:
        values = {"chat": "<b>A&B", "reason": "Topic_closed"}
        shown = row(OutboxKind.NOTICE, payload={"message": "notice.paused", "values": values})
        assert "&lt;b&gt;A&amp;B" in renderer()(shown, "en").page.html

    @pytest.mark.parametrize(
        "reason",
        [
            "removed",
            NO_RIGHTS,
            *(part for line in TABLE if line.reaction.told is Told.OWNER for part in line.reasons),
        ],
    )
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_owners_are_told_the_reason_in_their_language(self, language: str, reason: str) -> None:
        described = f"Bad Request: {reason.capitalize()}"
        for message in ("notice.paused", "alarm.no_owner"):
            values = {"chat": "A", "title": "B", "reason": described}
            shown = text(row(OutboxKind.NOTICE, payload={"message": message, "values": values}), language)
            assert "Bad Request" not in shown

    def test_a_reason_that_is_not_known_is_told_as_it_is(self) -> None:
        values = {"chat": "A", "reason": "Something new"}
        shown = text(row(OutboxKind.NOTICE, payload={"message": "notice.paused", "values": values}))
        assert "原因：Something new" in shown

    def test_an_alarm_and_an_announcement_may_make_a_noise(self) -> None:
        values = {"row": 7, "chat": 8, "reason": "Can't parse entities"}
        alarm = row(OutboxKind.ALARM, payload={"message": "alarm.failed", "values": values})
        announcement = row(OutboxKind.ANNOUNCEMENT, payload={"text": "Hello", "entities": []})
        assert not renderer()(alarm, "en").silent
        assert not renderer()(announcement, "en").silent


async def test_the_reason_of_a_dead_letter_says_that_its_paper_is_gone(database: Database) -> None:
    messenger = ScriptedMessenger()
    post = Post(database, messenger, render=renderer())
    gone = await post.digest(await post.chat(1), paper="cmia16-99")
    await post.digest(await post.chat(2), paper=PAPER)
    await post.send(1)
    found = await post.row(gone)
    assert found.state is OutboxState.FAILED
    assert "paper cmia16-99" in found.reason
    assert messenger.chats == [2]
