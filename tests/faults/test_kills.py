"""kill -9 under writes, at every point between commit, publish, confirm, pointer deletion, effect, acknowledgement."""

import asyncio
import os
import random
import secrets
from collections.abc import Callable

import pytest

from tests.faults.seat import seat
from tests.faults.trial import CLEAN, Trial, deaths_at, deaths_at_any_moment, line

RELAY_PLACES = ("relay.before_publish", "messaging.before_confirm", "relay.after_publish", "relay.after_delete")
CONSUMER_PLACES = ("inbox.after_effect", "inbox.before_commit", "inbox.after_commit", "messaging.before_ack")
EACH = int(os.environ.get("FAULTS_EACH", "50"))


@pytest.fixture
def seed() -> int:
    """What the dice start from: FAULTS_SEED repeats a run's deaths."""
    return int(os.environ.get("FAULTS_SEED") or secrets.randbits(32))


async def test_nothing_is_lost_doubled_or_reordered_by_deaths_at_every_point(
    trial: Trial, seed: int, record_property: Callable[[str, object], None]
) -> None:
    dice = random.Random(seed)
    relay_deaths = deaths_at(RELAY_PLACES, EACH, dice, up_to=3) + deaths_at_any_moment(EACH // 5, dice)
    consumer_deaths = deaths_at(CONSUMER_PLACES, EACH, dice, up_to=4) + deaths_at_any_moment(EACH // 5, dice)
    async with seat(trial.folder, "relay") as relay_seat, seat(trial.folder, "consumer") as consumer_seat:
        async with trial.writing():
            await asyncio.gather(
                trial.die(relay_seat, "relay", relay_deaths), trial.die(consumer_seat, "consumer", consumer_deaths)
            )
        await trial.run_until_quiet([(relay_seat, "relay"), (consumer_seat, "consumer")])
    verdict = await trial.verdict()
    record_property("faults", line(relay_deaths + consumer_deaths, verdict, seed))
    assert verdict == CLEAN | {"told": trial.told}, f"seed {seed}; {await trial.in_queue()} messages in the queue"


async def test_a_relay_that_does_not_wait_for_confirms_is_seen_to_lose_events(trial: Trial, seed: int) -> None:
    """The mutant: were the count blind to losses, it would pass as well."""
    deaths = deaths_at(["relay.after_delete"], 5, random.Random(seed), up_to=3)
    async with seat(trial.folder, "relay") as relay_seat, seat(trial.folder, "consumer") as consumer_seat:
        async with trial.writing():
            await trial.die(relay_seat, "unconfirmed relay", deaths)
        await relay_seat.kill()
        await relay_seat.start(trial.order("relay"))
        await consumer_seat.start(trial.order("consumer"))
        await trial.until_nothing_moves()
    verdict = await trial.verdict()
    assert verdict["lost"] > verdict["waiting"]  # what waits is here, and waits for what is not


async def test_a_consumer_that_keeps_no_progress_is_seen_to_double_effects(trial: Trial, seed: int) -> None:
    """The mutant: were the count blind to second effects, it would pass as well."""
    deaths = deaths_at(["messaging.before_ack"], 5, random.Random(seed), up_to=3)
    async with seat(trial.folder, "relay") as relay_seat, seat(trial.folder, "consumer") as consumer_seat:
        await relay_seat.start(trial.order("relay"))
        async with trial.writing():
            await trial.die(consumer_seat, "forgetful consumer", deaths)
        await trial.run_until_quiet([(consumer_seat, "forgetful consumer")])
    assert (await trial.verdict())["dup_effects"] > 0
