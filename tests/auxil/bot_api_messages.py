"""Messages of the bot, and the checks that Telegram makes before it takes one."""

from dataclasses import dataclass, field, replace
from typing import Any
from zlib import crc32

from tests.auxil.bot_api_errors import ApiError
from tests.auxil.http_requests import Upload
from tests.auxil.telegram_html import FormattedText, parse_html, utf16_length

Json = dict[str, Any]

MAX_TEXT, MAX_CAPTION, MAX_CALLBACK_DATA_BYTES, MAX_COPY_TEXT = 4096, 1024, 64, 256
PARSE_MODES = {"", "html", "markdown", "markdownv2"}


@dataclass
class SentMessage:
    """A message of the bot, as it stands after its edits."""

    chat_id: int
    message_id: int
    text: str
    """The text as the bot sent it, with its markup; of a file, the caption."""
    formatted: FormattedText
    reply_markup: Json | None = None
    media: Json = field(default_factory=dict)
    extra: Json = field(default_factory=dict)
    edits: int = 0
    deleted: bool = False

    @property
    def edited(self) -> bool:
        """Whether it was ever edited."""
        return self.edits > 0

    @property
    def visible_text(self) -> str:
        """The text as people see it."""
        return self.formatted.text

    @property
    def buttons(self) -> list[Json]:
        """The buttons of its inline keyboard, row after row."""
        return [button for row in (self.reply_markup or {}).get("inline_keyboard", []) for button in row]

    def snapshot(self) -> "SentMessage":
        """The message as it is now: what comes with a press that Telegram took before the next edit."""
        return replace(self)

    def with_button(self, data: str) -> "SentMessage":
        """The message as if its only button had this data, as one may that another version sent."""
        button = {"text": "of another version", "callback_data": data}
        return replace(self, reply_markup={"inline_keyboard": [[button]]})


def formatted_of(parameters: Json, name: str) -> FormattedText:
    """The text or caption of a request, checked as Telegram checks it; Markdown is left as it is."""
    raw, mode = parameters.get(name) or "", (parameters.get("parse_mode") or "").lower()
    if mode not in PARSE_MODES:
        raise ApiError(400, "Bad Request: unsupported parse_mode")
    entities = () if mode else parameters.get("entities" if name == "text" else "caption_entities", ())
    try:
        formatted = (parse_html(raw) if mode == "html" else FormattedText(raw, tuple(entities))).stripped()
    except ValueError as error:
        raise ApiError(400, f"Bad Request: can't parse entities: {error}") from error
    if name == "text" and not formatted.text:
        raise ApiError(400, "Bad Request: message text is empty")
    if utf16_length(formatted.text) > (MAX_TEXT if name == "text" else MAX_CAPTION):
        what = "message" if name == "text" else "message caption"
        raise ApiError(400, f"Bad Request: {what} is too long")
    return formatted


def reply_markup_of(parameters: Json) -> Json | None:
    """The keyboard of a request, checked; an inline keyboard without buttons is none."""
    markup: Json = parameters.get("reply_markup") or {}
    buttons = [button for row in markup.get("inline_keyboard", []) for button in row]
    for button in buttons:
        if not button.get("text"):
            raise ApiError(400, "Bad Request: inline keyboard button text must be non-empty")
        if len(button) < 2:
            problem = "Text buttons are unallowed in the inline keyboard"
            raise ApiError(400, f"Bad Request: can't parse inline keyboard button: {problem}")
        data = button.get("callback_data")
        if data is not None and not 1 <= len(data.encode()) <= MAX_CALLBACK_DATA_BYTES:
            raise ApiError(400, "Bad Request: BUTTON_DATA_INVALID")
        copied = button.get("copy_text")
        if copied is not None and not 1 <= utf16_length(copied.get("text", "")) <= MAX_COPY_TEXT:
            raise ApiError(400, "Bad Request: BUTTON_COPY_TEXT_INVALID")
    return markup if buttons or markup.keys() - {"inline_keyboard"} else None


def file_of(parameters: Json, kind: str) -> Json:
    """The file of a request, as Telegram describes it: an upload, or one it has already."""
    file = parameters.get(kind)
    if not file:
        raise ApiError(400, f"Bad Request: there is no {kind} in the request")
    if not isinstance(file, Upload):
        return {"file_id": str(file), "file_unique_id": str(file)}
    if not file.content:
        raise ApiError(400, "Bad Request: file must be non-empty")
    unique_id = f"{kind}-{crc32(file.content)}"
    size = {"file_size": len(file.content)} | ({"file_name": file.name} if kind == "document" else {})
    return {"file_id": unique_id, "file_unique_id": unique_id, **size}
