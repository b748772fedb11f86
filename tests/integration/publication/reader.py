"""Made-up words, each of its state and field, and somebody who looks for them at every address that answers."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import Any

from fastapi.routing import iter_route_contexts

from services.publication.domain.search.download import TABLES
from shared.proof.tiles import bundle_path, bundles, tile_path, tiles, words_path
from tests.integration.publication.negotiation import BATH, DEAL, Here
from tests.integration.publication.timeline import REFERENCE

PUBLIC = {"shown", "released", "wished"}
STATES = ("shown", "released", "atonce", "later", "removed", "gone", "wished")
"""On the record: shown, withheld and released, withheld from its first day, withheld later, with its words removed,
with its words removed while it was withheld and then released, and one that somebody wishes to withhold.
"""
MEANS: dict[bytes, str] = {}
"""Which state and field a made-up word stands for."""
CLOSED = {
    *(
        "/account",
        "/account/code",
        "/account/link/open",
        "/account/passkey",
        "/account/passkey/use",
        "/account/prove",
        "/account/roles",
        "/account/with/{id}",
        "/account/work",
    ),
    *("/account/with/{id}/back", "/record/follow/confirm", "/record/unfollow", "/record/offered"),
    *("/record/desk/{area}/opening", *(f"/record/desk/{{name}}/{deed}" for deed in ("round", "approval", "revision"))),
    *("/record/desk/{name}/submissions/{number}", "/record/desk/{name}/words/{entry}"),
    "/publication/v1/agreements/{name}/submissions/{number}",
    *("/publication/v1/register/{area}/contacts/{body}", "/publication/v1/register/{area}/partnerships/{partnership}"),
    "/who/{area}/partnerships/{partnership}",
    *(f"/publication/administration{one}" for one in ("", "/letters", "/letters/{id}", "/policies", "/closures")),
    *(f"/publication/administration/{one}{of}" for one in ("keys", "accesses", "safeguards") for of in ("", "/{area}")),
    *(f"/publication/administration/policies/{{area}}{one}" for one in ("", "/{section}", "/{section}/{name}")),
    *(f"/publication/administration/{one}" for one in ("closures/{area}", "elections", "elections/{area}")),
    *(f"/publication/administration/register{one}" for one in ("", "/{area}", "/{area}/{kind}")),
    *(f"/publication/administration/people{one}" for one in ("", "/{area}", "/{area}/invite", "/{area}/{id}")),
    *(f"/publication/administration/people/{{area}}/{{id}}/{one}" for one in ("end", "renew", "roles")),
}
"""What nobody reads who has no link, no seat in that body, no such role, or nothing to find there."""
NOISE = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}")
NOT_OURS = {"/metrics", "/readyz", "/healthz", "/assets"}
"""What tells how the machine does, or is a file of the product."""


def made(state: str, field: str) -> str:
    """A word that nobody has ever said, and that looks like no other."""
    letters = "".join(chr(97 + byte % 26) for byte in hashlib.sha256(f"{state}/{field}".encode()).digest()[:10])
    MEANS[f"xq{letters}".encode()] = f"{state}/{field}"
    return f"Xq{letters}"


def found_in(content: bytes) -> set[str]:
    """The states and fields of all made-up words in it."""
    return {MEANS[one] for one in re.findall(rb"xq[a-z]{10}", content.lower()) if one in MEANS}


def secrets(found: set[str]) -> set[str]:
    """Those that nobody may read."""
    return {one for one in found if one.partition("/")[0] not in PUBLIC}


class Reader:
    """Somebody who reads every address of the application that there is."""

    def __init__(self, here: Here, size: int, headers: Mapping[str, str], step: int = 1) -> None:
        self.here, self.headers = here, headers
        asked = made("waiting", "proposal.reason")
        self.known: dict[str, list[str]] = {
            "area": [BATH],
            "section": ["petition"],
            "name": [DEAL],
            "measure": ["NI-16"],
            "code": [f"NI-{30 + n}" for n, _ in enumerate(STATES)],
            "partnership": ["none"],
            "body": ["gosw"],
            "reference": [REFERENCE],
            "step": ["petition-1"],
            "number": [str(number) for number in range(3, 3 + 2 * len(STATES), step)],
            "entry": ["3"],
            "kind": ["proposal"],
            "id": ["nobody"],
        }
        self.special: dict[str, list[str]] = {
            "/publication/v1/record/leaves/{number}": [str(number) for number in range(0, size, 9)],
            "/record/desk/{name}/submissions/{number}": ["1"],
            "/publication/v1/agreements/{name}/submissions/{number}": ["1"],
            "/record/tile/{path:path}": [
                *(tile_path(*place).removeprefix("tile/") for place in tiles(size)),
                *(bundle_path(*place).removeprefix("tile/") for place in bundles(size)),
            ],
            "/record/words/{path:path}": [words_path(*place).removeprefix("words/") for place in bundles(size)],
            "/publication/v1/downloads/{name}.csv-metadata.json": ["entries"],
            "/publication/v1/downloads/{name}.jsonl": ["entries"],
            "/publication/v1/downloads/{name}.csv": [table.name for table in TABLES],
        }
        self.asking = {
            "/publication/v1/agreements/{name}/entries": "?limit=200",
            "/publication/v1/search": f"?words={asked}",
            "/record/search": f"?words={asked}",
            "/feeds/search": f"?words={asked}",
            "/publication/v1/who": f"?about=crime&area={BATH}",
            "/who": "?about=crime",
            "/record/follow": f"?agreement={DEAL}",
            "/publication/v1/changes": "?limit=200",
            "/publication/v1/record/consistency": "?old=1",
        }

    def addresses(self) -> Iterator[tuple[str, str]]:
        """Every route that is read, with each address that is asked of it. KeyError for a name that is not known."""
        app: Any = self.here.client._transport.app  # type: ignore[attr-defined]  # of this process
        for one in iter_route_contexts(app.router.routes):
            route = str(one.path)
            if "GET" not in (one.methods or ()) or route in NOT_OURS:
                continue
            names = re.findall(r"{(\w+)[^}]*}", route)
            most = self.special.get(route) or self.known[names[-1]] if names else [""]
            for last in most:
                values = {name: self.known[name][0] for name in names[:-1]} | ({names[-1]: last} if names else {})
                at = re.sub(r"{(\w+)[^}]*}", lambda m, values=values: values[m[1]], route)  # type: ignore[misc]
                yield route, at + self.asking.get(route, "")

    async def read(self, only: str = "") -> dict[tuple[str, str], tuple[int, str, bytes]]:
        """Status, headers and bytes of every address, or of those that begin so.

        A word that was asked for is said again, which tells nothing.
        """
        asked = made("waiting", "proposal.reason").encode()
        told = {}
        for route, at in (one for one in self.addresses() if one[1].startswith(only)):
            answer = await self.here.client.get(at, headers=dict(self.headers))
            content = NOISE.sub(b"", answer.content).replace(asked, b"") if "?words=" in at else answer.content
            content = NOISE.sub(b"", content) if answer.status_code >= 400 else content
            headers = {k: v for k, v in answer.headers.items() if k not in {"x-request-id", "set-cookie"}}
            told[route, at] = (
                answer.status_code,
                NOISE.sub(b"", str(sorted(headers.items())).encode()).decode(),
                content,
            )
        return told


def leaks_of(told: Mapping[tuple[str, str], tuple[int, str, bytes]]) -> set[tuple[str, str]]:
    """Where which secret was read."""
    return {
        (at, one) for (_, at), (_, headers, body) in told.items() for one in secrets(found_in(headers.encode() + body))
    }
