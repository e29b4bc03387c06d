"""What handlers can reach: the services of the program, typed, without string keys."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from telegram import Update
from telegram.ext import Application, CallbackContext, ExtBot
from telegram.request import BaseRequest

from cmiabot.corpus.models import Collection
from cmiabot.delivery.announcing import Announcing
from cmiabot.delivery.bell import Bell
from cmiabot.delivery.carrying import Clock
from cmiabot.delivery.following import Following
from cmiabot.delivery.hosting import Hosting
from cmiabot.delivery.keeping import Keeping
from cmiabot.delivery.places import Place
from cmiabot.delivery.programme import Programme
from cmiabot.delivery.recalling import Recalling
from cmiabot.messages.browsing import Browser
from cmiabot.messages.catalogue import resolve_language
from cmiabot.messages.speaking import Elsewhere
from cmiabot.search.answering import Engine
from cmiabot.settings import Settings
from cmiabot.store.database import Database
from cmiabot.telegram.administrators import Administrators
from cmiabot.telegram.intake import Intake
from cmiabot.telegram.languages import ChatLanguages
from cmiabot.telegram.memory import AnswerMemory


@dataclass(frozen=True, slots=True)
class Services:
    """Everything the handlers need, made once in app.py."""

    settings: Settings
    collection: Collection
    engine: Engine
    database: Database
    programme: Programme
    following: Following
    recalling: Recalling
    keeping: Keeping
    announcing: Announcing
    hosting: Hosting
    bell: Bell
    answers: AnswerMemory
    languages: ChatLanguages
    administrators: Administrators
    clock: Clock

    def browser(self, language: str) -> Browser:
        """The screens of the collection in a language."""
        return Browser(self.collection, language, self.settings.sources)


@dataclass(frozen=True, slots=True)
class Managed:
    """A place that is managed from the private chat of somebody who may; `target` is its own id."""

    target: int
    place: Place


class CmiaContext(CallbackContext[ExtBot[bool], dict[Any, Any], dict[Any, Any], dict[Any, Any]]):
    """A context that knows the services, and for the time of an update which other place it is about."""

    managed: Managed | None = None
    changeable: Place | None = None
    """The place that may be changed, once that was looked into."""

    @property
    def elsewhere(self) -> Elsewhere | None:
        """The other place as messages name it."""
        there = self.managed
        return Elsewhere(there.target, there.place.title, there.place.thread) if there else None

    @property
    def services(self) -> Services:
        """The services of this program."""
        application = self.application
        assert isinstance(application, CmiaApplication)
        return application.services

    @property
    def now(self) -> datetime:
        """The time at which an update is handled."""
        return self.services.clock()

    def language(self, update: Update) -> str:
        """The language of commands: the chat's, else that of the person's Telegram, else the setting."""
        chat, user = update.effective_chat, update.effective_user
        chosen = self.services.languages.of(chat.id) if chat else None
        if chosen is not None:
            return chosen
        return resolve_language(user.language_code if user else None, self.services.settings.language)

    def browser(self, update: Update) -> Browser:
        """The screens of the collection in the language of this update."""
        return self.services.browser(self.language(update))


class CmiaApplication(
    Application[ExtBot[bool], CmiaContext, dict[Any, Any], dict[Any, Any], dict[Any, Any], None]
):
    """PTB's application with our services."""

    def __init__(
        self, *, services: Services, requests: Sequence[BaseRequest], intake: Intake, **settings: Any
    ) -> None:
        super().__init__(**settings)
        self.services = services
        self.intake = intake
        self._requests = requests

    @property
    def polling_request(self) -> BaseRequest:
        """What updates are fetched with."""
        return self._requests[1]

    async def close_connections(self) -> None:
        """Close what a start that failed half-way has opened; PTB closes only what it finished opening."""
        for request in self._requests:
            await request.shutdown()
