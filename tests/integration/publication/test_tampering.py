"""Whatever somebody with every right in the database or on the disk changes of the record, both verifiers tell."""

import asyncio
import random
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from deploy.sample import exports
from services.publication.schemas.leaf.leaf import strays_document, words_document
from services.publication.schemas.register.link import encode
from services.publication.storage.leaf import leaf as leaves
from services.publication.storage.record import counterpart
from services.publication.worker import CONSUMERS
from shared.database import Database
from shared.events.base import pack
from shared.events.escalation import CommitmentMade
from shared.events.indicators import Judgement, MeasureFellBelowTarget, MeasureRecovered
from shared.inbox import Inbox
from tests.disks import KEY, names_in
from tests.integration.conftest import SetClock
from tests.integration.publication.record import shortened, written
from tests.integration.publication.sending import send
from tests.integration.publication.timeline import envelope, petition
from tests.verifiers import Change, Files, by_javascript, by_python

CASES = 1000
CHANGED = {
    "bytea": "set_byte({0}, 0, get_byte({0}, 0) # 1)",
    "boolean": "not {0}",
    "timestamp with time zone": "coalesce({0}, 'epoch') + interval '1 day'",
    "date": "coalesce({0}, 'epoch') + 1",
    "integer": "coalesce({0}, 0) + 1000",
    "bigint": "coalesce({0}, 0) + 1000",
    "numeric": "coalesce({0}, 0) + 1",
    "jsonb": "coalesce({0}, '{{}}') || '{{\"x\": 1}}'",
    "text": "coalesce({0}, '') || 'x'",
    "ARRAY": "{0} || '{{x}}'::text[]",
    "uuid": "gen_random_uuid()",
}
TABLES = (
    *("leaf", "leaf_words", "leaf_place", "entry", "memorandum", "step", "timeline", "lead", "subject"),
    *("target", "judgement"),
)
COLUMNS = """
select table_name, column_name, data_type from information_schema.columns
where table_schema = 'publication' and table_name = any (:tables) order by 1, 2
"""
UNGUARDED = """
do $$ declare rule record; begin
  alter table leaf alter leaf drop identity;
  for rule in select conname, conrelid::regclass as place from pg_constraint
    where contype = 'c' and connamespace = 'publication'::regnamespace loop
    execute format('alter table %s drop constraint %I', rule.place, rule.conname);
  end loop;
end $$
"""
WHOLE = {
    "older database": "delete from leaf_place where number > 9; delete from entry where number > 1",
    "an entry more": "insert into entry select agreement, number + 50, area, round, party, party_name, kind, "
    "item_code, item_title, status, reason, said_on, baseline_value, baseline_period, target_value, target_period, "
    "unit, lead_partner, national_issue, source, null, came, entered_by, recorded_at from entry limit 1",
    "leaves that changed places": "update leaf_place set number = number + 1000 where number in (4, 5); "
    "update leaf_place set number = 1009 - number where number in (1004, 1005)",
    "entries that changed places": "update entry set number = number + 1000 where number in (1, 2); "
    "update entry set number = 1003 - number where number in (1001, 1002)",
    "words that changed places": "update leaf_words a set value = b.value, salt = b.salt from leaf_words b "
    "where a.leaf = b.leaf and a.name = 'source' and b.name = 'party_name'",
    "who is responsible": "update lead set lead = 'bathnes-pct'",
    "a lead more": "insert into lead select area, measure, since_on + 400, lead, contributors, data_owners, basis "
    "from lead",
    "a rule of its own gone": "delete from policy_override",
    "a body of another name": "update partner set name = name || ' Ltd'",
    "a target more": "insert into target select area, measure, period, agreement, value, tolerance, designated, "
    "illustrative, stretch, minimum, path, baseline, baseline_period, set_at, statutory, version + 1 from target",
    "a target removed": "insert into target_removed (area, measure, period, agreement, removed_at, version) "
    "select area, measure, period, agreement, set_at, version + 1 from target",
    "a petition of which nothing was told": "insert into timeline (reference, area, moved_at) "
    "select 'TRAF-9', area, moved_at from timeline",
    "all words gone": "delete from leaf_words",
}
MEASURE = {
    "measure": "NI-192",
    "unit": "%",
    "polarity": "higher",
    "frequency": "quarterly",
    "framework": "NIS",
    "source": "returns",
}
STATED = {
    "leads": [{"measure": "NI-192", "lead": "bathnes-council", "basis": "Agreed by cabinet", "since_on": "2008-04-01"}],
    "overrides": [
        {
            "key": "petition.ordinary_signatures",
            "value": "60",
            "basis": "local agreement",
            "decided_by": "Council",
            "since_on": "2008-04-01",
        }
    ],
    "subjects": [{"subject": "bins", "measure": "NI-192"}],
}


def judgement(verdict: str, before: str) -> Judgement:
    """What a measure's figure was held to mean, as indicators tell it."""
    kind = MeasureRecovered if verdict == "met" else MeasureFellBelowTarget
    return kind(
        area="E06000022",
        measure="NI-192",
        period="2008/09",
        value=Decimal(41),
        target=Decimal(42),
        verdict=verdict,
        before=before,
        rule="1",
        received_at=datetime(2026, 3, 1, tzinfo=UTC),
        batch="one",
    )


