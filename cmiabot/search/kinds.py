"""What kind of question it is: from its words, else from who and what is named."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cmiabot.corpus.models import Kind
from cmiabot.search import phrases
from cmiabot.search.answer import Counted, QuestionKind
from cmiabot.search.names import EntityKind, Mention
from cmiabot.search.occasions import Occasion

RECORD_KINDS: Mapping[str, tuple[Kind, ...]] = {
    "承诺": (Kind.PLEDGE,),
    "借鉴": (Kind.LESSON,),
    "举措": (Kind.PLAN,),
    "pledges": (Kind.PLEDGE,),
    "pledge": (Kind.PLEDGE,),
    "lessons": (Kind.LESSON,),
    "plans": (Kind.PLAN,),
}
"""Contents that are nothing but a kind of record: 爱立信承诺了什么."""
_PROMISED = re.compile(
    r"(谁|哪(?:些|几?[家位个])(?:公司|企业|外企|机构|单位|顾问)?|(?:几|多少)[家位个](?:公司|企业|外企|机构|单位|顾问)?)"
    r"(?:都|也|还|已经?|曾经?|公开)*"
    r"(?:承诺|许诺|答应)(?:过|了|要|会|将)*(?![书函的])"
    r"|(?<![a-z])(who|companies)(?: has| have)? (?:pledged|promised|committed)(?: to)?(?![a-z])"
)
"""Who promised: 哪些公司承诺投资. Promises are pledges, and pledges do not say 承诺."""


@dataclass(frozen=True, slots=True)
class Named:
    """Who and which meetings a question names."""

    mentions: Sequence[Mention]
    occasions: Sequence[Occasion]

    @property
    def organisations(self) -> tuple[str, ...]:
        """Ids in the order of the question."""
        return self._ids(EntityKind.ORGANISATION)

    @property
    def people(self) -> tuple[str, ...]:
        """Ids in the order of the question."""
        return self._ids(EntityKind.PERSON)

    @property
    def compares(self) -> bool:
        """Two organisations, or one at two occasions, are named: what is said is to be set side by side."""
        owners = {m.form.owner for m in self.mentions}
        people = set(self.people)
        occasions = {occasion.meetings for occasion in self.occasions if occasion.meetings}
        return max(len(owners), len(people)) > 1 or (bool(owners) and len(occasions) > 1)

    def _ids(self, kind: EntityKind) -> tuple[str, ...]:
        return tuple(dict.fromkeys(m.form.id for m in self.mentions if m.form.kind is kind))


def kind_said(rest: str, text: str, named: Named) -> tuple[QuestionKind | None, Counted, str]:
    """The kind the words say (None: it follows from who is named), what is counted, the rest."""
    somebody = bool(named.mentions)
    if match := phrases.COUNT.search(rest):
        return QuestionKind.COUNT, _counted(match[match.lastgroup or 0]), _without(rest, match)
    if phrases.COMPARISON.search(rest) and (somebody or len(named.occasions) > 1):
        return QuestionKind.COMPARISON, Counted.RECOMMENDATION, phrases.COMPARISON.sub(" ", rest)
    bare_who = rest.strip(" ,") == "who"  # who's X: the possessive is gone by now
    if somebody and phrases.REPRESENTS.search(text):
        return QuestionKind.WHO_IS, Counted.RECOMMENDATION, ""
    if somebody and (bare_who or phrases.WHO_IS.search(text)):
        without = "" if bare_who else phrases.WHO_IS.sub(" ", rest)
        if not phrases.ASKING.sub("", without).strip(" ,的"):
            return QuestionKind.WHO_IS, Counted.RECOMMENDATION, ""
    if not somebody and named.occasions and phrases.ATTENDED.search(rest):
        return QuestionKind.LIST, Counted.RECOMMENDATION, phrases.ATTENDED.sub(" ", rest)
    if not somebody and phrases.OF_EACH.search(rest) and phrases.ASKS_WHO.search(text):
        return QuestionKind.LIST, Counted.RECOMMENDATION, rest
    if not somebody and (match := phrases.LIST.search(rest)):
        return QuestionKind.LIST, Counted.RECOMMENDATION, _without(rest, match)
    return None, Counted.RECOMMENDATION, rest


def promised(rest: str) -> tuple[tuple[Kind, ...], str]:
    """The kind of record that is asked for where the question is who promised something, and the rest."""
    match = _PROMISED.search(rest)
    if match is None:
        return (), rest
    return (Kind.PLEDGE,), f"{rest[: match.start()]}{match[1] or match[2]} {rest[match.end() :]}"


def _without(text: str, match: re.Match[str]) -> str:
    return f"{text[: match.start()]} {text[match.end() :]}"


def _counted(noun: str) -> Counted:
    if phrases.COUNT_ADVISERS.search(noun):
        return Counted.ADVISER
    if phrases.COUNT_ORGANISATIONS.search(noun):
        return Counted.ORGANISATION
    if phrases.COUNT_PAPERS.search(noun):
        return Counted.PAPER
    return Counted.RECOMMENDATION


def settled(kind: QuestionKind | None, named: Named, content: str) -> QuestionKind:
    """What the question asks for where its words do not say it."""
    if kind is not None:
        return kind
    if named.compares and (content or len({o.meetings for o in named.occasions}) > 1):
        return QuestionKind.COMPARISON
    if named.mentions:
        if content:
            return QuestionKind.PERSON_TOPIC
        return QuestionKind.PERSON if named.people else QuestionKind.ORGANISATION
    if named.occasions and not content:
        return QuestionKind.MEETING
    return QuestionKind.TOPIC
