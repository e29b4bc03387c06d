"""The programme: its order, what a target gets next, and a year of somebody's digests."""

import random
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmiabot.corpus.models import Collection
from cmiabot.delivery.programme import (
    AGAIN_AFTER,
    EVERYTHING,
    Choice,
    Interest,
    Nothing,
    Programme,
    Reach,
    Rest,
    Sighting,
)
from tests.auxil.loaded_collections import frozen_collection, real_collection
from tests.auxil.properties import PROPERTY
from tests.auxil.small_collections import Plain, meeting, organisation, paper, small_collection, theme

DAY = timedelta(days=1)
TODAY = date(2026, 11, 20)
THEMES = [theme("rail", "铁路", "Rail"), theme("air", "航空", "Air"), theme("sea", "海运", "Sea")]
REAL = Programme(real_collection())
REAL_INTERESTS: list[Interest] = [
    EVERYTHING,
    *(("theme", one) for one in real_collection().themes),
    *(("organisation", one) for one in real_collection().organisations),
    *(("adviser", one) for one in real_collection().people),
]


def keys(*themes: str, **more: object) -> list[Plain]:
    """Key records, one a theme."""
    return [{"zh": "建议", "en": "Advice", "key": True, "themes": [theme], **more} for theme in themes]


def collection_of(meetings: list[Plain], *papers: Plain) -> Collection:
    organisations = [organisation("a", "甲", people={"张三": ["San"]}), organisation("b", "乙")]
    return small_collection(organisations, papers, meetings, THEMES)


def programme_of(meetings: list[Plain], *papers: Plain) -> Programme:
    return Programme(collection_of(meetings, *papers))


VOLUME = meeting("vol", 2021)
PRESS = meeting("press", 2020, kind="press")


def seen_on(days_ago: int, round_: int = 1) -> Sighting:
    return Sighting(round_, TODAY - days_ago * DAY)


class TestOrder:
    def test_papers_of_the_volume_come_first_then_speeches_of_newer_meetings(self) -> None:
        programme = programme_of(
            [meeting("old", 2020, kind="press"), VOLUME, meeting("new", 2025, kind="feature")],
            paper("old-01", "a", *keys("rail", "air")),
            paper("old-02", "a", *keys("rail", "air")),
            paper("vol-01", "a", *keys("rail")),
            paper("vol-02", "a", *keys("rail")),
            paper("new-01", "a", *keys("rail", "air")),
        )
        assert programme.papers == ("vol-01", "vol-02", "new-01", "old-01", "old-02")

    def test_what_was_added_later_goes_to_the_front(self) -> None:
        programme = programme_of(
            [
                VOLUME,
                meeting("vol2", 2026, added="2027-01-10"),
                meeting("talk2", 2026, kind="press", added="2027-01-10"),
                meeting("talk3", 2019, kind="press", added="2027-03-01"),
            ],
            paper("vol-01", "a", *keys("rail")),
            paper("vol2-01", "a", *keys("rail")),
            paper("talk2-01", "a", *keys("rail", "air")),
            paper("talk3-01", "a", *keys("rail", "air")),
        )
        assert programme.papers == ("talk3-01", "vol2-01", "talk2-01", "vol-01")

    def test_a_speech_with_one_key_record_is_too_little(self) -> None:
        short = paper("press-01", "a", *keys("rail"), "并非要点")
        assert programme_of([PRESS], short, paper("press-02", "a", *keys("rail", "air"))).papers == (
            "press-02",
        )

    def test_a_speech_that_only_repeats_a_paper_is_left_out(self) -> None:
        programme = programme_of(
            [VOLUME, PRESS],
            paper("vol-01", "a", *keys("rail", "air", "sea"), "又一条"),
            paper("press-01", "a", *keys("rail", same_as=["vol-01-01"]), *keys("air", same_as=["vol-01-04"])),
            paper("press-02", "a", *keys("rail", same_as=["vol-01-02"]), *keys("air")),
        )
        assert programme.papers == ("vol-01", "press-02")

    def test_of_two_speeches_that_say_the_same_one_stays(self) -> None:
        programme = programme_of(
            [PRESS],
            paper("press-01", "a", *keys("rail", same_as=["press-02-01"]), *keys("air")),
            paper("press-02", "a", *keys("rail"), *keys("air", same_as=["press-01-02"])),
        )
        assert programme.papers == ("press-01",)

    def test_a_paper_without_key_records_is_no_digest(self) -> None:
        assert programme_of([VOLUME], paper("vol-01", "a", "并非要点")).papers == ()

    def test_the_real_one_begins_with_the_whole_volume(self) -> None:
        collection = real_collection()
        volume = [one.id for one in collection.papers.values() if collection.meeting_of(one).is_volume]
        first = [one for one in REAL.papers if not collection.meeting_of(collection.papers[one]).added]
        assert first[: len(volume)] == volume
        assert all(len(collection.papers[one].key_recommendations) >= 2 for one in REAL.papers)


