"""The same walk by the rules alone, without a database: one case after the other, each until it has ended."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from services.escalation.domain.case.circumstances import MACHINE, Actor
from services.escalation.domain.case.command import Command, NoteFigures, verb
from services.escalation.domain.case.refusal import Refused
from services.escalation.domain.ladder.decision import Events
from services.escalation.domain.reserve.command import ReceiveReserveFindings
from shared.policy import released, resolve
from tests.soak.follower import Broken, Follower
from tests.soak.place import LEADS
from tests.soak.wish import story, wish
from tests.unit.escalation.ladder import REGISTER, SAMPLES, Walk

TRIGGERS = ("petition", "petition", "partner_action", "neighbourhoods")
DEEDS, LONGEST = 80, timedelta(days=1500)
SILENT, NEWS, PAST_THE_LADDER = 0.12, 0.1, 0.004


class Alone:
    """The walk, and what it came to: the commands that were taken, and every step in its follower."""

    def __init__(self, seed: int) -> None:
        """Whatever is drawn comes from the seed."""
        self.random = Random(seed)
        self.follower = Follower()
        self.done: set[str] = set()
        self._figure = 0

    def walk(self, transitions: int) -> None:
        """Cases until there were so many steps. Raises Broken."""
        while self.follower.steps < transitions:
            self._case(f"ALONE-{len(self.follower.cases) + 1:06}")

    def _case(self, reference: str) -> None:
        assert REGISTER.lead is not None
        lead = replace(REGISTER.lead, body=self.random.choice(list(LEADS.values())))
        policy = resolve(self.random.choice(released()), (), date(2026, 1, 5))
        walk = Walk(policy=policy, register=replace(REGISTER, lead=lead), trigger=self.random.choice(TRIGGERS))
        self.follower.cases[reference] = walk.case
        for number in range(DEEDS):
            if walk.case.is_open:
                self._deed(reference, walk, f"mark{number:07}")
        stopped = walk.now
        while walk.case.is_open:
            self._be_silent(reference, walk)
            if walk.now - stopped > LONGEST:
                raise Broken("\n".join([f"{reference} is not ended by silence", *self.follower.stories[reference]]))
        if self.follower.cases.pop(reference) != walk.case:
            raise Broken(f"{reference} is folded from its events otherwise than it stands")
        self.follower.cases[reference] = walk.case

    def _deed(self, reference: str, walk: Walk, mark: str) -> None:
        drawn = self.random.random()
        if drawn < SILENT:
            self._be_silent(reference, walk)
            return
        walk.pass_days(self.random.choice((0, 0, 1, 3, 10)))
        if drawn < SILENT + NEWS:
            self._figure += 1
            verdict = self.random.choice(("met", "missed", "near"))
            figure = NoteFigures(
                period="2026-03", value=str(self._figure), target="95", verdict=verdict, before="missed"
            )
            self._ask(reference, walk, MACHINE, figure)
        elif drawn > 1 - PAST_THE_LADDER:
            self._ask(reference, walk, MACHINE, SAMPLES[ReceiveReserveFindings][1](walk))
        elif (wished := wish(walk.case, walk.at(MACHINE), self.random, mark)) is not None:
            self.follower.stories[reference].append(f"{walk.now:%Y-%m-%d} {story(wished)}")
            if self._ask(reference, walk, wished.person.actor, wished.command) and not wished.may:
                raise Broken(f"{reference}: somebody asked who may not: {story(wished)}")

    def _ask(self, reference: str, walk: Walk, actor: Actor, command: Command) -> bool:
        version = walk.case.version
        try:
            events = walk.do(actor, command)
        except Refused:
            return False
        self.done.add(verb(type(command)))
        self._follow(reference, walk, version, events)
        return True

    def _be_silent(self, reference: str, walk: Walk) -> None:
        """Nobody does anything until the case's day is over, and the sweep comes then or later."""
        assert walk.case.due_on is not None
        version, over = walk.case.version, (walk.now.date() - walk.case.due_on).days - 1
        events = walk.wait_out(max(self.random.choice((0, 0, 0, 1, 30)), over))
        self._follow(reference, walk, version, events)

    def _follow(self, reference: str, walk: Walk, version: int, events: Events) -> None:
        today = walk.at(MACHINE).today
        self.follower.follow(reference, [(version + n, event, today) for n, event in enumerate(events, start=1)])
