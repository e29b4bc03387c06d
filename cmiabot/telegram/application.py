"""The PTB application: every handler in one visible list. The same one serves Telegram and the terminal."""

import os
from functools import partial
from itertools import chain

from telegram import LinkPreviewOptions, Update
from telegram.constants import ParseMode
from telegram.ext import (
    ApplicationBuilder,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    ContextTypes,
    Defaults,
    MessageHandler,
    TypeHandler,
    filters,
)
from telegram.request import BaseRequest

from cmiabot.delivery.limits import Limiter
from cmiabot.store.processes import this_process
from cmiabot.telegram.addressing import ForwardedFromChat, ToTheBotInGroup
from cmiabot.telegram.commands import COMMANDS, OPERATOR_COMMANDS
from cmiabot.telegram.context import CmiaApplication, CmiaContext, Services
from cmiabot.telegram.flooding import FloodGate
from cmiabot.telegram.handlers import admitting, buttons, guards, linking, membership, wishes
from cmiabot.telegram.intake import Intake
from cmiabot.telegram.ratelimit import LiveLimits
from cmiabot.telegram.requests import make_requests
from cmiabot.telegram.rights import FromOperator

TERMINAL_TOKEN = "0:terminal"  # noqa: S105 -- no secret: the terminal needs none, PTB wants one
CONNECTIONS = 64


def build_application(
    services: Services,
    request: BaseRequest | None = None,
    *,
    limiter: Limiter | None = None,
    gate: FloodGate | None = None,
) -> CmiaApplication:
    """The application over HTTP, or over a request object of ours (the terminal).

    Without a limiter nothing waits its turn: for the terminal, and for single calls.
    """
    # PTB: retry_after as a timedelta, the form it will keep; the other one warns at every use.
    os.environ.setdefault("PTB_TIMEDELTA", "1")
    settings = services.settings
    requests = (request, request) if request else make_requests(CONNECTIONS, settings.proxy.reveal() or None)
    intake = Intake(
        services.database,
        gate or FloodGate(),
        holder=this_process().id,
        clock=services.clock,
        # Of those who poll, one at a time does: what another began, it left behind.
        alone=settings.mode == "polling",
    )
    builder = (
        ApplicationBuilder()
        .application_class(CmiaApplication, {"services": services, "requests": requests, "intake": intake})
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
        .concurrent_updates(intake)
        .job_queue(None)
        .request(requests[0])
        .get_updates_request(requests[1])
        .updater(None)
        .rate_limiter(LiveLimits(limiter))
    )
    if settings.api_url:
        builder = builder.base_url(f"{settings.api_url}/bot").base_file_url(f"{settings.api_url}/file/bot")
    application = builder.build()
    assert isinstance(application, CmiaApplication)
    _add_handlers(application)
    intake.serve(partial(_reacts, application), partial(guards.too_much, application))
    return application


def _reacts(application: CmiaApplication, update: Update) -> bool:
    """Whether anything but the guards would handle an update."""
    handlers = chain.from_iterable(of for group, of in application.handlers.items() if group >= 0)
    return any(handler.check_update(update) not in (None, False) for handler in handlers)


def _add_handlers(application: CmiaApplication) -> None:
    application.add_handler(TypeHandler(Update, guards.know_language), group=-2)
    application.add_handler(TypeHandler(Update, admitting.only_allowed), group=-1)
    new = filters.UpdateType.MESSAGE  # an edited question is not a new one
    # Before the commands: a post may begin with one, but it is not meant for us.
    application.add_handler(MessageHandler(new & ForwardedFromChat(), linking.forwarded))
    application.add_handler(MessageHandler(new & filters.StatusUpdate.CHAT_SHARED, linking.shared))
    for command in COMMANDS:
        application.add_handler(
            CommandHandler([command.name, *command.aliases], command.handler, filters=new)
        )
    operators = new & FromOperator(application.services.settings.operators)
    for command in OPERATOR_COMMANDS:
        application.add_handler(CommandHandler(command.name, command.handler, filters=operators))
    application.add_handler(CallbackQueryHandler(buttons.press))
    application.add_handler(ChatMemberHandler(membership.changed, ChatMemberHandler.MY_CHAT_MEMBER))
    application.add_handler(ChatMemberHandler(membership.others_changed, ChatMemberHandler.CHAT_MEMBER))
    status = filters.StatusUpdate
    application.add_handler(MessageHandler(new & status.MIGRATE, membership.migrated))
    closing = status.FORUM_TOPIC_CLOSED | status.FORUM_TOPIC_REOPENED
    application.add_handler(MessageHandler(new & closing, membership.topic_changed))
    application.add_handler(MessageHandler(new & ToTheBotInGroup(), wishes.in_group))
    private = new & filters.ChatType.PRIVATE
    # Known from other bots, but in no menu: there is hardly anything to cancel.
    application.add_handler(CommandHandler("cancel", linking.cancel, filters=private))
    application.add_handler(MessageHandler(private & filters.COMMAND, guards.unknown_command))
    application.add_handler(MessageHandler(private & filters.TEXT, wishes.free_text))
    # Last: whatever is left of what people send.
    application.add_handler(MessageHandler(private & ~filters.StatusUpdate.ALL, guards.not_text))
    application.add_error_handler(guards.on_error)