class TestChoice:
    PROGRAMME = programme_of(
        [VOLUME],
        paper("vol-01", "a", *keys("rail", "air"), {"zh": "并非要点", "en": "", "themes": ["sea"]}),
        paper("vol-02", "b", *keys("rail")),
        paper("vol-03", "a", *keys("sea"), people=["San"]),
    )

    @pytest.mark.parametrize(
        ("interests", "paper"),
        [
            ([EVERYTHING], "vol-01"),
            ([("theme", "rail")], "vol-01"),
            ([("theme", "sea")], "vol-03"),
            ([("organisation", "b")], "vol-02"),
            ([("adviser", "san")], "vol-03"),
            ([("adviser", "san"), ("organisation", "b")], "vol-02"),
        ],
    )
    def test_the_first_item_on_what_is_followed_comes_first(
        self, interests: list[Interest], paper: str
    ) -> None:
        choice = self.PROGRAMME.choose(interests, {}, TODAY)
        assert isinstance(choice, Choice)
        assert (choice.paper, choice.round) == (paper, 1)

    def test_all_interests_it_meets_are_named_in_their_order(self) -> None:
        interests = [("theme", "sea"), ("theme", "air"), EVERYTHING, ("organisation", "a"), ("theme", "rail")]
        choice = self.PROGRAMME.choose(interests, {}, TODAY)
        reasons = (("theme", "air"), EVERYTHING, ("organisation", "a"), ("theme", "rail"))
        assert choice == Choice("vol-01", reasons, 1)

    @pytest.mark.parametrize("interests", [[], [("theme", "gone")], [("organisation", "")]])
    def test_where_nothing_is_met_there_is_nothing(self, interests: list[Interest]) -> None:
        assert self.PROGRAMME.choose(interests, {}, TODAY) == Nothing()

    def test_what_was_not_seen_comes_before_what_was(self) -> None:
        seen = {"vol-01": seen_on(300), "vol-03": seen_on(200)}
        assert self.PROGRAMME.choose([EVERYTHING], seen, TODAY) == Choice("vol-02", (EVERYTHING,), 1)

    def test_when_all_was_seen_the_next_round_begins_in_order(self) -> None:
        seen = {"vol-01": seen_on(90), "vol-02": seen_on(120), "vol-03": seen_on(100)}
        assert self.PROGRAMME.choose([EVERYTHING], seen, TODAY) == Choice("vol-01", (EVERYTHING,), 2)

    @pytest.mark.parametrize(("days_ago", "comes"), [(59, False), (60, True)])
    def test_nothing_comes_again_within_sixty_days(self, days_ago: int, comes: bool) -> None:
        seen = {"vol-02": seen_on(days_ago)}
        chosen = self.PROGRAMME.choose([("organisation", "b")], seen, TODAY)
        assert isinstance(chosen, Choice) == comes
        assert comes or chosen == Rest(TODAY + DAY)

    def test_the_rest_ends_with_the_item_that_was_seen_first(self) -> None:
        seen = {"vol-01": seen_on(10), "vol-02": seen_on(12), "vol-03": seen_on(11)}
        assert self.PROGRAMME.choose([EVERYTHING], seen, TODAY) == Rest(TODAY + 48 * DAY)

    def test_a_new_item_joins_the_round_so_that_it_does_not_hold_up_the_others(self) -> None:
        seen = {"vol-01": seen_on(90, 2), "vol-02": seen_on(80, 3)}
        chosen = self.PROGRAMME.choose([EVERYTHING], seen, TODAY)
        assert chosen == Choice("vol-03", (EVERYTHING,), 3)
        after = self.PROGRAMME.choose([EVERYTHING], {**seen, "vol-03": seen_on(0, 3)}, TODAY + DAY)
        assert after == Choice("vol-01", (EVERYTHING,), 3)
        later = {"vol-01": seen_on(70, 3), "vol-02": seen_on(80, 3), "vol-03": seen_on(0, 3)}
        assert self.PROGRAMME.choose([EVERYTHING], later, TODAY + DAY) == Choice("vol-01", (EVERYTHING,), 4)

    def test_what_is_no_longer_in_the_collection_is_passed_over(self) -> None:
        seen = {"gone-01": seen_on(3, 9), "vol-01": seen_on(100), "vol-02": seen_on(100)}
        assert self.PROGRAMME.choose([EVERYTHING], seen, TODAY) == Choice("vol-03", (EVERYTHING,), 1)


