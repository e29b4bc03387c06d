"""Scopes: which records the names, meetings and kinds of a question leave, and what it compares."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmiabot.corpus.models import Kind
from cmiabot.search.answer import QuestionKind, Reading
from cmiabot.search.scope import Scopes, Side, choices_of, sides_of
from tests.auxil.council import council_collection

COLLECTION = council_collection()
SCOPES = Scopes(COLLECTION)


def reading(**named):
    return Reading(QuestionKind.TOPIC, "zh", **named)


def left(**named):
    """The ids of the records a question that names these leaves."""
    return [record.id for record in SCOPES.records(choices_of(COLLECTION, reading(**named)))]


@pytest.mark.parametrize(
    ("named", "records"),
    [
        pytest.param({}, list(COLLECTION.records), id="nothing leaves all"),
        pytest.param(
            {"organisations": ("ats",)}, ["cmia16-01-01", "cmia16-01-02", "cmia15-01-01"], id="organisation"
        ),
        pytest.param({"people": ("frank-meng",)}, ["cmia15-02-01"], id="person"),
        pytest.param({"meetings": ("cmia15",)}, ["cmia15-01-01", "cmia15-02-01"], id="meeting"),
        pytest.param(
            {"meetings": ("cmia15", "cmia16-press")},
            ["cmia16-press-01-01", "cmia15-01-01", "cmia15-02-01"],
            id="either of two meetings",
        ),
        pytest.param({"organisations": ("ats",), "meetings": ("cmia15",)}, ["cmia15-01-01"], id="both"),
        pytest.param(
            {"organisations": ("basf",), "people": ("frank-meng",)},
            ["cmia16-press-01-01", "cmia15-02-01"],
            id="an organisation or somebody of another",
        ),
        pytest.param(
            {"organisations": ("qualcomm",), "people": ("frank-meng",)},
            ["cmia15-02-01"],
            id="a person of theirs",
        ),
        pytest.param({"record_kinds": (Kind.PLEDGE,)}, [], id="a kind nobody has"),
        pytest.param({"organisations": ("hp",)}, [], id="somebody without a record"),
        pytest.param({"organisations": ("hp",), "meetings": ("cmia15",)}, [], id="nobody at a meeting"),
    ],
)
def test_names_meetings_and_kinds_leave_their_records_in_the_order_of_the_collection(named, records):
    assert left(**named) == records


@given(st.lists(st.sampled_from(list(COLLECTION.organisations)), unique=True, min_size=1))
def test_asked_among_organisations_theirs_are_left_be_they_few_or_most(organisations):
    theirs = [
        record.id
        for record in COLLECTION.records.values()
        if COLLECTION.paper_of(record).organisation in organisations
    ]

    assert left(among=tuple(organisations)) == theirs


def test_of_some_records_only_they_are_left():
    some = [COLLECTION.records["cmia15-01-01"], COLLECTION.records["cmia16-01-02"]]
    asked = choices_of(COLLECTION, reading(organisations=("ats",), meetings=("cmia16",)))

    assert Scopes(COLLECTION, some).records(asked) == some[1:]
    assert Scopes(COLLECTION, some).records([]) == some


@pytest.mark.parametrize(
    ("named", "sides"),
    [
        pytest.param(
            {"organisations": ("ericsson", "basf")},
            [Side("organisation", ("ericsson",)), Side("organisation", ("basf",))],
            id="two organisations",
        ),
        pytest.param(
            {"organisations": ("basf",), "people": ("frank-meng",)},
            [Side("person", ("frank-meng",)), Side("organisation", ("basf",))],
            id="a person and an organisation",
        ),
        pytest.param(
            {"organisations": ("ats", "basf"), "people": ("hannes-androsch",)},
            [Side("person", ("hannes-androsch",)), Side("organisation", ("basf",))],
            id="a person's own organisation is no side",
        ),
        pytest.param(
            {"organisations": ("ats",)},
            [Side("meeting", ("cmia16",)), Side("meeting", ("cmia15",))],
            id="one, by the meetings they spoke at",
        ),
        pytest.param(
            {"meetings": ("cmia16", "cmia16-press", "cmia15")},
            [Side("meeting", ("cmia16", "cmia16-press")), Side("meeting", ("cmia15",))],
            id="meetings with all their documents",
        ),
        pytest.param(
            {"organisations": ("ats",), "meetings": ("cmia15", "plan2022")},
            [Side("meeting", ("cmia15",)), Side("meeting", ("plan2022",))],
            id="one, at the meetings named",
        ),
        pytest.param({"organisations": ("hp",)}, [], id="somebody who said nothing"),
        pytest.param({}, [], id="nothing"),
    ],
)
def test_what_is_compared_are_the_names_or_what_one_said_at_each_meeting(named, sides):
    assert sides_of(COLLECTION, reading(**named)) == sides


@given(
    st.lists(st.sampled_from(list(COLLECTION.organisations)), unique=True, max_size=3),
    st.lists(st.sampled_from(list(COLLECTION.people)), unique=True, max_size=3),
    st.lists(st.sampled_from(list(COLLECTION.meetings)), unique=True, max_size=3),
)
def test_a_question_narrowed_to_a_side_leaves_what_the_side_holds(organisations, people, meetings):
    whole = reading(
        organisations=tuple(organisations), people=tuple(people), meetings=tuple(meetings), content="5g"
    )

    for side in sides_of(COLLECTION, whole):
        narrowed = side.narrowed(whole)
        assert narrowed.content == "5g"
        records = SCOPES.records(choices_of(COLLECTION, narrowed))
        assert all(side.holds(COLLECTION, record) for record in records)
        others = set(SCOPES.records(choices_of(COLLECTION, whole))) - set(records)
        assert not any(side.holds(COLLECTION, record) for record in others)
