"""Times, weekdays, zones, pauses and dates as people type them; what is said where they cannot be read."""

from collections.abc import Callable
from datetime import date, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cmiabot.delivery.typed_dates import LONGEST_PAUSE, read_past_date, read_pause
from cmiabot.delivery.typed_days import read_weekdays
from cmiabot.delivery.typed_times import read_time
from cmiabot.delivery.zones import cities, city_of, read_zone
from cmiabot.errors import UserError
from cmiabot.messages.catalogue import LANGUAGES, catalogue
from tests.auxil.properties import ANY_QUESTION, PROPERTY
from tests.auxil.telegram_html import utf16_length, visible_text

TODAY = date(2026, 11, 20)


def error_of(read: Callable[[], object]) -> UserError:
    with pytest.raises(UserError) as caught:
        read()
    return caught.value


class TestTimes:
    @pytest.mark.parametrize(
        ("text", "time"),
        [
            ("08:30", "8:30"),
            ("8:30", "8:30"),
            ("８：３０", "8:30"),
            ("0830", "8:30"),
            ("830", "8:30"),
            ("8.30", "8:30"),
            ("8", "8:00"),
            ("8点", "8:00"),
            ("8点半", "8:30"),
            ("8點半", "8:30"),
            ("八点三十分", "8:30"),
            ("八点五分", "8:05"),
            ("二十点", "20:00"),
            ("9点钟", "9:00"),
            ("九点整", "9:00"),
            ("8时45", "8:45"),
            ("早上8点", "8:00"),
            ("上午 9:15", "9:15"),
            ("下午3点一刻", "15:15"),
            ("下午15:00", "15:00"),
            ("晚上八点半", "20:30"),
            ("晚上12点", "0:00"),
            ("晚上1点", "1:00"),
            ("中午12点", "12:00"),
            ("中午1点", "13:00"),
            ("8:30 pm", "20:30"),
            ("8 PM", "20:00"),
            ("8:30 a.m.", "8:30"),
            ("12am", "0:00"),
            ("12 p.m.", "12:00"),
            ("00:00", "0:00"),
            ("23:59", "23:59"),
            ("中午", "12:00"),
            ("Noon", "12:00"),
            ("midnight", "0:00"),
            ("0:30 am", "0:30"),
        ],
    )
    def test_a_time_is_read(self, text: str, time: str) -> None:
        hour, minute = divmod(read_time(text), 60)
        assert f"{hour}:{minute:02}" == time

    @pytest.mark.parametrize(
        "text",
        ["", "24:00", "8:60", "8:3", "99999", "morning", "8点半半", "十十点", "-8", "19:30 am", "上午15点"],
    )
    def test_what_is_no_time_is_told_with_an_example(self, text: str) -> None:
        error = error_of(lambda: read_time(text))
        assert (error.key, error.values) == ("typed.time", {"text": text})

    @given(st.integers(0, 1439))
    def test_every_minute_of_a_day_can_be_written(self, minutes: int) -> None:
        hour, minute = divmod(minutes, 60)
        for text in (f"{hour}:{minute:02}", f"{hour:02}{minute:02}", f"{hour}点{minute:02}分"):
            assert read_time(text) == minutes


