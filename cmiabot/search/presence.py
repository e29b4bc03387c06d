"""Questions about who was there, and nothing else (21年递材料的日企是哪几个): known by what they leave over.

People ask so in many words and in any order. Where nothing is left of a question once its meetings, its sorts
of organisations and the words for being there, speaking and writing are gone, it asks for all of them.
"""

import re
from dataclasses import replace

from cmiabot.search import absence_phrases, phrases, presence_phrases, sort_phrases
from cmiabot.search.absence import Absences, Absent
from cmiabot.search.answer import Counted, QuestionKind, Reading, Refusal
from cmiabot.search.folding import has_han
from cmiabot.search.kinds import Named
from cmiabot.search.occasions import Occasion, Occasions
from cmiabot.search.sorts import Sorts
from cmiabot.search.tokens import stems
from cmiabot.search.words import Words

KINDS = frozenset({QuestionKind.LIST, QuestionKind.MEETING})
"""Kinds of question that may ask who was there though nothing is left of them to search for."""
_HERE_ENGLISH = frozenset(stems(presence_phrases.HERE_ENGLISH))


class PresenceReader:
    """Reads questions about who was there."""

    def __init__(self, absences: Absences, occasions: Occasions, sorts: Sorts, words: Words) -> None:
        self._absences = absences
        self._occasions = occasions
        self._sorts = sorts
        self._words = words

    def read(self, text: str, rest: str, named: Named, reading: Reading) -> Reading | None:
        """The `reading` of a folded question as one about who was there; None where it asks for more.

        `rest` is the text without what is `named`.
        """
        there = self._read(text, rest, named, reading)
        if there is None and not reading.content and re.search(absence_phrases.NOT_READ, text):
            # Who is left out was not understood: the others are no answer.
            return replace(reading, refusal=reading.refusal or Refusal.LEFT_OUT_UNCLEAR)
        return there

    def _read(self, text: str, rest: str, named: Named, reading: Reading) -> Reading | None:
        absent = self._absences.read(text, named.occasions)
        rest = presence_phrases.WHETHER.sub(" ", absent.rest if absent else rest)
        at_each, rest = ((), rest) if absent else self._occasions.at_each(named.occasions, rest)
        others, rest = self._sorts.left_out(rest)
        among, left = self._sorts.everywhere(rest)
        dated = bool(named.occasions or at_each or absent)
        leaves_out = absent is not None or others is not None
        # Who asks for a year that we do not have, or for what became of advice, wants nobody else.
        if (
            reading.refusal not in (None, Refusal.NOBODY_OF_SORT, Refusal.NOBODY_LEFT)
            or not (reading.content or reading.kind in KINDS or leaves_out or (among and not dated))
            or not (dated or among is not None or leaves_out)
            or not (leaves_out or presence_phrases.ASKS.search(rest) or _is_but_a_sort(rest, left, dated))
            or presence_phrases.OTHERWISE.search(rest)
        ):
            return None
        left = presence_phrases.OF_THE_OCCASION.sub(" ", left) if dated else left
        if not self._is_nothing(presence_phrases.THINGS.sub(" ", left)):
            return None
        kind = QuestionKind.COUNT if presence_phrases.COUNTS.search(rest) else QuestionKind.LIST
        of_what_was_said = reading.kind is QuestionKind.MEETING and not presence_phrases.SOMEBODY.search(rest)
        if presence_phrases.WHAT.search(text) or (
            kind is QuestionKind.LIST and of_what_was_said and not leaves_out
        ):
            return None
        occasions = named.occasions
        if absent is not None:
            occasions = [Occasion(0, 0, absent.meetings)] if absent.meetings else []
        counted = _counted(rest) if kind is QuestionKind.COUNT else Counted.RECOMMENDATION
        of_papers = counted is Counted.PAPER and phrases.OF_PAPERS.search(text) is not None
        meetings = self._occasions.meant(occasions, at_each, of_papers=of_papers)
        refusal = Refusal.NOBODY_OF_SORT if among == () else None
        if leaves_out and refusal is None:
            among, refusal = self._left(among, others, absent, meetings)
        elif (
            meetings
            and not presence_phrases.ASKS.search(rest)
            and not self._absences.at(meetings).intersection(among or ())
        ):
            return None
        return replace(
            reading,
            kind=kind,
            counted=counted,
            among=among or (),
            meetings=meetings,
            at_each=at_each,
            content="",
            themes=(),
            refusal=refusal,
            left_out=absent.typed if absent else "",
            unknown="",
            part=self._occasions.part_in(text),
        )

    def _left(
        self,
        among: tuple[str, ...] | None,
        others: tuple[str, ...] | None,
        absent: Absent | None,
        meetings: tuple[str, ...],
    ) -> tuple[tuple[str, ...], Refusal | None]:
        """Who is left of those asked among, without sorts and meetings left out; else why nobody is."""
        sets = [set(others)] if others is not None else []
        if absent is not None:
            if absent.organisations is None:
                return (), Refusal.NOTHING_EARLIER
            sets.append(set(absent.organisations))
        if meetings:
            sets.append(self._absences.at(meetings))
        left = tuple(one for one in among or self._sorts.everybody if all(one in who for who in sets))
        return left, None if left else Refusal.NOBODY_LEFT

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


def _is_but_a_sort(rest: str, left: str, dated: bool) -> bool:
    """True for companies of a sort without more words: banks in 2021, us companies."""
    companies = sort_phrases.OF_COMPANIES if not dated else sort_phrases.COMPANIES_OF_A_SORT
    return companies.search(rest) is not None and presence_phrases.NOTHING.fullmatch(left) is not None


def _counted(rest: str) -> Counted:
    """What is counted, by the words for how many."""
    if presence_phrases.OF_PAPERS.search(rest):
        return Counted.PAPER
    return Counted.ADVISER if presence_phrases.OF_PEOPLE.search(rest) else Counted.ORGANISATION
