"""What is kept of a chat: its language, what its person may see of it, and forgetting it all."""

from dataclasses import dataclass
from datetime import datetime

from cmiabot.delivery.hosting import hosts_of
from cmiabot.delivery.places import Place, enter, find
from cmiabot.delivery.planning import Outlook, Standing, outlook, record_of
from cmiabot.delivery.programme import Programme
from cmiabot.delivery.slots import Schedule
from cmiabot.messages.expecting import Silence
from cmiabot.messages.subscribing import Host
from cmiabot.store import answers, chats, receipts
from cmiabot.store.database import Database


@dataclass(frozen=True, slots=True)
class Kept:
    """Everything the database holds of a chat; counts where there are many of a kind."""

    since: datetime | None
    """None where the chat is not known: then there may be answers and hosts, nothing else."""
    language: str
    standing: Standing
    papers: int
    """Papers that came, remembered so that none comes again too soon."""
    deliveries: int
    """Receipts of messages sent without being asked for."""
    answers: int
    """Answers whose pages can still be turned."""
    hosts: tuple[Host, ...]
    """Groups, topics and channels that a person looks after."""


class Keeping:
    """The use cases of a chat as a whole."""

    def __init__(self, database: Database, programme: Programme, default: Schedule) -> None:
        self._database = database
        self._programme = programme
        self._default = default

    async def language(self, chat: int) -> str | None:
        """The language a chat (Telegram's id) speaks; None where it is not known."""
        async with self._database.read() as session:
            found = await chats.find(session, chat)
        return found.language if found else None

    async def speak(self, place: Place, language: str, *, now: datetime) -> None:
        """Speak another language from now on."""
        async with self._database.write() as session:
            spot = await enter(session, place, self._default, now)
            await chats.set_language(session, spot.chat.id, language)

    async def kept(self, place: Place, *, now: datetime) -> Kept:
        """What is kept of a place."""
        async with self._database.read() as session:
            shown = await answers.count_of(session, place.chat)
            # The id of a private chat is that of the person; groups look after nothing.
            hosts = tuple(await hosts_of(session, place.chat))
            spot = await find(session, place)
            if spot is None:
                nothing = Outlook(self._default, None, Silence.NOTHING_FOLLOWED)
                return Kept(None, place.language, Standing((), nothing), 0, 0, shown, hosts)
            record = await record_of(session, spot.target.id)
            expected = outlook(self._programme, spot.target, record, now)
            return Kept(
                since=spot.chat.created_at,
                language=spot.chat.language,
                standing=Standing(record.interests, expected),
                papers=len(record.sightings),
                deliveries=await receipts.count_of(session, [spot.target.id]),
                answers=shown,
                hosts=hosts,
            )

    async def forget(self, chat: int) -> None:
        """Delete everything that is kept of a chat (Telegram's id)."""
        async with self._database.write() as session:
            await chats.forget(session, chat)