class TestWeekdays:
    @pytest.mark.parametrize(
        ("text", "days"),
        [
            ("1-5", "12345"),
            ("1–5", "12345"),
            ("1-7", "1234567"),
            ("135", "135"),
            ("1, 3，5", "135"),
            ("1-3,5", "1235"),
            ("6-1", "167"),
            ("mon,wed", "13"),
            ("Mon - Fri", "12345"),
            ("Mon.-Fri.", "12345"),
            ("monday to friday", "12345"),
            ("tues & thurs", "24"),
            ("every monday and friday", "15"),
            ("Mondays", "1"),
            ("weekdays", "12345"),
            ("working days", "12345"),
            ("weekends", "67"),
            ("everyday", "1234567"),
            ("every day", "1234567"),
            ("周一至周五", "12345"),
            ("週一到週五", "12345"),
            ("一至五", "12345"),
            ("周一三五", "135"),
            ("周一、周三和周五", "135"),
            ("星期一 星期三", "13"),
            ("礼拜三", "3"),
            ("每周一", "1"),
            ("每星期天", "7"),
            ("周一和周天", "17"),
            ("礼拜六至礼拜天", "67"),
            ("周日", "7"),
            ("周六日", "67"),
            ("周六至周一", "167"),
            ("周一到三，周六日", "12367"),
            ("周末", "67"),
            ("工作日", "12345"),
            ("工作日和周六", "123456"),
            ("每天", "1234567"),
            ("天天", "1234567"),
        ],
    )
    def test_days_are_read(self, text: str, days: str) -> None:
        assert "".join(str(day + 1) for day in sorted(read_weekdays(text))) == days

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "0",
            "8",
            "1-",
            "-5",
            "1--5",
            "1-3-5",
            "weekdays-7",
            "1-周末",
            "mon wed foo",
            "周",
            "每天早上",
            "5天",
            "每周三天",
            "一周五天",
            "周一天",
            "十",
        ],
    )
    def test_what_names_no_days_is_told_with_an_example(self, text: str) -> None:
        error = error_of(lambda: read_weekdays(text))
        assert (error.key, error.values) == ("typed.days", {"text": text})

    @given(st.frozensets(st.integers(0, 6), min_size=1))
    def test_every_choice_of_days_can_be_written(self, days: frozenset[int]) -> None:
        for names in ("一二三四五六日", ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "1234567"):
            assert read_weekdays(",".join(names[day] for day in days)) == days


class TestZones:
    @pytest.mark.parametrize(
        ("text", "zone"),
        [
            ("重庆", "Asia/Shanghai"),
            ("重慶市", "Asia/Shanghai"),
            ("Chongqing", "Asia/Shanghai"),
            ("beijing", "Asia/Shanghai"),
            ("北京时间", "Asia/Shanghai"),
            ("Beijing time", "Asia/Shanghai"),
            ("香港", "Asia/Hong_Kong"),
            ("hong kong", "Asia/Hong_Kong"),
            ("台北", "Asia/Taipei"),
            ("臺北", "Asia/Taipei"),
            ("新加坡", "Asia/Singapore"),
            ("东京", "Asia/Tokyo"),
            ("Japan", "Asia/Tokyo"),
            ("伦敦", "Europe/London"),
            ("倫敦", "Europe/London"),
            ("柏林", "Europe/Berlin"),
            ("Zürich", "Europe/Zurich"),
            ("zurich", "Europe/Zurich"),
            ("São Paulo", "America/Sao_Paulo"),
            ("纽约", "America/New_York"),
            ("NEW YORK", "America/New_York"),
            ("new_york", "America/New_York"),
            ("圣地亚哥", "America/Santiago"),
            ("St. Petersburg", "Europe/Moscow"),
            ("Mexico City", "America/Mexico_City"),
            ("asia/shanghai", "Asia/Shanghai"),
            (" Asia / Shanghai ", "Asia/Shanghai"),
            ("asia shanghai", "Asia/Shanghai"),
            ("America/New York", "America/New_York"),
            ("america/argentina/buenos_aires", "America/Argentina/Buenos_Aires"),
            ("Asia/Chongqing", "Asia/Chongqing"),
            ("lord howe", "Australia/Lord_Howe"),
            ("Nuuk", "America/Nuuk"),
            ("utc", "Etc/UTC"),
            ("Etc/UTC", "Etc/UTC"),
        ],
    )
    def test_a_place_is_read(self, text: str, zone: str) -> None:
        assert read_zone(text) == zone

    @pytest.mark.parametrize(
        "zone", sorted(zone for zone in available_timezones() if zone[:4] in ("Asia", "Euro"))
    )
    def test_every_name_of_a_zone_is_read_in_any_case(self, zone: str) -> None:
        for text in (zone, zone.upper(), zone.replace("_", " ").lower(), zone.replace("/", " / ")):
            assert read_zone(text) == zone

    @pytest.mark.parametrize(
        "text",
        [
            "UTC+8",
            "utc +8",
            "GMT-5",
            "GMT8",
            "+8",
            "+08:00",
            "−3",
            "-0330",
            "UTC+5:30",
            "Etc/GMT-8",
            "东八区",
            "西5区",
        ],
    )
    def test_an_offset_is_refused_because_it_knows_no_summer_time(self, text: str) -> None:
        assert error_of(lambda: read_zone(text)).key == "typed.zone_offset"

    @pytest.mark.parametrize(
        "text", ["", "Atlantis", "CST", "EST5EDT", "8", "Asia/", "市", "时间", "posixrules"]
    )
    def test_what_is_no_place_is_told_with_an_example(self, text: str) -> None:
        error = error_of(lambda: read_zone(text))
        assert (error.key, error.values) == ("typed.zone", {"text": text})

    def test_every_listed_zone_exists_and_is_read_by_the_names_it_is_shown_by(self) -> None:
        assert len(cities()) > 90
        assert len({city.zone for city in cities()}) == len(cities())
        for city in cities():
            assert ZoneInfo(city.zone).key == city.zone
            assert read_zone(city.name.zh) == read_zone(city.name.en) == read_zone(city.zone) == city.zone
            assert city_of(city.zone) == city.name

    def test_the_list_begins_at_home(self) -> None:
        assert (cities()[0].zone, cities()[0].name.zh, cities()[0].name.en) == (
            "Asia/Shanghai",
            "重庆",
            "Chongqing",
        )

    def test_no_zone_is_called_by_a_name_that_ends_in_the_word_for_time(self) -> None:
        assert [city.name.zh for city in cities() if city.name.zh.endswith(("时", "时间"))] == []

    def test_a_zone_that_is_not_listed_is_called_by_its_own_city(self) -> None:
        assert city_of("America/Argentina/Rio_Gallegos").en == "Rio Gallegos"


