"""Questions about who was there, and nothing else (21年递材料的日企是哪几个): known by what they leave over.

People ask so in many words and in any order. Where nothing is left of a question once its meetings, its sorts
of organisations and the words for being there, speaking and writing are gone, it asks for all of them.
"""

import re
from dataclasses import replace

from cmiabot.search import phrases, presence_phrases
from cmiabot.search.answer import Counted, QuestionKind, Reading, Refusal
from cmiabot.search.folding import has_han
from cmiabot.search.kinds import Named
from cmiabot.search.occasions import Occasions
from cmiabot.search.sorts import Sorts
from cmiabot.search.tokens import stems
from cmiabot.search.words import Words

_HERE_ENGLISH = frozenset(stems(presence_phrases.HERE_ENGLISH))


class PresenceReader:
    """Reads questions about who was there."""

    def __init__(self, occasions: Occasions, sorts: Sorts, words: Words) -> None:
        self._occasions = occasions
        self._sorts = sorts
        self._words = words

    def read(self, text: str, rest: str, named: Named, reading: Reading) -> Reading | None:
        """The `reading` of a folded question as one about who was there; None where it asks for more.

        `rest` is the text without what is `named`.
        """
        at_each, rest = self._occasions.at_each(named.occasions, presence_phrases.WHETHER.sub(" ", rest))
        among, left = self._sorts.everywhere(rest)
        dated = bool(named.occasions or at_each)
        # Who asks for a year that we do not have, or for what became of advice, wants nobody else.
        if (
            reading.refusal not in (None, Refusal.NOBODY_OF_SORT)
            or not (dated or among is not None)
            or not presence_phrases.ASKS.search(rest)
            or presence_phrases.OTHERWISE.search(rest)
        ):
            return None
        left = presence_phrases.OF_THE_OCCASION.sub(" ", left) if dated else left
        if not self._is_nothing(presence_phrases.THINGS.sub(" ", left)):
            return None
        kind = QuestionKind.COUNT if presence_phrases.COUNTS.search(rest) else QuestionKind.LIST
        of_what_was_said = reading.kind is QuestionKind.MEETING and not presence_phrases.SOMEBODY.search(rest)
        if kind is QuestionKind.LIST and of_what_was_said:
            return None
        counted = _counted(rest) if kind is QuestionKind.COUNT else Counted.RECOMMENDATION
        of_papers = counted is Counted.PAPER and phrases.OF_PAPERS.search(text) is not None
        return replace(
            reading,
            kind=kind,
            counted=counted,
            among=among or (),
            meetings=self._occasions.meant(named.occasions, at_each, of_papers=of_papers),
            at_each=at_each,
            content="",
            themes=(),
            refusal=Refusal.NOBODY_OF_SORT if among == () else None,
            unknown="",
            part=self._occasions.part_in(text),
        )

    def _is_nothing(self, left: str) -> bool:
        """True where every word of what is left only asks, or says that somebody was there."""
        chinese = [
            word for part in left.replace(",", " ").split() if has_han(part) for word in self._words.cut(part)
        ]
        english = re.findall(r"[a-z0-9&'-]+", left)
        return (
            all(word in presence_phrases.HERE or not has_han(word) for word in chinese)
            and set(stems(english)) <= _HERE_ENGLISH
        )


def _counted(rest: str) -> Counted:
    """What is counted, by the words for how many."""
    if presence_phrases.OF_PAPERS.search(rest):
        return Counted.PAPER
    return Counted.ADVISER if presence_phrases.OF_PEOPLE.search(rest) else Counted.ORGANISATION
