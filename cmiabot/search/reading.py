"""Reading a question: who, which meeting, which theme, what kind of question, and what to search for."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from cmiabot.corpus.models import Collection, Kind, Paper
from cmiabot.search import phrases
from cmiabot.search.absence import Absences
from cmiabot.search.alternatives import other_subjects, without_subject
from cmiabot.search.answer import LISTS, LONGEST_QUESTION, Correction, Counted, QuestionKind, Reading, Refusal
from cmiabot.search.borders import compact_with_borders, cut_out
from cmiabot.search.content import ContentReader, is_english
from cmiabot.search.folding import clean, fold, has_han, language_of, simplified_from_taiwan
from cmiabot.search.followups import Context, completed, leans, without_lean
from cmiabot.search.kinds import RECORD_KINDS, Named, kind_said, promised, settled
from cmiabot.search.lexicon import Lexicon
from cmiabot.search.names import Mention, compact
from cmiabot.search.occasions import Occasion, Occasions
from cmiabot.search.presence import PresenceReader
from cmiabot.search.sorts import ALL, Sorts, SortsAsked, sort_words
from cmiabot.search.talk import talk
from cmiabot.search.themes import ThemeFinder
from cmiabot.search.words import Words

SAID = frozenset({QuestionKind.LIST, QuestionKind.COUNT, QuestionKind.COMPARISON})
"""Kinds that a question's words say; the others follow from who is named."""
_LONE_NUMBER = re.compile(r"[0-9]{1,3}")
"""A button that is not there, a slip of the finger: nothing one could search for."""


