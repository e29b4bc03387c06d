"""What somebody means who names what to follow."""

import pytest
from hypothesis import given

from cmiabot.search.followable import MOST, Candidate, only_one
from tests.auxil.loaded_collections import frozen_engine, real_collection, real_engine
from tests.auxil.properties import ANY_QUESTION, PROPERTY


def meant(typed: str) -> list[str]:
    """The candidates on the real collection; `!` marks what was named exactly."""
    found = real_engine().followable(typed)
    return [f"{one.kind} {one.ref}{'!' if one.exact else ''}" for one in found]


@pytest.mark.parametrize(
    ("typed", "only"),
    [
        ("氢能", "theme hydrogen"),
        ("hydrogen", "theme hydrogen"),
        ("HYDROGEN", "theme hydrogen"),
        ("氫能", "theme hydrogen"),
        ("燃料电池", "theme hydrogen"),
        ("关于氢能的", "theme hydrogen"),
        ("Talent and education", "theme talent"),
        ("巴斯夫", "organisation basf"),
        ("basf", "organisation basf"),
        ("高通公司", "organisation qualcomm"),
        ("康宁的建议", "organisation corning"),
        ("市政府", "organisation city-government"),
        ("安德罗施", "adviser hannes-androsch"),
        ("Hannes Androsch", "adviser hannes-androsch"),
        ("奥特斯 安德罗施", "adviser hannes-androsch"),
        ("全部", "everything "),
        ("everything", "everything "),
    ],
)
def test_an_exact_name_means_one_thing(typed: str, only: str) -> None:
    assert meant(typed) == [f"{only}!"]
    assert only_one(real_engine().followable(typed)) is not None


@pytest.mark.parametrize(
    ("typed", "candidates"),
    [
        ("轻能", ["theme hydrogen"]),
        ("qingneng", ["theme hydrogen"]),
        ("hydrogn", ["theme hydrogen"]),
        ("施耐得", ["organisation schneider"]),
        ("shinaide", ["organisation schneider"]),
        ("三井", ["organisation smbc", "organisation mitsui"]),
        ("氢能和人才", ["theme hydrogen", "theme talent"]),
        ("西门子 巴斯夫", ["organisation siemens!", "organisation basf!"]),
        ("论文6", ["organisation ats"]),
        ("paper 6", ["organisation ats"]),
        ("2020年奥特斯", ["organisation ats"]),
        ("巴斯夫 氢能", ["theme hydrogen!", "organisation basf!"]),
    ],
)
def test_what_is_not_certain_is_to_be_asked(typed: str, candidates: list[str]) -> None:
    assert meant(typed) == candidates
    assert only_one(real_engine().followable(typed)) is None


@pytest.mark.parametrize("typed", ["", "火星", "区块链", "王", "/", "？"])
def test_the_unknown_is_nothing(typed: str) -> None:
    assert meant(typed) == []


def test_every_name_of_the_collection_can_be_followed_by_itself() -> None:
    collection = real_collection()
    names = [
        *(("theme", t.id, name) for t in collection.themes.values() for name in (t.name.zh, t.name.en)),
        *(
            ("organisation", o.id, name)
            for o in collection.organisations.values()
            for name in (o.short.zh, o.short.en)
        ),
        *(("adviser", p.id, name) for p in collection.people.values() for name in (p.name.zh, p.name.en)),
    ]
    missed = [
        (kind, ref, name)
        for kind, ref, name in names
        if Candidate(kind, ref, exact=True) not in real_engine().followable(name)
    ]
    assert missed == []


@PROPERTY
@given(ANY_QUESTION)
def test_any_text_has_few_candidates_that_are_there(typed: str) -> None:
    engine = frozen_engine()
    found = engine.followable(typed)
    assert len(found) <= MOST
    assert len({(one.kind, one.ref) for one in found}) == len(found)
