"""A case worker who sits before the pages of the desk: what they press, seeded, and what they were told."""

import asyncio
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from random import Random

from httpx import AsyncClient, Response

from shared.working_days import london_day
from tests.markup import Element, elements

DONE, STALE, LAST_OK = HTTPStatus.SEE_OTHER, HTTPStatus.PRECONDITION_FAILED, 499
ENDS = frozenset({"reject", "withdraw", "merge", "pause", "step_back", "decline_inspection"})
RARELY = 0.1  # of the times that a step which ends or stops a case is come upon
TWICE, LATE, DRAFT = 0.25, 0.3, 0.15
LATE_SECONDS = 2.0  # as long as somebody leaves a page open who sends it late


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A step that was sent, once or twice: by whom, on which version, and each answer with its request's id."""

    account: str
    reference: str
    name: str
    version: int
    mark: str
    answers: Sequence[tuple[int, str]]


@dataclass
class Worker:
    """One of them: signed in, with doors to choose from, and all that was sent and answered."""

    account: str
    client: AsyncClient
    doors: Sequence[str]
    random: Random
    cases: list[str]
    faults: list[str] = field(default_factory=list)
    answered: Counter[str] = field(default_factory=Counter)
    steps: list[Sent] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)
    moves: dict[str, str] = field(default_factory=dict)
    _marks: int = 0

    async def act(self) -> None:
        """One deed on one of the cases."""
        reference = self.random.choice(self.cases)
        drawn = self.random.random()
        if drawn < 0.15:
            await self._write_note(reference)
        elif drawn < 0.3:
            await self._move(reference)
        elif drawn < 0.35:
            await self._read("/desk")
        else:
            await self._step(reference)

    async def _step(self, reference: str) -> None:
        page = await self._read(f"/cases/{reference}")
        own = re.compile(rf'href="/cases/{reference}/([a-z_]+)"')
        names = sorted(set(own.findall(page)) - {"files"})
        names = [one for one in names if one not in ENDS or self.random.random() < RARELY]
        if not names:
            self.answered["nothing to do"] += 1
            return
        name, mark = self.random.choice(names), self._mark()
        action = f"/cases/{reference}/{name}"
        page = await self._read(action, LAST_OK)
        if f'action="{action}/check"' in page:
            typed = fill(page, f"{action}/check", mark, self.random)
            if self.random.random() < DRAFT:
                await self._keep(action, typed, mark)
                return
            checked = await self._send(f"{action}/check", typed | {"button": "check"})
            page = checked.text
        if f'action="{action}"' not in page:
            self.answered[f"asked again: {name}"] += 1
            return
        await self._confirm(reference, name, mark, fill(page, action, mark, self.random))

    async def _confirm(self, reference: str, name: str, mark: str, form: dict[str, str]) -> None:
        if self.random.random() < LATE:
            await asyncio.sleep(self.random.random() * LATE_SECONDS)
        times = 2 if self.random.random() < TWICE else 1
        answers = await asyncio.gather(*(self._send(f"/cases/{reference}/{name}", form) for _ in range(times)))
        told = [(one.status_code, one.headers["X-Request-Id"]) for one in answers]
        for status, _ in told:
            self.answered[f"{'done' if status == DONE else 'stale' if status == STALE else f'refused {status}'}"] += 1
        self.answered["pressed twice"] += times - 1
        version = int(form["version"])
        sent = Sent(
            account=self.account, reference=reference, name=name, version=version, mark=mark, answers=tuple(told)
        )
        self.steps.append(sent)

    async def _keep(self, action: str, typed: dict[str, str], mark: str) -> None:
        """Keep it for later: what was typed stands there when the page is opened again."""
        answer = await self._send(f"{action}/check", typed | {"button": "keep"})
        if answer.status_code == DONE and mark in " ".join(typed.values()):
            if mark not in await self._read(action, LAST_OK):
                self.faults.append(f"{action}: the draft {mark} was kept and is not shown")
            self.answered["draft kept"] += 1

    async def _write_note(self, reference: str) -> None:
        at, mark = f"/desk/cases/{reference}", self._mark()
        form = fill(await self._read(at), f"{at}/note", mark, self.random)
        times = 2 if self.random.random() < TWICE else 1
        answers = await asyncio.gather(*(self._send(f"{at}/note", form) for _ in range(times)))
        if any(one.status_code == DONE for one in answers):
            self.notes[mark] = reference
            self.answered["note kept"] += 1

    async def _move(self, reference: str) -> None:
        at, mark = f"/desk/cases/{reference}", self._mark()
        page = await self._read(at)
        ways = [one for one in ("take", "hand-over", "put-back") if f'action="{at}/{one}"' in page]
        way = self.random.choice(ways)
        form = fill(page, f"{at}/{way}", mark, self.random)
        times = 2 if self.random.random() < TWICE else 1
        answers = await asyncio.gather(*(self._send(f"{at}/{way}", form) for _ in range(times)))
        self.answered.update(f"{way} {one.status_code}" for one in answers)
        if way != "take" and any(one.status_code == DONE for one in answers):
            self.moves[mark] = reference

    async def _read(self, path: str, most: int = 399) -> str:
        answer = await self.client.get(self._door() + path)
        self._look(answer, most)
        return answer.text

    async def _send(self, path: str, form: dict[str, str]) -> Response:
        answer = await self.client.post(self._door() + path, data=form)
        self._look(answer, LAST_OK)
        return answer

    def _look(self, answer: Response, most: int) -> None:
        """No page of an error, no form that was taken for a forged one, nobody sent away to sign in."""
        asked = f"{answer.request.method} {answer.request.url.path}"
        self.answered["requests"] += 1
        if answer.status_code > most or "sign-in" in answer.headers.get("location", ""):
            self.faults.append(f"{asked}: {answer.status_code} {answer.text[:300]}")

    def _door(self) -> str:
        return self.random.choice(self.doors)

    def _mark(self) -> str:
        self._marks += 1
        return f"mark{self.account[-6:]}n{self._marks:05}"


def fill(page: str, action: str, mark: str, random: Random) -> dict[str, str]:
    """The form of that action, its questions answered by some answer of theirs; what is written carries the mark."""
    filled: dict[str, str] = {}
    choices: dict[str, list[str]] = {}
    for one in elements(page):
        if not any(each.tag == "form" and each.attributes.get("action") == action for each in one.parents):
            continue
        name, value = _name(one), one.attributes.get("value", "")
        if not name or one.tag in {"button", "select"}:
            continue
        kind = one.attributes.get("type", "text") if one.tag == "input" else one.tag
        if kind in {"radio", "option"}:
            choices.setdefault(name, []).extend([value] if value else [])
        elif kind == "hidden":
            filled[name] = value
        elif kind == "date":
            filled[name] = london_day(datetime.now(UTC)).isoformat()
        elif one.attributes.get("inputmode") == "numeric":
            filled[name] = str(random.randint(1, 9))
        elif kind != "checkbox":
            filled[name] = f"For the reasons that were given, {mark}"
    return filled | {name: random.choice(values) for name, values in choices.items() if values}


def _name(one: Element) -> str:
    if one.tag != "option":
        return one.attributes.get("name", "")
    return next((each.attributes.get("name", "") for each in reversed(one.parents) if each.tag == "select"), "")
