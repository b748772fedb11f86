"""Verification of cases finds whatever is not what the events tell."""

import asyncpg
import pytest

from shared.database import EVERY_AREA
from shared.verification import Verified
from tests.integration.escalation.case_steps import in_remedy
from tests.integration.escalation.cases import AREA, World
from tests.integration.escalation.verified import verify


async def call_in_admitted(here: World) -> str:
    """A case that nobody answers, and about which two partners complain."""
    reference = await here.open_case()
    for _ in range(4):
        await here.sweep()
    await here.do("case_worker", reference, "request_call_in")
    for who in ("police", "fire"):
        await here.do(who, reference, "lodge_complaint", grounds="It harms our work", authorised_by="Chief officer")
    return reference


async def test_complaints_are_never_changed_or_deleted(here: World) -> None:
    await call_in_admitted(here)
    for statement in ("update complaint set grounds = 'x'", "delete from complaint", "delete from ladder_case"):
        async with here.database.unit_of_work(EVERY_AREA) as session:
            connection: asyncpg.Connection = (await session.get_raw_connection()).driver_connection  # type: ignore[assignment]
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(statement)


async def test_verification_finds_a_row_that_is_not_what_its_events_tell(here: World) -> None:
    reference, other = await here.open_case(), await in_remedy(here)
    assert (await verify(here.database))[0] == Verified("cases", 2)
    await here.admin.execute(
        "update escalation.ladder_case set facts = facts || $2 where reference = $1",
        reference,
        '{"title": "Nothing to see"}',
    )
    await here.admin.execute("delete from escalation.ladder_case where reference = $1", other)
    told = "the row is not what the events tell"
    assert (await verify(here.database))[0].differences == (f"case/{reference}: {told}", f"case/{other}: {told}")


async def test_verification_finds_a_row_of_which_nothing_was_told(here: World) -> None:
    reference = await here.open_case()
    await here.admin.execute(
        "insert into escalation.ladder_case (reference, area, state, measure, title, subject, inspectorate, opened_on, "
        "version, facts) select 'X', area, state, measure, title, subject, inspectorate, opened_on, version, "
        'facts || \'{"reference": "X"}\' from escalation.ladder_case where reference = $1',
        reference,
    )
    compared, *_ = await verify(here.database)
    assert compared == Verified("cases", 2, ("case/X: the row is not what the events tell",))


async def test_verification_counts_complaints_again(here: World) -> None:
    reference = await here.open_case()
    await here.admin.execute(
        "insert into escalation.complaint (reference, area, organisation, body, grounds, authorised_by, lodged_at) "
        "values ($1, $2, 'fire', 'fire', 'It burns', 'Chief', clock_timestamp())",
        reference,
        AREA,
    )
    assert await differences(here) == [f"case/{reference}: 0 complaints are told and 1 were lodged"]


async def test_verification_compares_the_reply_in_the_findings_with_the_one_that_was_filed(here: World) -> None:
    reference = await findings_published(here)
    assert await differences(here) == []
    await here.admin.execute("update escalation.reply set words = 'We agree' where reference = $1", reference)
    assert await differences(here) == [
        f"case/{reference}: the findings print another reply than the one that is stored"
    ]


async def test_verification_misses_a_reply_that_was_told_and_names_one_that_was_not(here: World) -> None:
    reference = await findings_published(here)
    await here.admin.execute("update escalation.reply set filed_at = filed_at + interval '1 s'")
    assert await differences(here) == [
        f"case/{reference}: the findings print another reply than the one that is stored",
        f"case/{reference}: 1 replies were told and are not stored",
        f"case/{reference}: 1 replies are stored and were not told",
    ]


async def findings_published(here: World) -> str:
    reference = await call_in_admitted(here)
    await here.do(
        "case_worker",
        reference,
        "assign_facilitator",
        facilitator="college",
        declaration="None, as its papers show",
    )
    await here.do("college", reference, "request_inspection", reasons="No settlement, as its papers show")
    await here.do("inspector", reference, "accept_inspection", scope="Collections, as its papers show")
    await here.do("inspector", reference, "draft_findings")
    await here.do("waste", reference, "file_reply", reply="We disagree, as its papers show")
    await here.do("inspector", reference, "publish_findings", findings="Failing, as its papers show", grade="failing")
    return reference


async def differences(here: World) -> list[str]:
    return [sentence for one in await verify(here.database) for sentence in one.differences]
