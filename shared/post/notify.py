"""GOV.UK Notify's API for mail, as its documentation of version 2 has it: a signed request, one template of our own.

The template at Notify has the subject `((subject))` and the message `((body))`. Nothing is kept or logged here.
"""

import hashlib
import time
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

import httpx
from joserfc import jwt
from joserfc.jwk import OctKey

ADDRESS = "https://api.notifications.service.gov.uk"
TIME_LIMIT = 12.0
ID = 36  # characters of a service's id and of a secret, the two last parts of a key


class NotTaken(OSError):
    """Notify did not take a message, or could not say: it may be tried again. Names the status and Notify's code."""


class BadKey(ValueError):
    """The key is none that Notify gives out: a name, the service's id and the secret, with dashes between them."""


class Delivery(StrEnum):
    """What became of a message, as far as its carrier knows."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Status:
    """What became of a message, and since when where the carrier says so."""

    delivery: Delivery
    at: datetime | None = None


_DELIVERY = {
    "delivered": Delivery.DELIVERED,
    "permanent-failure": Delivery.FAILED,
    "temporary-failure": Delivery.FAILED,
    "technical-failure": Delivery.FAILED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """What Notify is to send. `reference` is ours, the same on every attempt."""

    to: str
    subject: str
    body: str
    reference: str
    unsubscribe: str = ""


class Notify:
    """A service at Notify, by its key and our template there. Only tests put a carrier or another address in."""

    def __init__(
        self, key: str, template: str, *, address: str = ADDRESS, carrier: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._service, self._secret = key[-2 * ID - 1 : -ID - 1], key[-ID:]
        if len(self._service) != ID or not key[: -2 * ID - 1].endswith("-"):
            raise BadKey("a key of Notify ends with the service's id and the secret")
        self._template, self._address, self._carrier = template, address.rstrip("/"), carrier

    async def send(self, mail: Mail) -> None:
        """Let Notify send the message, unless it has taken it before under this reference. Raises NotTaken.

        An answer that got lost is so no second message: Notify itself takes a reference as often as it is sent.
        """
        if await self.status(mail.reference) is not None:
            return
        wanted: dict[str, Any] = {
            "email_address": mail.to,
            "template_id": self._template,
            "personalisation": {"subject": mail.subject, "body": mail.body},
            "reference": mail.reference,
        }
        if mail.unsubscribe.startswith("https:"):  # Notify takes no other
            wanted["one_click_unsubscribe_url"] = mail.unsubscribe
        await self._ask("POST", "/v2/notifications/email", wanted)

    async def status(self, reference: str) -> Status | None:
        """What became of the message with this reference; None where Notify has none, or no longer. Raises NotTaken."""
        answer = await self._ask("GET", f"/v2/notifications?{urlencode({'reference': reference})}")
        found = answer.get("notifications") or []
        if not found:
            return None
        last = found[0]
        moment = last.get("completed_at") or last.get("sent_at")
        return Status(
            _DELIVERY.get(str(last.get("status")), Delivery.WAITING),
            datetime.fromisoformat(str(moment)) if moment else None,
        )

    async def _ask(self, method: str, path: str, wanted: object = None) -> dict[str, Any]:
        claims = {"iss": self._service, "iat": int(time.time())}  # good for 30 seconds
        token = jwt.encode({"alg": "HS256", "typ": "JWT"}, claims, OctKey.import_key(self._secret))
        async with httpx.AsyncClient(
            transport=self._carrier, timeout=TIME_LIMIT, trust_env=False, follow_redirects=False
        ) as client:
            try:
                answer = await client.request(
                    method, f"{self._address}{path}", json=wanted, headers={"Authorization": f"Bearer {token}"}
                )
                said = answer.json()
            except (httpx.HTTPError, ValueError) as error:
                raise NotTaken(f"Notify could not be asked: {type(error).__name__}") from error
        if not answer.is_success or not isinstance(said, dict):
            raise NotTaken(f"Notify answered {answer.status_code} {_code(said)}")
        return said


def reference_of(key: str) -> str:
    """What Notify is told in place of a key of ours, which may name accounts."""
    return hashlib.sha256(key.encode()).hexdigest()[:32]


def _code(said: object) -> str:
    """Notify's own code of what is wrong, without its sentence, which may repeat an address."""
    errors = said.get("errors") if isinstance(said, dict) else None
    first = errors[0] if isinstance(errors, list) and errors else None
    return str(first.get("error", ""))[:60] if isinstance(first, dict) else ""
