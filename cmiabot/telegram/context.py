"""What handlers can reach: the services of the program, typed, without string keys."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from telegram import Update
from telegram.ext import Application, CallbackContext, ExtBot
from telegram.request import BaseRequest

from cmiabot.corpus.models import Collection
from cmiabot.messages.browsing import Browser
from cmiabot.messages.catalogue import resolve_language
from cmiabot.search.answering import Engine
from cmiabot.settings import Settings
from cmiabot.telegram.memory import AnswerMemory


@dataclass(frozen=True, slots=True)
class Services:
    """Everything the handlers need, made once in app.py."""

    settings: Settings
    collection: Collection
    engine: Engine
    answers: AnswerMemory

    def browser(self, language: str) -> Browser:
        """The screens of the collection in a language."""
        return Browser(self.collection, language, self.settings.sources)


class CmiaContext(CallbackContext[ExtBot[None], dict[Any, Any], dict[Any, Any], dict[Any, Any]]):
    """A context that knows the services."""

    @property
    def services(self) -> Services:
        """The services of this program."""
        application = self.application
        assert isinstance(application, CmiaApplication)
        return application.services

    def language(self, update: Update) -> str:
        """The language to answer commands in: that of the person's Telegram, else the setting."""
        user = update.effective_user
        return resolve_language(user.language_code if user else None, self.services.settings.language)

    def browser(self, update: Update) -> Browser:
        """The screens of the collection in the language of this update."""
        return self.services.browser(self.language(update))


class CmiaApplication(
    Application[ExtBot[None], CmiaContext, dict[Any, Any], dict[Any, Any], dict[Any, Any], None]
):
    """PTB's application with our services."""

    def __init__(self, *, services: Services, requests: Sequence[BaseRequest], **settings: Any) -> None:
        super().__init__(**settings)
        self.services = services
        self._requests = requests

    async def close_connections(self) -> None:
        """Close what a start that failed half-way has opened; PTB closes only what it finished opening."""
        for request in self._requests:
            await request.shutdown()
