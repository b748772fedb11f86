"""`python -m tests.signing.timing ADDRESS PETITION [PAIRS]`: does time tell what is known from what is not?

Against a running place: pairs of requests in random order, one about what is not known and one about what is, and
Welch's t of their times. Below 4.5 nothing is told. A known token is named in the environment (TOKEN), a known address
as EMAIL; where one is absent that part is left out. Not a test: a busy machine answers as it likes.
"""

import math
import os
import secrets
import statistics
import sys
import time
from random import shuffle

import httpx

TELLS = 4.5


def welch(first: list[float], second: list[float]) -> float:
    """Welch's t of two samples."""
    spread = statistics.variance(first) / len(first) + statistics.variance(second) / len(second)
    return (statistics.mean(first) - statistics.mean(second)) / math.sqrt(spread)


def compare(client: httpx.Client, path: str, known: dict[str, str], unknown: dict[str, str], pairs: int) -> float:
    """The t of answers to known and unknown, asked in turns by chance."""
    times: dict[bool, list[float]] = {True: [], False: []}
    for _ in range(pairs):
        turns = [True, False]
        shuffle(turns)
        for is_known in turns:
            fresh = {name: value.replace("*", secrets.token_hex(20)) for name, value in unknown.items()}
            began = time.perf_counter()
            sent = known if is_known else fresh
            if path.endswith("signatures"):
                client.post(path, json=sent)
            else:
                client.post(path, data=sent, headers={"Origin": str(client.base_url).rstrip("/")})
            times[is_known].append(time.perf_counter() - began)
    return welch(times[True], times[False])


def main(address: str, petition: str, pairs: int) -> int:
    """Print what time tells; 1 when it tells something."""
    told = {}
    with httpx.Client(base_url=address, timeout=30) as client:
        if token := os.environ.get("TOKEN"):
            told["token"] = compare(client, f"/petitions/{petition}/confirm", {"token": token}, {"token": "*"}, pairs)
        if email := os.environ.get("EMAIL"):
            who = {"name": "Ann Lee", "postcode": "M32 0TH", "relation": "live"}
            path = f"/escalation/v1/petitions/{petition}/signatures"
            told["address"] = compare(client, path, who | {"email": email}, who | {"email": "a*@gmail.com"}, pairs)
    for what, t in told.items():
        sys.stdout.write(f"{what}: t = {t:.2f} over {pairs} pairs; {'tells' if abs(t) >= TELLS else 'tells nothing'}\n")
    return int(any(abs(t) >= TELLS for t in told.values()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], int((sys.argv[3:] or ["2000"])[0])))