class TestReach:
    @pytest.mark.parametrize(
        ("interests", "reach"),
        [
            ([EVERYTHING], Reach(3, 4)),
            ([("theme", "rail")], Reach(2, 2)),
            ([("theme", "sea")], Reach(1, 1)),
            ([("organisation", "a")], Reach(2, 3)),
            ([("adviser", "san")], Reach(1, 1)),
            ([("theme", "rail"), ("organisation", "a")], Reach(3, 4)),
            ([("theme", "gone")], Reach(0, 0)),
            ([], Reach(0, 0)),
        ],
    )
    def test_it_counts_papers_and_their_key_records_once(
        self, interests: list[Interest], reach: Reach
    ) -> None:
        assert TestChoice.PROGRAMME.reach(interests) == reach

    @pytest.mark.parametrize("interest", REAL_INTERESTS, ids=":".join)
    def test_it_says_how_many_items_come_before_the_first_rest(self, interest: Interest) -> None:
        seen: dict[str, Sighting] = {}
        while isinstance(choice := REAL.choose([interest], seen, TODAY), Choice):
            seen[choice.paper] = Sighting(choice.round, TODAY)
        assert len(seen) == REAL.reach([interest]).papers
        assert choice == (Rest(TODAY + AGAIN_AFTER) if seen else Nothing())


class TestAYear:
    @PROPERTY
    @given(
        st.lists(st.sampled_from(REAL_INTERESTS), max_size=4, unique=True), st.randoms(use_true_random=False)
    )
    def test_all_items_come_once_before_any_comes_twice_and_none_within_sixty_days(
        self, interests: list[Interest], chance: random.Random
    ) -> None:
        """A digest on most days for a year; the programme is silent only where it must be."""
        wanted = {one for one in REAL.papers if REAL.reasons(interests, one)}
        seen: dict[str, Sighting] = {}
        times: dict[str, int] = dict.fromkeys(wanted, 0)
        for today in (TODAY + n * DAY for n in range(365)):
            if chance.random() < 0.3:
                continue
            last = {one: seen[one].day for one in wanted & seen.keys()}
            match REAL.choose(interests, seen, today):
                case Choice(chosen, reasons, round_):
                    assert reasons == REAL.reasons(interests, chosen) != ()
                    assert times[chosen] == min(times.values())
                    assert chosen not in last or today - last[chosen] >= AGAIN_AFTER
                    times[chosen] += 1
                    assert round_ == times[chosen]
                    seen[chosen] = Sighting(round_, today)
                case Rest(until):
                    assert last.keys() == wanted
                    assert today < until == min(last.values()) + AGAIN_AFTER
                case Nothing():
                    assert not wanted

    @PROPERTY
    @given(st.randoms(use_true_random=False))
    def test_a_change_of_interests_never_brings_anything_again_too_soon(self, chance: random.Random) -> None:
        """Whatever is followed when: nothing within sixty days, and a rest only where nothing is left."""
        seen: dict[str, Sighting] = {}
        interests = [EVERYTHING]
        for today in (TODAY + n * DAY for n in range(200)):
            if chance.random() < 0.1:
                interests = chance.sample(REAL_INTERESTS, chance.randint(1, 3))
            left = {
                one
                for one in REAL.papers
                if REAL.reasons(interests, one) and (one not in seen or today - seen[one].day >= AGAIN_AFTER)
            }
            chosen = REAL.choose(interests, seen, today)
            assert isinstance(chosen, Choice) == bool(left)
            if isinstance(chosen, Choice):
                assert chosen.paper in left
                assert chosen.paper not in seen or chosen.round > seen[chosen.paper].round
                seen[chosen.paper] = Sighting(chosen.round, today)


def test_the_frozen_collection_leaves_out_what_adds_nothing() -> None:
    assert Programme(frozen_collection()).papers == (
        "cmia16-01",
        "cmia16-02",
        "cmia16-03",
        "plan2022-01",
        "cmia16-press-01",
        "cmia15-01",
    )