class TestPauses:
    @pytest.mark.parametrize(
        ("text", "end"),
        [
            ("7", "2026-11-27"),
            ("7天", "2026-11-27"),
            ("七天", "2026-11-27"),
            ("3 days", "2026-11-23"),
            ("for 10 days", "2026-11-30"),
            ("两周", "2026-12-04"),
            ("2 weeks", "2026-12-04"),
            ("a week", "2026-11-27"),
            ("一个星期", "2026-11-27"),
            ("1个月", "2026-12-20"),
            ("2026-12-01", "2026-12-01"),
            ("2026/12/1", "2026-12-01"),
            ("20261201", "2026-12-01"),
            ("2026年12月1日", "2026-12-01"),
            ("12月1日", "2026-12-01"),
            ("十二月一号", "2026-12-01"),
            ("到12月1日", "2026-12-01"),
            ("12月1日为止", "2026-12-01"),
            ("until 2026-12-01", "2026-12-01"),
            ("1 Dec", "2026-12-01"),
            ("December 1st, 2026", "2026-12-01"),
            ("1月1日", "2027-01-01"),
            ("11月20日", "2027-11-20"),
            ("tomorrow", "2026-11-21"),
            ("后天", "2026-11-22"),
            ("366", "2027-11-21"),
            ("下周一", "2026-11-23"),
            ("until Monday", "2026-11-23"),
            ("到下星期天", "2026-11-29"),
            ("Friday", "2026-11-27"),
            ("next fri", "2026-11-27"),
            ("12-1", "2026-12-01"),
            ("1.12.2026", "2026-12-01"),
            ("12/31", "2026-12-31"),
            ("31/12", "2026-12-31"),
        ],
    )
    def test_its_end_is_read(self, text: str, end: str) -> None:
        assert read_pause(text, TODAY).isoformat() == end

    @pytest.mark.parametrize(
        ("text", "key"),
        [
            ("", "typed.pause"),
            ("a while", "typed.pause"),
            ("2月30日", "typed.no_such_day"),
            ("2026-11-31", "typed.no_such_day"),
            ("2月29日", "typed.pause_long"),
            ("13/13", "typed.no_such_day"),
            ("本周一", "typed.pause_past"),
            ("12/1", "typed.pause"),  # 12 January or 1 December
            ("7日", "typed.pause"),  # the 7th, or 7 days
            ("0", "typed.pause_past"),
            ("今天", "typed.pause_past"),
            ("2026-11-20", "typed.pause_past"),
            ("2020-01-01", "typed.pause_past"),
            ("367", "typed.pause_long"),
            ("9999", "typed.pause_long"),
            ("9999个月", "typed.pause_long"),
            ("2028-02-29", "typed.pause_long"),
        ],
    )
    def test_what_is_no_pause_is_told(self, text: str, key: str) -> None:
        assert error_of(lambda: read_pause(text, TODAY)).key == key


