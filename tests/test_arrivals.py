"""What is acknowledged to Telegram, and when: only what is handled, as long as that can be."""

from hypothesis import given
from hypothesis import strategies as st

from cmiabot.telegram.arrivals import Arrivals
from tests.auxil.properties import PROPERTY


def arrived(*ids: int, most_held: int = 60) -> Arrivals:
    arrivals = Arrivals(most_held)
    for one in ids:
        assert arrivals.add(one)
    return arrivals


def test_what_is_not_handled_is_not_acknowledged():
    arrivals = arrived(5, 6, 7)
    assert arrivals.next_offset() is None
    arrivals.settle(6)
    assert arrivals.next_offset() is None
    arrivals.settle(5)
    assert arrivals.next_offset() == 7
    arrivals.settle(7)
    assert arrivals.next_offset() == 8
    assert not arrivals.waiting


def test_what_comes_again_meanwhile_is_passed_over():
    arrivals = arrived(5, 6)
    arrivals.settle(6)
    assert not arrivals.add(5)
    assert not arrivals.add(6)


def test_what_is_refused_is_taken_in_again_and_holds_back_what_comes_after_it():
    arrivals = arrived(5, 6, most_held=1)
    arrivals.refuse(5)
    arrivals.settle(6)
    assert arrivals.next_offset() is None
    assert arrivals.add(5)


def test_in_a_flood_the_oldest_are_acknowledged_so_that_what_follows_is_seen():
    arrivals = arrived(*range(100))
    assert arrivals.next_offset() == 40
    assert arrivals.add(100)


def test_an_offset_that_was_answered_is_not_sent_again_for_ids_may_begin_anew():
    arrivals = arrived(900)
    arrivals.settle(900)
    offset = arrivals.next_offset()
    arrivals.acknowledged(offset)
    assert arrivals.next_offset() is None
    assert arrivals.add(3)
    arrivals.settle(3)
    assert arrivals.next_offset() == 4


def test_what_is_settled_while_a_request_is_under_way_is_acknowledged_with_the_next():
    arrivals = arrived(5)
    offset = arrivals.next_offset()
    arrivals.settle(5)
    arrivals.acknowledged(offset)
    assert arrivals.next_offset() == 6


@PROPERTY
@given(st.permutations(list(range(10, 30))), st.integers(0, 20))
def test_whatever_the_order_exactly_what_is_handled_from_the_first_on_is_acknowledged(order, handled):
    arrivals = arrived(*range(10, 30))
    for update_id in order[:handled]:
        arrivals.settle(update_id)
    open_ids = order[handled:]
    expected = min(open_ids) if open_ids else 30
    assert (arrivals.next_offset() or 10) == expected