class QuestionReader:
    """Reads questions against the names, meetings and themes of one collection."""

    def __init__(
        self,
        collection: Collection,
        lexicon: Lexicon,
        themes: ThemeFinder,
        words: Words,
        content: ContentReader,
    ) -> None:
        self._collection = collection
        self._lexicon = lexicon
        self._occasions = Occasions(collection)
        self._themes = themes
        self._sorts = Sorts(collection)
        self._content = content
        self._presence = PresenceReader(Absences(collection), self._occasions, self._sorts, words)

    def read(self, question: str, default_language: str, context: Context | None = None) -> Reading:
        """The question as a value; never raises, whatever the text.

        `context` is what the question may lean on: the answer before it in the same chat.
        """
        language = language_of(question[:LONGEST_QUESTION], default_language, self._lexicon.traditional)
        if len(question) > LONGEST_QUESTION:
            return Reading(QuestionKind.OTHER, language, refusal=Refusal.TOO_LONG)
        if language == "zh-Hant":
            question = simplified_from_taiwan(question)
        plain = sort_words(clean(fold(question)))
        cleaned = self._sorts.completed(plain)
        bare = cleaned.replace(",", " ").strip()
        if not bare or _LONE_NUMBER.fullmatch(bare):
            return Reading(QuestionKind.OTHER, language, refusal=Refusal.EMPTY)
        if (refusal := talk(bare)) is not None:
            kind = QuestionKind.HELP if refusal is Refusal.HELP else QuestionKind.OTHER
            return Reading(kind, language, refusal=refusal)
        text, borders = compact_with_borders(cleaned)
        if context is None or not leans(text):
            reading = self._read(text, borders, language)
            if cleaned == plain or not reading.content or reading.at_each:
                return reading
            # 建议引进优秀的日企 may ask who of them, and may be what somebody advised.
            other = self._read(*compact_with_borders(plain), language)
            return replace(reading, instead=(*reading.instead, other))
        # What has no words of its own (in 2020?) is in the language of the conversation.
        language = language_of(question, context.language, self._lexicon.traditional)
        reading = self._read(*compact_with_borders(without_lean(text)), language)
        if not reading.organisations and not reading.people and self._content.is_name(reading.content):
            return replace(reading, unknown=reading.content, refusal=Refusal.UNKNOWN_NAME)
        return completed(self._collection, text, reading, context)

    def _read(self, text: str, borders: frozenset[int], language: str, *, spoken: bool = False) -> Reading:
        """`spoken`: the text was typed in pinyin, so that its characters are guesses, its sounds are not."""
        mentions = [
            mention
            for mention in self._lexicon.mentions(text, borders)
            if not self._sorts.is_asked_among(text, mention.start, mention.end)
        ]
        if not spoken and not any(mention.exact for mention in mentions):
            chinese = self._content.chinese_apart(text)
            if chinese is not None:
                return self._read(compact(chinese), frozenset(), "zh", spoken=True)
        excepted = [mention for mention in mentions if _is_excepted(text, mention)]
        without = [mention for mention in mentions if mention not in excepted]
        # What somebody who is named said of a document (2022年的汽车规划) is no way to name a meeting.
        found = self._occasions.find(text, beside=not mentions)
        named = Named(without, [occasion for occasion in found if _apart(occasion, mentions)])
        rest = cut_out(text, [*mentions, *named.occasions], borders)
        untaken = rest
        corrections = _corrections(text, mentions, spoken=spoken)
        if not spoken and (chinese := self._content.chinese(rest)) is not None:
            spoken = True
            occasions = self._occasions.find(chinese)
            text, rest = chinese, cut_out(chinese, occasions)
            named = Named(without, [*named.occasions, *occasions])
        paper, rest = self._paper(rest)
        relative, rest = phrases.RELATIVE.search(rest), phrases.RELATIVE.sub(" ", rest)
        rest = _without_offices(rest, named)
        refusal = self._refusal(text, rest, named.occasions)
        if refusal is Refusal.ADOPTION:
            rest = phrases.ADOPTION.sub(" ", rest)
        pledges, rest = ((), rest) if named.mentions else promised(rest)
        asked, rest = (ALL, rest) if named.mentions else self._sorts.taken_out(rest)
        kind, counted, rest = kind_said(rest, text, named)
        among = self._among(text, without, excepted, counted, asked)
        refusal = _nobody(asked, among) or refusal
        if kind is None and (asked.organisations or asked.left) and not asked.one:
            kind = QuestionKind.LIST
        at_each, rest = self._occasions.at_each(named.occasions, rest) if kind in LISTS else ((), rest)
        told = mentions or named.occasions or relative or asked.organisations is not None or kind is not None
        unknown = "" if told or spoken else self._unknown(text)
        content = self._content.read(rest)
        of_papers = counted is Counted.PAPER and phrases.OF_PAPERS.search(text) is not None
        record_kinds = pledges or RECORD_KINDS.get(content, ())
        told_otherwise = mentions or paper is not None or named.occasions or kind in SAID
        if content in RECORD_KINDS or (told_otherwise and self._content.only_asks(content)):
            content = ""
        sounds = self._content.sounds(content) if spoken else ()
        by_sound = spoken or any(has_han(m.form.text) and not m.exact for m in mentions)
        if language == "en" and by_sound and not is_english(content):
            language = "zh"
        reading = Reading(
            kind=_kind_of(settled(kind, named, content), paper, record_kinds),
            language=language,
            organisations=(paper.organisation,) if paper else named.organisations,
            people=named.people,
            meetings=(paper.meeting,)
            if paper
            else self._occasions.meant(named.occasions, at_each, of_papers=of_papers),
            themes=self._themes.inside(content),
            record_kinds=record_kinds,
            counted=counted,
            among=among,
            at_each=at_each,
            content=content,
            sounds=sounds,
            corrections=corrections,
            refusal=Refusal.UNKNOWN_NAME if unknown else refusal,
            part="" if content else self._occasions.part_in(text),
            asks_who=phrases.ASKS_WHO.search(text) is not None,
            asks_any=_asks_any(text),
            held="反对" if phrases.OPPOSES.search(rest) else "",
            unknown=unknown,
            relative=relative[0] if relative else "",
        )
        if content and mentions and not self._content.has_subject(content):
            whole = replace(reading, kind=without_subject(reading), content="", themes=())
            reading = replace(reading, whole=whole)
        others = () if spoken else self._other_names(text, named, reading)
        # What is left as a subject may be but a way to ask who was there.
        there = not (mentions or spoken) and self._presence.read(text, untaken, named, reading)
        return there or replace(reading, instead=(*other_subjects(text, named, reading), *others))

    def _other_names(self, text: str, named: Named, reading: Reading) -> Iterator[Reading]:
        """Names as what somebody spoke about, or as no names; what stands beside them as mere asking."""
        ending = phrases.GENERAL.search(text)
        in_general = ending is not None and not self._content.has_subject(ending["noun"] or "")
        general = in_general or reading.kind is QuestionKind.COMPARISON
        if reading.content and named.mentions and general and not phrases.ABOUT.search(text):
            yield replace(reading, kind=without_subject(reading), content="", themes=())
        slips = [mention for mention in named.mentions if not mention.exact]
        meant = [mention for mention in named.mentions if mention.exact]
        if phrases.ASKS_WHO.search(text) and reading.kind is not QuestionKind.COMPARISON:
            meant, slips = [], list(named.mentions)
        if slips:
            yield self._with_names(text, Named(meant, named.occasions), reading)

    def _with_names(self, text: str, named: Named, reading: Reading) -> Reading:
        """The question with only these names taken as names.

        What was a corrected name must then stand in a record as it was typed: else somebody else would answer
        for whoever was meant.
        """
        content = self._content.read(cut_out(text, [*named.mentions, *named.occasions]))
        typed = reading.corrections[0].typed if reading.corrections else ""
        return replace(
            reading,
            held=reading.held or typed,
            kind=reading.kind if reading.kind in SAID else settled(None, named, content),
            organisations=named.organisations,
            people=named.people,
            themes=self._themes.inside(content),
            content=content,
            corrections=(),
        )

    def is_unknown_name(self, typed: str) -> bool:
        """True where what was typed can only be the name of somebody the collection does not have."""
        text = compact(clean(fold(typed)))
        return (
            bool(text)
            and not self._lexicon.mentions(text, frozenset())
            and not self._content.is_word_here(text)
        )

    def _unknown(self, text: str) -> str:
        """The name of a speaker that the collection does not know."""
        match = phrases.SPEAKER.search(text)
        name = next((group for group in match.groups() if group), "") if match else ""
        if not name or name in phrases.FILLERS or phrases.ASKS_WHO.search(name):
            return ""
        return name if self._content.read(name) and not self._content.is_word_here(name) else ""

    def _paper(self, rest: str) -> tuple[Paper | None, str]:
        """The paper of the volume that a question names by its number (论文6, paper 6), and the rest."""
        match = phrases.PAPER_NUMBER.search(rest)
        if match is None:
            return None, rest
        number = next((int(group) for group in match.groups() if group), 0)
        for paper in self._collection.papers.values():
            if paper.number == number and self._collection.meeting_of(paper).is_volume:
                return paper, f"{rest[: match.start()]} {rest[match.end() :]}"
        return None, rest

    def _among(
        self,
        text: str,
        named: Sequence[Mention],
        excepted: Sequence[Mention],
        counted: Counted,
        asked: SortsAsked,
    ) -> tuple[str, ...]:
        """The organisations asked among: those of a sort, and not those excepted."""
        if named:
            return ()
        of_advisers = counted is Counted.ADVISER and phrases.OF_ADVISERS.search(text)
        among = asked.organisations or (self._sorts.advisers if of_advisers else self._sorts.asked(text))
        without = {mention.form.owner for mention in excepted}
        if not without and asked.left is None:
            return among
        left = self._collection.organisations if asked.left is None else frozenset(asked.left)
        return tuple(o for o in among or self._collection.organisations if o in left and o not in without)

    def _refusal(self, text: str, rest: str, occasions: Sequence[Occasion]) -> Refusal | None:
        ours = [bool(occasion.meetings) for occasion in occasions]
        if not all(ours) and (not any(ours) or phrases.AT_BOTH.search(rest)):
            return Refusal.NO_SUCH_MEETING
        if phrases.SAID_NOT.search(text) and (phrases.ASKS_WHO.search(text) or phrases.THOSE.search(text)):
            return Refusal.SAID_NOT
        return Refusal.ADOPTION if phrases.ADOPTION.search(text) or phrases.ADOPTION.search(rest) else None


