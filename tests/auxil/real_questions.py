"""Questions put together from what the real collection says and what people ask with."""

from functools import cache

from hypothesis import strategies as st

from tests.auxil.loaded_collections import real_collection


@cache
def wordings() -> list[tuple[str, str]]:
    """Every everyday wording of a record, with the record's id."""
    return [(record.id, words) for record in real_collection().records.values() for words in record.wordings]


@cache
def _material() -> tuple[list[str], list[str]]:
    """The names of the real collection, and its sentences, terms and wordings, each once."""
    collection = real_collection()
    names = [n for o in collection.organisations.values() for n in (o.short.zh, o.short.en, *o.aliases)]
    names += [name for p in collection.people.values() for name in (p.name.zh, p.name.en, *p.aliases)]
    records = collection.records.values()
    texts = [text for r in records for text in (r.text.zh, r.text.en, *r.terms, *r.wordings)]
    return list(dict.fromkeys(names)), list(dict.fromkeys(texts))


def _name(place: int) -> str:
    return _material()[0][place % len(_material()[0])]


def _cut(place: int, start: int, length: int) -> str:
    text = _material()[1][place % len(_material()[1])]
    return text[start % len(text) :][:length]


PLACE = st.integers(0, 999_983)
"""A place in a list of any length: modulo the length."""
_ASKING = (
    "那", "呢", "他", "她们还", "这家公司", "和", "比", "对比", "2020年", "2021年", "到2025年", "第十六届",
    "上一届", "谁", "哪些公司", "哪些外企", "多少条建议", "是否采纳", "的代表是谁", "谁参加", "反对",
    "承诺了", "说了什么", "what about ", "and ", "he ", "who ", " vs ", " on ", " ", "，", "？", "jianyi ",
)  # fmt: skip
REAL_QUESTION = st.lists(
    st.one_of(
        st.builds(_name, PLACE),
        st.builds(_cut, PLACE, PLACE, st.integers(1, 15)),
        st.sampled_from(_ASKING),
    ),
    min_size=1,
    max_size=5,
).map("".join)
"""Names, pieces of texts and words of asking in any order."""
