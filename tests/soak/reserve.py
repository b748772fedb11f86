"""The reserve power in the walk: suspicions are lodged about cases and about none, decided on, reviewed, and told."""

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from uuid import UUID

from services.escalation.domain.case.case import Case
from services.escalation.domain.reserve.matter import Matter, Stage
from services.escalation.domain.reserve.particulars import (
    Authorise,
    Close,
    Lodge,
    Refuse,
    Report,
    ReserveCommand,
    Review,
    Unseal,
)
from services.escalation.domain.reserve.seat import LODGERS
from services.escalation.handlers.reserve import reserve
from services.escalation.storage.case.seal import Seal
from shared.database import Database
from shared.idempotency import Once
from shared.problems import Malformed, Problem, Stale
from tests.soak.place import AREAS, Person, people

LODGED_IN_A_ROUND, ASKED_IN_A_ROUND = 0.3, 0.5
OPEN_AT_ONCE = 12
SENT_TO = ("police", "inspectors")


@dataclass
class Reserve:
    """Every sealed matter of the walk. `unsealed` are the marks of those that were told."""

    database: Database
    seal: Seal
    random: Random
    matters: dict[UUID, tuple[Matter, str, Person]] = field(default_factory=dict)
    marks: set[str] = field(default_factory=set)
    unsealed: set[str] = field(default_factory=set)
    outcomes: Counter[str] = field(default_factory=Counter)

    async def round(self, now: datetime, open_cases: Mapping[str, Case]) -> None:
        """Somebody may lodge a suspicion; those who may decide on one do, or somebody who may not tries."""
        if self.random.random() < LODGED_IN_A_ROUND and len(self.matters) < OPEN_AT_ONCE:
            await self._lodge(now, open_cases)
        for name in sorted(self.matters):
            if self.random.random() < ASKED_IN_A_ROUND:
                await self._ask(name, now)

    async def _lodge(self, now: datetime, open_cases: Mapping[str, Case]) -> None:
        area = self.random.choice(list(AREAS))
        of_area = sorted(reference for reference, case in open_cases.items() if case.area == area)
        case = self.random.choice(of_area) if of_area and self.random.random() < 0.8 else ""
        who = self.random.choice([one for one in people(area) if one.actor.roles & LODGERS])
        mark = f"seal{len(self.marks):06}"
        self.marks.add(mark)
        command = Lodge(
            area=area, subject="housing", case=case, what=f"Invoices {mark}", who=f"The manager {mark}",
            when=f"Since May {mark}", evidence="documents",
        )  # fmt: skip
        once = Once(client=who.caller.id, key=mark, route="walk", body_sha256=hashlib.sha256(mark.encode()).digest())
        try:
            seen = await reserve.lodge_matter(self.database, command, who.caller, seal=self.seal, once=once, now=now)
        except Malformed:  # another body answers in this case
            self.outcomes["not lodged"] += 1
            return
        again = await reserve.lodge_matter(self.database, command, who.caller, seal=self.seal, once=once, now=now)
        assert again.id == seen.id, "the same request lodged two matters"
        self.matters[seen.id] = (seen.matter, mark, who)
        self.outcomes["lodged"] += 1

    async def _ask(self, id: UUID, now: datetime) -> None:
        matter, mark, lodger = self.matters[id]
        who, command = self.random.choice(people(matter.area)), self._command(matter, mark)
        wish = reserve.Wish(
            id=id, command=command, name=type(command).__name__.lower(), caller=who.caller,
            expected_version=matter.version, now=now,
        )  # fmt: skip
        try:
            seen = await reserve.act(self.database, wish, seal=self.seal)
        except Stale:
            seen = await reserve.see(self.database, id, lodger.caller, seal=self.seal, now=now)
        except Problem as refused:
            self.outcomes[type(refused).__name__] += 1
            return
        else:
            self.outcomes[wish.name] += 1
        if seen.matter.stage is Stage.UNSEALED:
            self.unsealed.add(mark)
        self.matters[id] = (seen.matter, mark, lodger)
        if not seen.matter.is_open:
            del self.matters[id]

    def _command(self, matter: Matter, mark: str) -> ReserveCommand:
        reasons = f"It is borne out {mark}"
        if matter.stage is not Stage.SENT:
            return self.random.choice(
                (Authorise(reasons=reasons, send_to=SENT_TO), Authorise(reasons=reasons, send_to=SENT_TO),
                 Refuse(reasons=reasons))
            )  # fmt: skip
        found = Report(reasons=reasons, findings=f"Forged {mark}", is_failing=self.random.random() < 0.7)
        return self.random.choice(
            (Review(reasons=reasons), Close(reasons=reasons), Unseal(reasons=reasons), found, found)
        )
