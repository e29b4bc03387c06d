"""Languages as people name them: 中文, 繁体, English, en, zh-TW."""

from cmiabot.delivery.typed import plain, quoted
from cmiabot.errors import UserError
from cmiabot.messages.catalogue import resolve_language
from cmiabot.search.names import compact

_NAMES = {
    "zh": (
        "中文",
        "汉语",
        "普通话",
        "简体",
        "简体中文",
        "中文简体",
        "chinese",
        "simplified",
        "simplified chinese",
    ),
    "zh-Hant": ("繁体", "繁体中文", "中文繁体", "正体", "正体中文", "traditional", "traditional chinese"),
    "en": ("英文", "英语", "english"),
}
_CODES = {name: code for code, names in _NAMES.items() for name in names}


def read_language(text: str) -> str:
    """The code of one of our languages. Raises UserError where the text names none of them."""
    name = compact(" ".join(plain(text).split()))
    code = _CODES.get(name) or resolve_language(name, "")
    if not code:
        raise UserError("typed.language", text=quoted(text))
    return code