@pytest.fixture
async def told(publication: Database, clock: SetClock, tmp_path: Path) -> Path:
    """A record of a short negotiation, a register stated twice, a petition and three sealed days; its files' folder."""
    for posting in exports.negotiation():
        if "2007" in posting.key or posting.path.endswith("/approval"):
            continue
        await send(publication, replace(posting, body=shortened(posting.body, 2)), clock)
    (register,) = (posting for posting in exports.negotiation() if posting.path.endswith("/register"))
    assert isinstance(register.body, dict)
    for key, title in (("first", "Waste"), ("anew", "Household waste")):
        body = {**register.body, **STATED, "measures": [{**MEASURE, "title": title}]}
        await send(publication, replace(register, key=key, body=body), clock)
    (approval,) = (posting for posting in exports.negotiation() if posting.path.endswith("/approval"))
    assert isinstance(approval.body, dict)
    target = {"measure": "NI-192", "period": "2008/09", "value": "42", "illustrative": True}
    await send(publication, replace(approval, body={**approval.body, "targets": [target]}), clock)
    judged = [
        replace(envelope(judgement(*verdicts), "measure/E06000022/NI-192", n), area="E06000022")
        for n, verdicts in enumerate((("missed", "not_judged"), ("met", "missed")), 1)
    ]
    for each in judged:
        await Inbox(publication, "publication.measure", CONSUMERS["publication.measure"]).receive(pack([each]))
    await Inbox(publication, "publication.petition", CONSUMERS["publication.petition"]).receive(pack(petition()))
    days = [CommitmentMade(day=date(2026, 3, 1) + timedelta(n), leaf="ab" * 32) for n in range(3)]
    made = [replace(envelope(day, "commitment/2026", n), area="") for n, day in enumerate(days, 1)]
    await Inbox(publication, "publication.commitment", CONSUMERS["publication.commitment"]).receive(pack(made))
    await written(publication, tmp_path)
    return tmp_path


@asynccontextmanager
async def administrator(admin_url: str) -> AsyncIterator[AsyncConnection]:
    """Somebody whom no right and no trigger of the database stops."""
    engine = create_async_engine(
        make_url(admin_url).set(drivername="postgresql+asyncpg"),
        connect_args={"server_settings": {"search_path": "publication", "session_replication_role": "replica"}},
    )
    async with engine.connect() as session:
        yield session
    await engine.dispose()


async def answers(session: AsyncConnection, size: int) -> dict[str, bytes]:
    """What the record's doors would answer out of the database now."""
    kept = await leaves.numbered(session, 0, size)
    shown = await counterpart.of(session, kept)
    words = words_document([(each, shown.get((each.kind, each.subject, each.of))) for each in kept])
    strays = strays_document(await counterpart.strays(session, 100))
    return {f"words/000.p/{size}": encode(words), "strays.json": encode(strays)}


async def changes_of(session: AsyncConnection, chance: random.Random) -> list[str]:
    """Every column of rows drawn by chance, changed in turn; rows deleted; and what is done to many at once."""
    columns = (await session.execute(text(COLUMNS), {"tables": list(TABLES)})).all()
    places: dict[str, list[str]] = {}
    for table in TABLES:
        places[table] = [row[0] for row in await session.execute(text(f"select ctid::text from {table}"))]
    made = [
        f"update {table} set {column} = {CHANGED[kind].format(column)} where ctid = '{place}'"
        for table, column, kind in columns
        for place in places[table]
    ]
    gone = [f"delete from {table} where ctid = '{place}'" for table in TABLES for place in places[table]]
    chance.shuffle(made)
    chance.shuffle(gone)
    each_column = {statement.partition(" where")[0]: statement for statement in made}
    return [*WHOLE.values(), *each_column.values(), *gone[:100], *made][: CASES - len(WHOLE)]


async def test_every_change_of_a_row_of_the_record_is_seen_by_both_verifiers(told: Path, admin_url: str) -> None:
    files = {name: (told / name).read_bytes() for name in names_in(told) if not name.startswith(".")}
    async with administrator(admin_url) as session:
        await session.exec_driver_sql(UNGUARDED)  # whoever owns the tables can; all of it is taken back in the end
        size = (await session.execute(text("select count(*) from leaf_place"))).scalar_one()
        files |= await answers(session, size)
        assert by_python(files, {}, KEY.verifier()) == ()
        changes, tampered = await changes_of(session, random.Random(7)), list[Change]()
        for change in changes:
            attempt = await session.begin_nested()
            for statement in change.split(";"):
                await session.exec_driver_sql(statement)
            tampered.append(await answers(session, size))
            await attempt.rollback()
    tampered += list(damaged(files, CASES - len(tampered)))
    assert len(tampered) == CASES
    asked = asyncio.create_task(asyncio.to_thread(by_javascript, files, [{}, *tampered], KEY.verifier()))
    await asyncio.sleep(0)  # node runs beside
    ours = [by_python(files, change, KEY.verifier()) for change in tampered]
    untouched, *others = await asked
    assert untouched == []
    names = [*changes, *(str(list(change)) for change in tampered[len(changes) :])]
    assert [name for name, found in zip(names, ours, strict=True) if not found] == []
    assert [name for name, found in zip(names, others, strict=True) if not found] == []


def damaged(files: Files, count: int) -> Iterator[Change]:
    """What was signed with a bit turned, cut short, or gone."""
    names: Sequence[str] = sorted(name for name in files if name.startswith(("checkpoint", "tile")))
    for n in range(count):
        name = names[n % len(names)]
        held, at = files[name], n * 31 % len(files[name])
        match n // len(names) % 3:
            case 0:
                yield {name: held[:at] + bytes([held[at] ^ 1]) + held[at + 1 :]}
            case 1:
                yield {name: held[:at]}
            case _:
                yield {name: None}
