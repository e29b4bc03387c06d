"""The table of reactions: one test a line, and the pauses between tries."""

from datetime import timedelta

import pytest

from cmiabot.delivery.failures import Forbidden, Migrated, NotSent, Refused, SendFailure, Unknown
from cmiabot.delivery.reactions import DOUBTFUL, SOON, Backoff, RowFate, TargetFate, Told, reaction_to

BOTH = pytest.mark.parametrize("private", [True, False], ids=["private", "group"])


def spellings(description: str) -> list[str]:
    """A description as Telegram sends it, and as the library passes it on."""
    return [f"Bad Request: {description}", description.capitalize()]


def refusals(*descriptions: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("reason", [one for text in descriptions for one in spellings(text)])


def test_blocked_loses_the_target():
    reaction = reaction_to(Forbidden("Forbidden: bot was blocked by the user"), private=True)
    assert (reaction.row, reaction.target) == (RowFate.FAILED, TargetFate.LOST)
    assert (reaction.told, reaction.backoff) == (Told.NOBODY, None)


def test_removed_loses_the_target_and_its_owner_is_told():
    reaction = reaction_to(Forbidden("Forbidden: bot was kicked from the group chat"), private=False)
    assert (reaction.row, reaction.target) == (RowFate.FAILED, TargetFate.LOST)
    assert (reaction.told, reaction.backoff) == (Told.OWNER, None)


def test_a_person_of_whom_there_is_no_chat_is_lost_until_they_write_and_operators_hear_of_it():
    reaction = reaction_to(Refused("Chat not found"), private=True)
    assert (reaction.row, reaction.target) == (RowFate.FAILED, TargetFate.LOST)
    assert (reaction.told, reaction.backoff) == (Told.OPERATORS, None)


def test_a_group_that_is_not_found_is_paused_and_its_owner_told():
    reaction = reaction_to(Refused("chat not found"), private=False)
    assert (reaction.row, reaction.target) == (RowFate.FAILED, TargetFate.PAUSED)
    assert (reaction.told, reaction.backoff) == (Told.OWNER, None)


@BOTH
@refusals(
    "need administrator rights in the channel chat",
    "not enough rights to send text messages to the chat",
    "have no rights to send a message",
    "CHAT_ADMIN_REQUIRED",
    "CHAT_RESTRICTED",
    "CHAT_WRITE_FORBIDDEN",
    "TOPIC_CLOSED",
    "message thread not found",
)
def test_a_chat_that_takes_nothing_is_paused_and_its_owner_told(reason: str, private: bool):
    reaction = reaction_to(Refused(reason), private=private)
    assert (reaction.row, reaction.target) == (RowFate.FAILED, TargetFate.PAUSED)
    assert (reaction.told, reaction.backoff) == (Told.OWNER, None)


def test_a_migrated_group_is_followed_and_the_row_sent_there():
    reaction = reaction_to(Migrated(-1002), private=False)
    assert (reaction.row, reaction.target) == (RowFate.RETRY, TargetFate.MOVED)
    assert (reaction.told, reaction.backoff) == (Told.NOBODY, SOON)


@refusals("group chat was upgraded to a supergroup chat")
def test_a_migration_without_the_new_id_is_waited_for(reason: str):
    reaction = reaction_to(Refused(reason), private=False)
    assert (reaction.row, reaction.target, reaction.backoff) == (RowFate.RETRY, TargetFate.KEPT, SOON)


@BOTH
@refusals(
    "message is not modified: specified new message content is the same",
    "message to edit not found",
    "message to delete not found",
)
def test_what_is_so_already_is_done(reason: str, private: bool):
    reaction = reaction_to(Refused(reason), private=private)
    assert (reaction.row, reaction.target) == (RowFate.DONE, TargetFate.KEPT)
    assert (reaction.told, reaction.backoff) == (Told.NOBODY, None)


@BOTH
@refusals("can't parse entities: unsupported start tag", "message is too long", "BUTTON_DATA_INVALID")
def test_any_other_refusal_is_a_dead_letter_for_operators(reason: str, private: bool):
    reaction = reaction_to(Refused(reason), private=private)
    assert (reaction.row, reaction.target) == (RowFate.FAILED, TargetFate.KEPT)
    assert (reaction.told, reaction.backoff) == (Told.OPERATORS, None)


@BOTH
@pytest.mark.parametrize(
    "failure",
    [NotSent("429", retry_after=7), NotSent("connection refused"), NotSent("Internal Server Error")],
)
def test_certainly_not_sent_is_tried_again_for_as_long_as_it_takes(failure: NotSent, private: bool):
    reaction = reaction_to(failure, private=private)
    assert (reaction.row, reaction.target) == (RowFate.RETRY, TargetFate.KEPT)
    assert (reaction.told, reaction.backoff) == (Told.NOBODY, SOON)


def test_an_unknown_fate_in_private_is_tried_again_a_few_times():
    reaction = reaction_to(Unknown("read timeout"), private=True)
    assert (reaction.row, reaction.target) == (RowFate.UNCERTAIN, TargetFate.KEPT)
    assert (reaction.told, reaction.backoff) == (Told.NOBODY, DOUBTFUL)


def test_an_unknown_fate_in_a_group_is_never_tried_again():
    reaction = reaction_to(Unknown("read timeout"), private=False)
    assert (reaction.row, reaction.target) == (RowFate.UNCERTAIN, TargetFate.KEPT)
    assert (reaction.told, reaction.backoff) == (Told.OPERATORS, None)


@BOTH
@pytest.mark.parametrize("kind", [NotSent, Forbidden, Refused, Unknown])
def test_every_failure_has_its_line(kind: type[SendFailure], private: bool):
    assert reaction_to(kind("whatever it says"), private=private)


def test_the_waits_grow_up_to_the_longest():
    backoff = Backoff(timedelta(seconds=5), 2, timedelta(seconds=30))
    assert [backoff.wait(tries) for tries in (1, 2, 3, 4, 1000)] == [
        timedelta(seconds=seconds) for seconds in (5, 10, 20, 30, 30)
    ]


def test_a_doubtful_message_is_tried_again_five_times_within_twelve_hours():
    waits = [DOUBTFUL.wait(tries) for tries in range(1, 7)]
    assert waits[5] is None
    assert sum((wait for wait in waits if wait), timedelta()) < timedelta(hours=12)
    assert DOUBTFUL.within == timedelta(hours=12)


class TestRecalling:
    """Messages that are deleted or replaced."""

    @BOTH
    @refusals("message to delete not found", "message to edit not found", "message is not modified: the same")
    def test_what_is_gone_is_done(self, reason: str, private: bool):
        reaction = reaction_to(Refused(reason), private=private, recall=True)
        assert (reaction.row, reaction.target) == (RowFate.DONE, TargetFate.KEPT)

    @BOTH
    @refusals("message can't be deleted for everyone", "not enough rights", "CHAT_WRITE_FORBIDDEN")
    def test_a_refusal_says_nothing_about_the_chat(self, reason: str, private: bool):
        reaction = reaction_to(Refused(reason), private=private, recall=True)
        assert (reaction.row, reaction.target) == (RowFate.FAILED, TargetFate.KEPT)
        assert (reaction.told, reaction.backoff) == (Told.NOBODY, None)

    def test_the_message_of_a_migrated_group_stays_there(self):
        reaction = reaction_to(Migrated(-1002), private=False, recall=True)
        assert (reaction.row, reaction.target) == (RowFate.FAILED, TargetFate.MOVED)

    def test_blocked_loses_the_target(self):
        reaction = reaction_to(Forbidden("Forbidden: bot was blocked by the user"), private=True, recall=True)
        assert (reaction.row, reaction.target) == (RowFate.FAILED, TargetFate.LOST)
        assert reaction.told is Told.NOBODY

    def test_removed_loses_the_target_and_its_owner_is_told(self):
        reaction = reaction_to(Forbidden("Forbidden: bot was kicked"), private=False, recall=True)
        assert (reaction.row, reaction.target) == (RowFate.FAILED, TargetFate.LOST)
        assert reaction.told is Told.OWNER

    @BOTH
    @pytest.mark.parametrize("failure", [NotSent("429", retry_after=7), Unknown("read timeout")])
    def test_everything_else_is_tried_again_for_twice_is_as_good_as_once(
        self, failure: SendFailure, private: bool
    ):
        reaction = reaction_to(failure, private=private, recall=True)
        assert (reaction.row, reaction.told, reaction.backoff) == (RowFate.RETRY, Told.NOBODY, SOON)
