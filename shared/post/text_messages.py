"""Text messages leave through one port with two adapters: a gateway that takes JSON over HTTP, and local mode's folder.

Numbers and texts pass through and are neither logged nor kept here, except as the files of local mode. Where neither
is set, nothing that needs a message is offered.
"""

from dataclasses import dataclass
from typing import Protocol

import httpx
import structlog

from shared.post.mail import FilePost, Letter
from shared.problems import NotFound
from shared.settings import Settings

TIME_LIMIT = 15.0
SUBJECT = "Text message"
_AGAIN = frozenset({401, 403, 407, 408, 425, 429})  # what a gateway may take later, or once its secret is put right

log = structlog.get_logger()


class NoTextMessages(NotFound):
    """No gateway is set, so that no code can be sent."""

    slug, title = "no-text-messages", "No text messages are sent here"


@dataclass(frozen=True, slots=True)
class Text:
    """One text message. `to` is `+` and digits; `key` is the same on every attempt."""

    to: str
    words: str
    key: str


class Gateway(Protocol):
    """A way for text messages to leave."""

    async def send(self, text: Text) -> None:
        """Hand the message over; raises OSError or httpx's HTTPError when that failed and may be tried again."""
        ...


def are_sent(settings: Settings) -> bool:
    """Whether text messages can leave, so that what needs one is offered."""
    return settings.text_url is not None or (settings.is_local and settings.mail_folder is not None)


def require(settings: Settings) -> None:
    """Raise NoTextMessages where none can leave."""
    if not are_sent(settings):
        raise NoTextMessages("Nobody can be sent a code here. Sign by e-mail, on paper or at a desk.")


def gateway_from(settings: Settings, carrier: httpx.AsyncBaseTransport | None = None) -> Gateway:
    """The adapter that the settings ask for. Only tests put a carrier in. Raises NoTextMessages."""
    if settings.text_url is not None:
        secret = settings.text_secret.get_secret_value() if settings.text_secret else ""
        return HttpGateway(settings.text_url, secret, carrier)
    require(settings)
    if settings.mail_folder is None:
        raise LookupError("local mode without a folder sends none")
    return FileGateway(FilePost(settings.mail_folder, settings.mail_from))


class FileGateway:
    """Writes each message into the folder of letters, where local mode shows it."""

    def __init__(self, post: FilePost) -> None:
        self._post = post

    async def send(self, text: Text) -> None:
        """Write the message; the same key overwrites its own file."""
        await self._post.send(Letter(to=text.to, subject=SUBJECT, text=text.words, key=text.key))


class HttpGateway:
    """Posts `{"to", "text", "reference"}` to the gateway's address, the secret as a bearer token.

    The key goes along as Idempotency-Key. What the gateway refuses for good is logged and not sent again.
    """

    def __init__(self, url: str, secret: str, carrier: httpx.AsyncBaseTransport | None = None) -> None:
        self._url, self._secret, self._carrier = url, secret, carrier

    async def send(self, text: Text) -> None:
        """Post the message."""
        headers = {"Idempotency-Key": text.key} | ({"Authorization": f"Bearer {self._secret}"} if self._secret else {})
        said = {"to": text.to, "text": text.words, "reference": text.key}
        async with httpx.AsyncClient(
            transport=self._carrier, timeout=TIME_LIMIT, trust_env=False, follow_redirects=False
        ) as client:
            answer = await client.post(self._url, json=said, headers=headers)
        if 400 <= answer.status_code < 500 and answer.status_code not in _AGAIN:
            log.warning("text_message.refused", status=answer.status_code)
            return
        if not answer.is_success:
            raise OSError(f"the gateway answered {answer.status_code}")
