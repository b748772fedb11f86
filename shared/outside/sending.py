"""Sending a document to a public address that somebody else named: https, and never into this network.

The same guard as for fetching: the name is looked up once, nothing is sent when any number that it leads to is not
public, one of these numbers is connected to under the name, redirects are not followed, and nothing of the answer is
read but its status. What is in the document is no business of this module.
"""

import asyncio
from collections.abc import Mapping, Sequence

import httpx

from shared.outside.fetching import SILENCE, NotFetchedNow, Way, host_of, numbers_of, why_not

AGENT = "Folkmoot (tells of changes)"


async def send(address: str, body: bytes, headers: Mapping[str, str], way: Way) -> int:
    """The status with which the address answered a POST of the body.

    Raises NotFetched for an address that may not be asked, NotFetchedNow where nothing was answered in time.
    """
    try:
        async with asyncio.timeout(way.time_limit):
            host = host_of(address)
            numbers = await numbers_of(host, way.resolve)
            async with httpx.AsyncClient(
                transport=way.carrier(), timeout=SILENCE, trust_env=False, follow_redirects=False
            ) as client:
                told = {**headers, "Host": host, "User-Agent": AGENT}
                return await _first(client, address, body, told, numbers)
    except TimeoutError:
        raise NotFetchedNow(f"It took longer than {way.time_limit:.0f} seconds.") from None
    except (httpx.TransportError, OSError) as error:
        raise NotFetchedNow(why_not(error)) from error


async def _first(
    client: httpx.AsyncClient, address: str, body: bytes, headers: Mapping[str, str], numbers: Sequence[str]
) -> int:
    """What the first of these numbers that can be connected to answers."""
    for number in numbers[:-1]:
        try:
            return await _sent(client, address, body, headers, number)
        except (httpx.ConnectError, httpx.ConnectTimeout):
            continue
    return await _sent(client, address, body, headers, numbers[-1])


async def _sent(client: httpx.AsyncClient, address: str, body: bytes, headers: Mapping[str, str], number: str) -> int:
    pinned = httpx.URL(address).copy_with(host=number)
    extensions = {"sni_hostname": headers["Host"]}
    request = client.build_request("POST", pinned, content=body, headers=dict(headers), extensions=extensions)
    answer = await client.send(request, stream=True)
    await answer.aclose()
    return answer.status_code
