"""Mail leaves through one port with three adapters: files in a folder (local mode shows them on a page), SMTP, and
GOV.UK Notify.

Addresses and texts pass through and are neither logged nor kept here, except as the files of local mode.
"""

import asyncio
import hashlib
import smtplib
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP as MAIL_POLICY
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from shared.post.notify import Mail, Notify, Status, reference_of
from shared.settings import Settings

TIMEOUT = 15


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail in plain text. `key` makes its Message-ID, the same on every attempt.

    `unsubscribe` is where its reader's mail program may stop such letters by one POST (RFC 8058); empty for letters
    that are answers.
    """

    to: str
    subject: str
    text: str
    key: str
    unsubscribe: str = ""


class Post(Protocol):
    """A way for letters to leave."""

    async def send(self, letter: Letter) -> None:
        """Hand the letter over; raises OSError when that failed and may be tried again."""
        ...


class NoMailConfigured(ValueError):
    """Neither a mail folder (local mode) nor an SMTP address is set."""


def post_from(settings: Settings) -> Post:
    """The adapter that the settings ask for: Notify before SMTP, and files in local mode alone."""
    if settings.notify_key is not None:
        key = settings.notify_key.get_secret_value()
        return NotifyPost(Notify(key, settings.notify_template, address=settings.notify_address))
    if settings.smtp_url is not None:
        return SmtpPost(settings.smtp_url.get_secret_value(), settings.mail_from)
    if settings.is_local and settings.mail_folder is not None:
        return FilePost(settings.mail_folder, settings.mail_from)
    raise NoMailConfigured("set FOLKMOOT_SMTP_URL or FOLKMOOT_NOTIFY_KEY, or FOLKMOOT_MAIL_FOLDER in local mode")


async def status_of(settings: Settings, key: str) -> Status | None:
    """What became of the letter with this key; None where its carrier does not tell. Raises OSError."""
    post = post_from(settings)
    return await post.status(key) if isinstance(post, NotifyPost) else None


class FilePost:
    """Writes each letter into a folder, once per key."""

    def __init__(self, folder: Path, sender: str) -> None:
        self._folder = folder
        self._sender = sender

    async def send(self, letter: Letter) -> None:
        """Write the letter; the same key overwrites its own file."""
        content = _message(letter, self._sender).as_bytes()
        await asyncio.to_thread(self._write, letter.key, content)

    def _write(self, key: str, content: bytes) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"{hashlib.sha256(key.encode()).hexdigest()[:24]}.eml"
        draft = path.with_suffix(".part")
        draft.write_bytes(content)
        draft.replace(path)


class NotifyPost:
    """Sends by GOV.UK Notify, which writes the sender itself and tells what became of each letter."""

    def __init__(self, notify: Notify) -> None:
        self._notify = notify

    async def send(self, letter: Letter) -> None:
        """Let Notify send the letter, once for its key. Raises NotTaken, which is an OSError."""
        await self._notify.send(
            Mail(
                to=letter.to,
                subject=letter.subject,
                body=letter.text,
                reference=reference_of(letter.key),
                unsubscribe=letter.unsubscribe,
            )
        )

    async def status(self, key: str) -> Status | None:
        """What Notify tells of the letter; it keeps that for seven days. Raises NotTaken."""
        return await self._notify.status(reference_of(key))


class SmtpPost:
    """Sends by SMTP with STARTTLS (smtp://user:password@host:587) or TLS from the start (smtps://)."""

    def __init__(self, url: str, sender: str) -> None:
        self._url = urlsplit(url)
        self._sender = sender

    async def send(self, letter: Letter) -> None:
        """Send the letter; smtplib's errors are OSErrors."""
        await asyncio.to_thread(self._send, _message(letter, self._sender))

    def _send(self, message: EmailMessage) -> None:
        host = self._url.hostname or "localhost"
        client: smtplib.SMTP
        if self._url.scheme == "smtps":
            client = smtplib.SMTP_SSL(host, self._url.port or 465, timeout=TIMEOUT)
        else:
            client = smtplib.SMTP(host, self._url.port or 587, timeout=TIMEOUT)
        with client:
            if self._url.scheme == "smtp":
                client.starttls()
            if self._url.username:
                client.login(unquote(self._url.username), unquote(self._url.password or ""))
            client.send_message(message)


def read_folder(folder: Path) -> list[Letter]:
    """The letters in a local mail folder, the newest first."""
    paths = sorted(folder.glob("*.eml"), key=lambda path: path.stat().st_mtime, reverse=True)
    return [_letter(path) for path in paths]


def _letter(path: Path) -> Letter:
    message = BytesParser(policy=MAIL_POLICY).parsebytes(path.read_bytes())
    body = message.get_body(("plain",))
    return Letter(str(message["To"]), str(message["Subject"]), body.get_content() if body else "", path.stem)


def _message(letter: Letter, sender: str) -> EmailMessage:
    message = EmailMessage(policy=MAIL_POLICY)
    message["From"] = sender
    message["To"] = letter.to
    message["Subject"] = letter.subject
    message["Date"] = datetime.now(UTC)
    message["Message-ID"] = f"<{hashlib.sha256(letter.key.encode()).hexdigest()[:32]}@folkmoot>"
    message["Auto-Submitted"] = "auto-generated"
    if letter.unsubscribe:
        message["List-Unsubscribe"] = f"<{letter.unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(letter.text)
    return message
