"""The PTB application: every handler in one visible list. The same one serves Telegram and the terminal."""

import os

from telegram import LinkPreviewOptions, Update
from telegram.constants import ParseMode
from telegram.ext import (
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    Defaults,
    MessageHandler,
    TypeHandler,
    filters,
)
from telegram.request import BaseRequest, HTTPXRequest

from cmiabot.settings import Settings
from cmiabot.telegram.commands import COMMANDS
from cmiabot.telegram.context import CmiaApplication, CmiaContext, Services
from cmiabot.telegram.handlers import buttons, guards, questions
from cmiabot.telegram.requests import PatientRequest

UPDATES_AT_ONCE = 16
TERMINAL_TOKEN = "0:terminal"  # noqa: S105 -- no secret: the terminal needs none, PTB wants one
CONNECTIONS = 64


def build_application(services: Services, request: BaseRequest | None = None) -> CmiaApplication:
    """The application over HTTP, or over a request object of ours (the terminal)."""
    # PTB: retry_after as a timedelta, the form it will keep; the other one warns at every use.
    os.environ.setdefault("PTB_TIMEDELTA", "1")
    settings = services.settings
    requests = (request, request) if request is not None else _requests(settings)
    builder = (
        ApplicationBuilder()
        .application_class(CmiaApplication, {"services": services, "requests": requests})
        .context_types(ContextTypes(context=CmiaContext))
        .token(settings.token.reveal() or TERMINAL_TOKEN)
        .defaults(
            Defaults(
                parse_mode=ParseMode.HTML,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
                # A question deleted meanwhile is answered all the same.
                allow_sending_without_reply=True,
            )
        )
        .concurrent_updates(UPDATES_AT_ONCE)
        .job_queue(None)
        .request(requests[0])
        .get_updates_request(requests[1])
    )
    if settings.api_url:
        builder = builder.base_url(f"{settings.api_url}/bot").base_file_url(f"{settings.api_url}/file/bot")
    application = (builder if request is None else builder.updater(None)).build()
    assert isinstance(application, CmiaApplication)
    _add_handlers(application)
    return application


def _requests(settings: Settings) -> tuple[BaseRequest, BaseRequest]:
    """One for calls, one for polling, as PTB wants them apart."""
    proxy = settings.proxy.reveal() or None
    return PatientRequest(CONNECTIONS, proxy=proxy), HTTPXRequest(proxy=proxy)


def _add_handlers(application: CmiaApplication) -> None:
    application.add_handler(TypeHandler(Update, guards.only_allowed), group=-1)
    new = filters.UpdateType.MESSAGE  # an edited question is not a new one
    for command in COMMANDS:
        application.add_handler(CommandHandler(command.name, command.handler, filters=new))
    application.add_handler(CallbackQueryHandler(buttons.press))
    private = new & filters.ChatType.PRIVATE
    application.add_handler(MessageHandler(private & filters.COMMAND, guards.unknown_command))
    application.add_handler(MessageHandler(private & filters.TEXT, questions.free_text))
    # Last: whatever is left of what people send.
    application.add_handler(MessageHandler(private & ~filters.StatusUpdate.ALL, guards.not_text))
    application.add_error_handler(guards.on_error)
