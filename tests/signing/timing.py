"""`python -m tests.signing.timing [PAIRS]`: does time tell what is known from what is not?

On a place of its own, over HTTP, as in production: pairs of requests in random order, one about what is not known and
one about what is, four clients at once, and Welch's t of their times. Below 4.5 nothing is told. The same in local
mode, where nobody waits, says what there would be to tell. Not a test: a busy machine answers as it likes.
"""

import asyncio
import math
import secrets
import statistics
import sys
import time
from dataclasses import dataclass, field
from random import shuffle

import httpx

from shared.settings import Mode
from tests.bench.goal import Ground
from tests.signing.place import HEADERS, Signing, signing

TELLS, CLIENTS = 4.5, 4
WHO = {"name": "Ann Lee", "postcode": "M32 0TH", "relation": "live"}


@dataclass(slots=True)
class Times:
    """Seconds that answers took."""

    known: list[float] = field(default_factory=list)
    unknown: list[float] = field(default_factory=list)

    @property
    def t(self) -> float:
        """Welch's t of the two."""
        spread = sum(statistics.variance(one) / len(one) for one in (self.known, self.unknown))
        return (statistics.mean(self.known) - statistics.mean(self.unknown)) / math.sqrt(spread)

    def __str__(self) -> str:
        known, unknown = (1000 * statistics.mean(one) for one in (self.known, self.unknown))
        says = "tells" if abs(self.t) >= TELLS else "tells nothing"
        return f"t = {self.t:+.2f} over {len(self.known)} pairs ({known:.2f} ms known, {unknown:.2f} not); {says}"


def letters() -> str:
    """As long as a token, and as the longest name of a mailbox."""
    return secrets.token_hex(32)


async def compare(place: Signing, path: str, known: dict[str, str], unknown: dict[str, str], pairs: int) -> Times:
    """The times of answers to known and unknown, asked in turns by chance. `*` is each client's own known one, so
    that nobody waits for another's row, and other letters each time.
    """
    times = Times()

    async def ask(client: httpx.AsyncClient, number: int) -> None:
        for _ in range(pairs // CLIENTS):
            turns = [True, False]
            shuffle(turns)
            for is_known in turns:
                by = str(number) if is_known else letters()
                sent = {name: value.replace("*", by) for name, value in (known if is_known else unknown).items()}
                began = time.perf_counter()
                if path.endswith("signatures"):
                    answer = await client.post(path, json=sent)
                else:
                    answer = await client.post(path, data=sent)
                took = time.perf_counter() - began
                if path.endswith("signatures") and answer.status_code != 202:
                    raise RuntimeError(f"{answer.status_code}: what is refused for another reason is not compared")
                if answer.status_code < 500:
                    (times.known if is_known else times.unknown).append(took)

    async with httpx.AsyncClient(base_url=place.addresses[0], timeout=30, headers=HEADERS) as client:
        await asyncio.gather(*(ask(client, number) for number in range(CLIENTS)))
    return times


async def told(place: Signing, pairs: int) -> dict[str, Times]:
    """What time tells of an address that has signed, of one that was only written to, and of a link's token."""
    sign, press = f"/escalation/v1/petitions/{place.reference}/signatures", f"/petitions/{place.reference}/confirm"
    async with httpx.AsyncClient(base_url=place.addresses[0], timeout=30, headers=HEADERS) as client:
        token = ""
        for number in range(CLIENTS):
            (await client.post(sign, json=WHO | {"email": f"signed{number}@gmail.com"})).raise_for_status()
            (token,) = await place.tokens(fresh=1)
            pressed = await client.post(press, data={"token": token})
            assert pressed.status_code == 303, pressed.text
        for number in range(CLIENTS):
            (await client.post(sign, json=WHO | {"email": f"waits{number}@gmail.com"})).raise_for_status()
    fresh = WHO | {"email": "*@gmail.com"}
    return {
        "address that has signed": await compare(place, sign, WHO | {"email": "signed*@gmail.com"}, fresh, pairs),
        "address that was written to": await compare(place, sign, WHO | {"email": "waits*@gmail.com"}, fresh, pairs),
        "token of a confirmed one": await compare(place, press, {"token": token}, {"token": "*"}, pairs),
    }


async def run(pairs: int) -> bool:
    """Print what time tells in both modes; whether it tells something in production."""
    ground, tells = Ground(), False
    try:
        for mode in (Mode.LOCAL, Mode.PRODUCTION):
            name, overrides = f"folkmoot_timing_{mode.value}", {"watch.pattern": "1000000"}
            async with signing(ground.postgres_url, name, mode, overrides=overrides) as place:
                for what, times in (await told(place, pairs)).items():
                    sys.stdout.write(f"{mode.value:10} {what:28} {times}\n")
                    sys.stdout.flush()
                    tells |= mode is Mode.PRODUCTION and abs(times.t) >= TELLS
    finally:
        ground.leave()
    return tells


if __name__ == "__main__":
    sys.exit(asyncio.run(run(int((sys.argv[1:] or ["2000"])[0]))))
