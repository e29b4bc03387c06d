"""Which screen an action opens: the same for commands and buttons."""

from cmiabot.errors import UserError
from cmiabot.messages.answers import answer_screen
from cmiabot.messages.screens import Action, Screen
from cmiabot.search.answer import QuestionKind, Reading
from cmiabot.telegram.context import Services


def open_screen(services: Services, language: str, action: Action, ref: str) -> Screen:
    """The screen of an action. Raises UserError (old button) where what it names is not there (any more)."""
    collection = services.collection
    browser = services.browser(language)
    match action:
        case Action.PAPERS:
            return browser.papers()
        case Action.THEMES:
            return browser.themes()
        case Action.ADVISERS:
            return browser.advisers()
        case Action.PAPER if ref in collection.papers:
            return browser.paper(collection.papers[ref])
        case Action.THEME if ref in collection.themes:
            return browser.theme(ref)
        case Action.SOURCE if ref in collection.records:
            return browser.source(collection.records[ref])
        case Action.ADVISER if ref in collection.people:
            reading = Reading(QuestionKind.PERSON, language, people=(ref,))
            return answer_screen(collection, services.engine.answer(reading))
        case Action.ORGANISATION if ref in collection.organisations:
            reading = Reading(QuestionKind.ORGANISATION, language, organisations=(ref,))
            return answer_screen(collection, services.engine.answer(reading))
        case _:
            raise UserError("error.old_button")
