"""Days and moments are written out in full, as each language writes them."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from comity.notices import TextLibrary


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Friday, November 20, 2026, 4:30 p.m."),
        ("es", "viernes, 20 de noviembre de 2026, 4:30 de la tarde"),
        ("zh-Hans", "2026年11月20日，星期五，下午4点30分"),
        ("tl", "Biyernes, ika-20 ng Nobyembre, 2026, 4:30 ng hapon"),
        ("vi", "Thứ Sáu, ngày 20 tháng 11 năm 2026, 4 giờ 30 chiều"),
        ("ko", "2026년 11월 20일 금요일 오후 4시 30분"),
    ],
)
def test_a_moment_is_written_out_in_the_language(texts: TextLibrary, language: str, words: str) -> None:
    assert texts.frame(language).dates.moment_words(datetime(2026, 11, 20, 16, 30)) == words


@pytest.mark.parametrize(
    ("hour", "minute", "words"),
    [
        (0, 0, "12:00 midnight, when the day begins"),
        (0, 5, "12:05 a.m."),
        (9, 0, "9:00 a.m."),
        (11, 59, "11:59 a.m."),
        (12, 0, "12:00 noon"),
        (12, 1, "12:01 p.m."),
        (13, 0, "1:00 p.m."),
        (23, 59, "11:59 p.m."),
    ],
)
def test_every_hour_of_the_day_has_one_name(texts: TextLibrary, hour: int, minute: int, words: str) -> None:
    said = texts.frame("en").dates.moment_words(datetime(2026, 11, 20, hour, minute))
    assert said == f"Friday, November 20, 2026, {words}"


@pytest.mark.parametrize("language", ["en", "es", "ko", "tl", "vi", "zh-Hans"])
def test_no_two_minutes_of_a_day_and_no_two_days_of_a_year_read_alike(texts: TextLibrary, language: str) -> None:
    dates = texts.frame(language).dates
    minutes = {dates.moment_words(datetime(2026, 11, 20, hour, minute)) for hour in range(24) for minute in range(60)}
    assert len(minutes) == 24 * 60
    days = {dates.day_words(date.fromordinal(date(2028, 1, 1).toordinal() + number)) for number in range(366)}
    assert len(days) == 366


def test_a_reading_that_the_clock_shows_twice_names_its_time(texts: TextLibrary) -> None:
    zone: Any = ZoneInfo("America/New_York")
    moment = datetime(2026, 11, 1, 1, 30, tzinfo=zone)
    assert texts.frame("en").dates.moment_words(moment).endswith("1:30 a.m. (EDT)")
    assert texts.frame("en").dates.moment_words(moment.replace(fold=1)).endswith("1:30 a.m. (EST)")
