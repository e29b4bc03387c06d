"""Make cmiabot/search/pinyin.txt from the dictionaries of pypinyin.

Run: `uv run --with pypinyin tools/make_pinyin_table.py`.

A line is a toneless syllable (ü written v) and the characters read so. A character's first reading
in the file order `main readings, then others` is kept apart by the two sections of the file. A second
reading is taken only where it is common: at least a twelfth of the phrases with the character use it.
"""

from collections import Counter, defaultdict
from pathlib import Path

from pypinyin import Style, lazy_pinyin
from pypinyin.phrases_dict import phrases_dict
from pypinyin.pinyin_dict import pinyin_dict
from pypinyin.style import convert

FIRST, LAST = 0x4E00, 0x9FFF
COMMON_SHARE = 1 / 12
TABLE = Path(__file__).parent.parent / "cmiabot" / "search" / "pinyin.txt"


def toneless(reading: str) -> str:
    """`lǜ` → `lv`."""
    return convert(reading, Style.NORMAL, strict=False).replace("ü", "v")


def main() -> None:
    """Write the table."""
    uses: dict[str, Counter[str]] = defaultdict(Counter)
    for phrase, readings in phrases_dict.items():
        for character, reading in zip(phrase, readings, strict=False):
            uses[character][toneless(reading[0])] += 1
    main_readings: dict[str, list[str]] = defaultdict(list)
    others: dict[str, list[str]] = defaultdict(list)
    for code in sorted(pinyin_dict):
        if not FIRST <= code <= LAST:
            continue
        character = chr(code)
        first = lazy_pinyin(character, style=Style.NORMAL, v_to_u=False)[0]
        main_readings[first].append(character)
        total = sum(uses[character].values())
        for reading, count in sorted(uses[character].items()):
            if reading != first and count >= 2 and count >= total * COMMON_SHARE:
                others[reading].append(character)
    lines = [
        "# Toneless readings of Chinese characters, made by tools/make_pinyin_table.py from pypinyin (MIT)."
    ]
    lines += [f"{syllable} {''.join(main_readings[syllable])}" for syllable in sorted(main_readings)]
    lines.append("# other common readings")
    lines += [f"{syllable} {''.join(others[syllable])}" for syllable in sorted(others)]
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