class TestPastDates:
    @pytest.mark.parametrize(
        ("text", "day"),
        [
            ("2026-11-20", "2026-11-20"),
            ("2026/11/2", "2026-11-02"),
            ("11月20日", "2026-11-20"),
            ("11月21日", "2025-11-21"),
            ("20 November", "2026-11-20"),
            ("Nov 3", "2026-11-03"),
            ("today", "2026-11-20"),
            ("昨天", "2026-11-19"),
            ("yesterday", "2026-11-19"),
            ("11-20", "2026-11-20"),
            ("11/20", "2026-11-20"),
            ("20/11/2026", "2026-11-20"),
            ("20.11.2026", "2026-11-20"),
            ("20.11.", "2026-11-20"),
            ("周五", "2026-11-20"),
            ("Friday", "2026-11-20"),
            ("last Friday", "2026-11-13"),
            ("上周五", "2026-11-13"),
            ("Thursday", "2026-11-19"),
            ("星期六", "2026-11-14"),
            ("Sat", "2026-11-14"),
            ("2月29日", "2024-02-29"),
        ],
    )
    def test_a_date_is_read_and_without_a_year_the_last_one_is_meant(self, text: str, day: str) -> None:
        assert read_past_date(text, TODAY).isoformat() == day

    @pytest.mark.parametrize(
        ("text", "key"),
        [
            ("", "typed.date"),
            ("7", "typed.date"),
            ("2026-13-01", "typed.no_such_day"),
            ("2026-11-31", "typed.no_such_day"),
            ("31 April", "typed.no_such_day"),
            ("11/10", "typed.date"),  # 11 October or 10 November
            ("下周五", "typed.date_future"),
            ("2026-11-21", "typed.date_future"),
            ("tomorrow", "typed.date_future"),
        ],
    )
    def test_what_is_no_such_date_is_told(self, text: str, key: str) -> None:
        assert error_of(lambda: read_past_date(text, TODAY)).key == key

    @given(st.dates(TODAY - timedelta(days=360), TODAY))
    def test_every_date_can_be_written(self, day: date) -> None:
        for text in (
            day.isoformat(),
            f"{day.month}月{day.day}日",
            f"{day:%d %B}",
            f"{day:%b} {day.day}, {day.year}",
        ):
            assert read_past_date(text, TODAY) == day


class TestAnyText:
    @PROPERTY
    @given(ANY_QUESTION | st.text("0123456789:点半周一至五-十月日天+utcapm /.", max_size=12))
    @example("0001-01-01")
    @example("9999-12-31")
    @example("0000-01-01")
    @example("十" * 50)
    def test_it_is_read_or_refused_with_what_to_write(self, text: str) -> None:
        readings: list[tuple[Callable[[str], object], Callable[[object], bool]]] = [
            (read_time, lambda minutes: minutes in range(1440)),
            (read_weekdays, lambda days: bool(days) and days <= frozenset(range(7))),  # type: ignore[operator]
            (read_zone, lambda zone: zone in available_timezones()),
            (lambda typed: read_pause(typed, TODAY), lambda end: end - TODAY <= LONGEST_PAUSE),  # type: ignore[operator]
            (lambda typed: read_past_date(typed, TODAY), lambda day: day <= TODAY),  # type: ignore[operator]
        ]
        for read, holds in readings:
            try:
                assert holds(read(text))
            except UserError as error:
                example = "“" if error.key == "typed.no_such_day" else "/"
                for language in LANGUAGES:
                    told = visible_text(str(catalogue(language).text(error.key, **error.values)))
                    assert example in told

    def test_a_long_text_is_not_repeated_whole(self) -> None:
        error = error_of(lambda: read_time("很\n长" * 2000))
        assert utf16_length(str(error.values["text"])) < 50
        assert "\n" not in str(error.values["text"])