def _kind_of(settled_kind: QuestionKind, paper: Paper | None, record_kinds: Sequence[Kind]) -> QuestionKind:
    """The kind of a question that names a paper by its number, or only a kind of record."""
    if settled_kind in (QuestionKind.TOPIC, QuestionKind.MEETING):
        if paper is not None:
            return QuestionKind.ORGANISATION
        if record_kinds:
            return QuestionKind.LIST
    return settled_kind


def _nobody(asked: SortsAsked, among: Sequence[str]) -> Refusal | None:
    """Why nobody can be meant, where there is nobody of the sorts asked among or everybody is left out."""
    if asked.organisations == ():
        return Refusal.NOBODY_OF_SORT
    return Refusal.NOBODY_LEFT if asked.left is not None and not among else None


def _asks_any(text: str) -> bool:
    """True for who said something, of however many that did."""
    asks = phrases.ASKS_WHO.search(text) and phrases.SAYING.search(text)
    return asks is not None and phrases.ASKS_ONE.search(text) is None


def _without_offices(rest: str, named: Named) -> str:
    """The rest of a question without what is said of the people and of the meetings that it names."""
    if named.mentions:
        rest = phrases.OFFICE.sub(" ", rest)
    return phrases.OF_OCCASION.sub(" ", rest) if named.occasions else rest


def _is_excepted(text: str, mention: Mention) -> bool:
    """True for a name that everybody but is asked for: 除了巴斯夫, besides BASF."""
    before, after = text[: mention.start], text[mention.end :]
    return bool(
        phrases.EXCEPT.search(before) or phrases.EXCEPT_AFTER.search(after) or phrases.BUT_NOT.search(before)
    )


def _apart(occasion: Occasion, mentions: Sequence[Mention]) -> bool:
    return all(occasion.end <= m.start or occasion.start >= m.end for m in mentions)


def _corrections(text: str, mentions: Sequence[Mention], *, spoken: bool) -> tuple[Correction, ...]:
    return tuple(
        Correction(text[m.start : m.end], m.form.shown, m.form.id) for m in mentions if spoken or not m.exact
    )
