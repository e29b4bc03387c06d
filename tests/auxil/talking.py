"""A conversation through the terminal application, as lists of what the bot said to each line."""

from collections.abc import AsyncIterator, Iterable

from cmiabot.store.migrating import upgrade
from cmiabot.telegram.application import build_application
from cmiabot.telegram.context import Services
from cmiabot.telegram.terminal import TerminalChat, TerminalRequest


async def talk(services: Services, lines: Iterable[str], language: str = "zh") -> list[list[str]]:
    """What the bot wrote after each line."""
    replies: list[list[str]] = []

    def write(text: str) -> None:
        replies[-1].append(text)

    request = TerminalRequest(write)

    async def typed() -> AsyncIterator[str]:
        for line in lines:
            replies.append([])
            yield line

    await upgrade(services.database)
    try:
        await TerminalChat(build_application(services, request), request, language).talk(typed())
    finally:
        await services.database.close()
    return replies
