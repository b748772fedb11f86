"""Where a request came from, as far as the proxies before it are one's own; and answers that all take as long.

What is read here is handed on as values and neither kept nor logged.
"""

import asyncio
import time

from starlette.requests import Request

from shared.settings import Settings

LONGEST = 400


def address_of(request: Request) -> str:
    """The client's address: the one that the outermost proxy of one's own saw; without a proxy, the connection's.

    What stands further left in X-Forwarded-For was written by whoever asks, and is not believed.
    """
    settings: Settings = request.app.state.settings
    peer = request.client.host if request.client else ""
    if settings.trusted_proxies == 0:
        return peer
    told = ",".join(request.headers.getlist("x-forwarded-for"))
    addresses = [one.strip() for one in told.split(",") if one.strip()]
    return addresses[-settings.trusted_proxies][:LONGEST] if len(addresses) >= settings.trusted_proxies else ""


def country_of(request: Request) -> str:
    """The country that a trusted proxy names; empty where none is asked to."""
    settings: Settings = request.app.state.settings
    if settings.country_header is None or settings.trusted_proxies == 0:
        return ""
    return request.headers.get(settings.country_header, "")[:2].upper()


def agent_of(request: Request) -> str:
    """What the browser calls itself."""
    return request.headers.get("user-agent", "")[:LONGEST]


async def answer_evenly(request: Request) -> None:
    """Wait until as long has passed since the request came as every such answer takes."""
    settings: Settings = request.app.state.settings
    if not settings.is_local:
        await asyncio.sleep(max(0.0, settings.even_answer - (time.perf_counter() - request.state.began)))
