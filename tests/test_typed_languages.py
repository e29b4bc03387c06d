"""Languages as people name them."""

import pytest

from cmiabot.delivery.typed_languages import read_language
from cmiabot.errors import UserError


@pytest.mark.parametrize(
    ("typed", "language"),
    [
        ("中文", "zh"),
        (" 简体 中文 ", "zh"),
        ("Chinese", "zh"),
        ("zh-CN", "zh"),
        ("繁體", "zh-Hant"),
        ("繁体中文", "zh-Hant"),
        ("Traditional Chinese", "zh-Hant"),
        ("zh_TW", "zh-Hant"),
        ("英文", "en"),
        ("ENGLISH", "en"),
        ("en-GB", "en"),
    ],
)
def test_a_language_is_read_by_its_names_and_codes(typed: str, language: str) -> None:
    assert read_language(typed) == language


@pytest.mark.parametrize("typed", ["法文", "de", "?", "zhongwen", "x" * 99])
def test_what_is_none_of_ours_is_said_to_be(typed: str) -> None:
    with pytest.raises(UserError) as caught:
        read_language(typed)
    assert caught.value.key == "typed.language"
    assert len(str(caught.value.values["text"])) <= 41
