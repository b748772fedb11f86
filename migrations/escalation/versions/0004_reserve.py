"""The sealed store of the reserve power: in a schema of its own, under a role that only its storage takes on.

Entries are written once. What they hold can be read through one function only, which notes the reading first.
"""

from migrations import area_policy, run

revision = "escalation_0004"
down_revision = "escalation_0003"
branch_labels = None
depends_on = None

TABLES = ("matter", "entry", "reading", "refused_lodging")
STORE = """
create schema escalation_sealed;
create table escalation_sealed.matter (
  matter uuid primary key,
  area text not null,
  key bytea not null,
  lodged_on date not null,
  due_on date,
  version int not null,
  request_sha256 bytea not null,
  trouble text
);
create index matter_by_day on escalation_sealed.matter (area, lodged_on);
create index matter_due on escalation_sealed.matter (due_on) where due_on is not null;
create table escalation_sealed.entry (
  matter uuid not null references escalation_sealed.matter,
  number int not null check (number > 0),
  area text not null,
  at timestamptz not null,
  sealed bytea not null,
  digest bytea not null,
  place int,
  day date,
  primary key (matter, number),
  unique (day, place),
  check (num_nonnulls(day, place) <> 1)
);
create index entry_without_day on escalation_sealed.entry (at, matter, number) where day is null;
create table escalation_sealed.day (
  day date primary key,
  seed bytea not null,
  before bytea not null,
  head bytea not null,
  leaf text not null
);
create table escalation_sealed.reading (
  reading bigint generated always as identity primary key,
  matter uuid not null,
  area text not null,
  holder text not null,
  purpose text not null,
  at timestamptz not null default clock_timestamp()
);
create index reading_of_matter on escalation_sealed.reading (matter, reading);
create table escalation_sealed.refused_lodging (
  area text not null,
  organisation text not null,
  refused_on date not null
);
create index refused_lodging_by_area on escalation_sealed.refused_lodging (area, refused_on);
"""
OPENING = """
create function escalation_sealed.open_matter(wanted uuid, holder text, purpose text)
returns table (number int, at timestamptz, sealed bytea, digest bytea, day date)
language plpgsql security definer set search_path = escalation_sealed, pg_temp as $$
#variable_conflict use_column
begin
  insert into reading (matter, area, holder, purpose)
  select m.matter, m.area, $2, $3 from matter m where m.matter = wanted;
  return query select e.number, e.at, e.sealed, e.digest, e.day from entry e where e.matter = wanted order by e.number;
end $$;
revoke all on function escalation_sealed.open_matter(uuid, text, text) from public;
"""
# A day's hash is made of the entries of every area: whoever may see some of them needs the others' digests to prove
# that theirs are among them. Digests in their order tell nothing of whose they are.
DIGESTS = """
create function escalation_sealed.digests_of(wanted date) returns bytea[]
language plpgsql security definer set search_path = escalation_sealed, pg_temp as $$
declare
  own text := current_setting('app.areas', true);
  found bytea[];
begin
  perform set_config('app.areas', '*', true);
  select coalesce(array_agg(e.digest order by e.place), '{}') into found from entry e where e.day = wanted;
  perform set_config('app.areas', coalesce(own, ''), true);
  return found;
end $$;
revoke all on function escalation_sealed.digests_of(date) from public;
"""
RIGHTS = """
grant usage on schema escalation_sealed to folkmoot_sealed;
grant execute on function escalation_sealed.open_matter(uuid, text, text), escalation_sealed.digests_of(date)
  to folkmoot_sealed;
grant select, insert on escalation_sealed.matter, escalation_sealed.day, escalation_sealed.refused_lodging
  to folkmoot_sealed;
grant update (due_on, version, trouble) on escalation_sealed.matter to folkmoot_sealed;
grant insert on escalation_sealed.entry to folkmoot_sealed;
grant select (matter, number, area, at, digest, day, place), update (day, place) on escalation_sealed.entry
  to folkmoot_sealed;
grant select, insert on escalation_sealed.reading to folkmoot_sealed;
"""


def upgrade() -> None:
    """Build the store."""
    run(STORE)
    run("".join(area_policy(f"escalation_sealed.{table}") for table in TABLES))
    run(OPENING)
    run(DIGESTS)
    run(RIGHTS)


def downgrade() -> None:
    """Take it down."""
    run("drop schema escalation_sealed cascade;")
