"""HTTP requests of a bot: how they are read from a connection and what parameters they carry."""

import asyncio
import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import h11

TEXT_PARAMETERS = {
    "action",
    "callback_query_id",
    "caption",
    "custom_title",
    "data",
    "description",
    "inline_message_id",
    "inline_query_id",
    "language_code",
    "message_effect_id",
    "name",
    "next_offset",
    "parse_mode",
    "query",
    "secret_token",
    "short_description",
    "text",
    "title",
    "url",
}
"""Parameters that are text whatever they look like: a message of the text `[1]` is no list."""

_BOUNDARY = re.compile(r'boundary="?([^";]+)"?')
_FIELD_NAME = re.compile(r'[ ;]name="([^"]*)"')
_FILE_NAME = re.compile(r'[ ;]filename="([^"]*)"')


@dataclass(frozen=True)
class Upload:
    """A file sent along with a request."""

    name: str
    content: bytes


@dataclass(frozen=True)
class HttpRequest:
    """A request with its whole body."""

    target: str
    content_type: str
    body: bytes

    @property
    def path(self) -> str:
        """The path, without the query."""
        return unquote(urlsplit(self.target).path)

    def parameters(self) -> dict[str, Any]:
        """The parameters of the query and of the body, as Python values."""
        fields: dict[str, Any] = dict(parse_qsl(urlsplit(self.target).query, keep_blank_values=True))
        kind = self.content_type.partition(";")[0].strip().lower()
        if kind == "application/json":
            fields |= json.loads(self.body or b"{}")
        elif kind == "multipart/form-data":
            fields |= _multipart_fields(self.content_type, self.body)
        elif kind == "application/x-www-form-urlencoded":
            fields |= parse_qsl(self.body.decode(), keep_blank_values=True)
        uploads = {f"attach://{name}": value for name, value in fields.items() if isinstance(value, Upload)}
        return {
            name: uploads[value]
            if isinstance(value, str) and value in uploads
            else _python_value(name, value)
            for name, value in fields.items()
        }


async def read_request(connection: h11.Connection, reader: asyncio.StreamReader) -> HttpRequest | None:
    """The next request of a connection; None when the client has closed it."""
    target, content_type, body = "", "", bytearray()
    while True:
        event = connection.next_event()
        if event is h11.NEED_DATA:
            connection.receive_data(await reader.read(65_536))
        elif isinstance(event, h11.Request):
            target = event.target.decode()
            content_type = dict(event.headers).get(b"content-type", b"").decode()
        elif isinstance(event, h11.Data):
            body += event.data
        elif isinstance(event, h11.EndOfMessage):
            return HttpRequest(target, content_type, bytes(body))
        else:
            return None


def _python_value(name: str, value: Any) -> Any:
    """The value of a parameter: Telegram takes everything that is no text as JSON."""
    if not isinstance(value, str) or name in TEXT_PARAMETERS:
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _multipart_fields(content_type: str, body: bytes) -> dict[str, Any]:
    """The fields of a form in several parts: text, or an Upload where a file name is given."""
    boundary = _BOUNDARY.search(content_type)
    if boundary is None:
        raise ValueError(f"A form in several parts without their boundary: {content_type}")
    fields: dict[str, Any] = {}
    for part in (b"\r\n" + body).split(b"\r\n--" + boundary[1].encode())[1:-1]:
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        headers = head.decode()
        name = _FIELD_NAME.search(headers)
        if name is None:
            raise ValueError(f"A part of a form without a name: {headers}")
        file_name = _FILE_NAME.search(headers)
        fields[name[1]] = Upload(file_name[1].replace("%22", '"'), content) if file_name else content.decode()
    return fields
