"""A sign-in that is under way: what must be remembered between leaving for the provider and coming back.

It travels in a cookie of the browser that set out, signed and good for ten minutes, so that nobody else's browser can
finish it, no stranger fills a table, and every replica can take it up. One browser may have several under way.
"""

import base64
import hashlib
import hmac
import json
import re
import secrets
import time
from dataclasses import asdict, dataclass
from urllib.parse import urlencode, urlsplit

LASTS = 600  # seconds
_STATE = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """One sign-in. `proves`: somebody is signed in here already and proves again who they are."""

    provider: str
    state: str
    nonce: str
    verifier: str
    onward: str
    began: int
    proves: bool = False

    @property
    def challenge(self) -> str:
        """What the provider is shown of the verifier (RFC 7636, S256)."""
        return _encoded(hashlib.sha256(self.verifier.encode()).digest())


def set_out(provider: str, onward: str, *, proves: bool = False) -> Journey:
    """A new sign-in at this provider, which leads to the page `onward`."""
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    return Journey(
        provider=provider,
        state=state,
        nonce=nonce,
        verifier=verifier,
        onward=onward,
        began=int(time.time()),
        proves=proves,
    )


def address(journey: Journey, door: str, *, client_id: str, scopes: str, redirect: str) -> str:
    """Where the browser is sent. Whoever proves themselves again is asked anew, whatever session there is there."""
    asked = {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": redirect,
        "scope": scopes,
        "state": journey.state,
        "nonce": journey.nonce,
        "code_challenge": journey.challenge,
        "code_challenge_method": "S256",
    }
    if journey.proves:
        asked |= {"max_age": "0", "prompt": "login"}
    joint = "&" if urlsplit(door).query else "?"
    return f"{door}{joint}{urlencode(asked)}"


def name_of(state: str) -> str | None:
    """The end of the cookie's name by the state that came back; None for anything that is no state of ours."""
    return state[:12] if _STATE.fullmatch(state) else None


def sealed(journey: Journey, secret: str) -> str:
    """The journey as the cookie keeps it."""
    body = _encoded(json.dumps(asdict(journey), separators=(",", ":")).encode())
    return f"{body}.{_encoded(_signature(body, secret))}"


def opened(text: str, secret: str, *, state: str) -> Journey | None:
    """The journey that this cookie keeps; None when it is not ours, not of this state, or over."""
    body, _, signature = text.partition(".")
    if not text.isascii() or not hmac.compare_digest(_encoded(_signature(body, secret)), signature):
        return None
    try:
        found = Journey(**json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))))
    except TypeError:  # it was begun before we were changed, and remembers other things
        return None
    is_in_time = 0 <= time.time() - found.began <= LASTS
    return found if is_in_time and hmac.compare_digest(found.state, state) else None


def _signature(body: str, secret: str) -> bytes:
    return hmac.new(secret.encode(), b"journey:" + body.encode(), hashlib.sha256).digest()


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
