"""Commands that show the collection: /start /help /papers /paper /themes /theme /advisers /adviser."""

from telegram import Update

from cmiabot.corpus.models import Collection, Paper
from cmiabot.errors import UserError
from cmiabot.messages.screens import Action
from cmiabot.store.values import ChatKind
from cmiabot.telegram.context import CmiaContext
from cmiabot.telegram.opening import open_screen
from cmiabot.telegram.replies import reply_screen, turn_screen
from cmiabot.telegram.rights import place_of

DEEP_LINKS = {"p": Action.PAPER, "t": Action.THEME, "o": Action.ORGANISATION, "r": Action.SOURCE}
"""What `?start=` in a link to the bot opens: `p_<paper>`, `t_<theme>`, `o_<organisation>`, `r_<record>`."""


async def start(update: Update, context: CmiaContext) -> None:
    """What the bot does, with ways to begin; or what a link to the bot leads to."""
    place = place_of(update, context)
    if place.kind is ChatKind.PRIVATE:
        await context.services.following.start(place, now=context.now)
    action, _, ref = "".join(context.args or []).partition("_")
    if action in DEEP_LINKS:
        try:
            await _open(update, context, DEEP_LINKS[action], ref)
        except UserError:
            raise UserError("error.no_such_link") from None
        return
    await reply_screen(update, context.browser(update).start(), context.language(update))


async def papers(update: Update, context: CmiaContext) -> None:
    """The list of papers and speeches."""
    await _open(update, context, Action.PAPERS)


async def themes(update: Update, context: CmiaContext) -> None:
    """The list of themes."""
    await _open(update, context, Action.THEMES)


async def advisers(update: Update, context: CmiaContext) -> None:
    """The list of advisers and speakers."""
    await _open(update, context, Action.ADVISERS)


async def paper(update: Update, context: CmiaContext) -> None:
    """One paper by its number in the volume, its id or its organisation."""
    typed = _argument(context, "paper.usage")
    collection = context.services.collection
    found = _papers_named(collection, typed, context.services.engine.read(typed).organisations)
    if len(found) == 1:
        await _open(update, context, Action.PAPER, found[0].id)
    elif found:
        await reply_screen(update, context.browser(update).papers(found), context.language(update))
    else:
        numbers = [str(p.number) for p in collection.papers.values() if collection.meeting_of(p).is_volume]
        raise UserError("paper.unknown", text=typed, numbers=", ".join(numbers))


async def theme(update: Update, context: CmiaContext) -> None:
    """One theme by a name in any spelling."""
    typed = _argument(context, "theme.usage")
    identifier = context.services.engine.themes.named(typed)
    if identifier is None:
        raise UserError("theme.unknown", text=typed)
    await _open(update, context, Action.THEME, identifier)


async def adviser(update: Update, context: CmiaContext) -> None:
    """Everything one person or organisation recommended."""
    typed = _argument(context, "adviser.usage")
    reading = context.services.engine.read(typed)
    if reading.people:
        await _open(update, context, Action.ADVISER, reading.people[0])
    elif reading.organisations:
        await _open(update, context, Action.ORGANISATION, reading.organisations[0])
    else:
        raise UserError("adviser.unknown", text=typed)


async def _open(update: Update, context: CmiaContext, action: Action, ref: str = "") -> None:
    language = context.language(update)
    screen = open_screen(context.services, language, action, ref)
    await reply_screen(update, screen, language, turn=turn_screen(action, ref))


def _argument(context: CmiaContext, usage: str) -> str:
    typed = " ".join(context.args or []).strip()
    if not typed:
        raise UserError(usage)
    return typed[:64]


def _papers_named(collection: Collection, typed: str, organisations: tuple[str, ...]) -> list[Paper]:
    """By number (of the volume), by id, or by organisation: its paper and its speeches."""
    if typed in collection.papers:
        return [collection.papers[typed]]
    papers = list(collection.papers.values())
    if typed.isdecimal():
        return [p for p in papers if collection.meeting_of(p).is_volume and p.number == int(typed)]
    return [p for p in papers if p.organisation in organisations]
