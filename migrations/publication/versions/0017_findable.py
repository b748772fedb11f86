"""What can be found by words: one row for each thing that everybody may read, and the words a subject goes by.

Everybody may read every row of it, so its policy guards writing alone: with one on reading, the planner must look at
every row before it may compare words, and would use no index of words. Nothing is in it that is not public.

`told_in` is the transaction that told of a row last: whoever follows the changes is told of those older than every
transaction that still runs, and so misses none. What is gone stays as a row that says so.
"""

from migrations import area_policy, run, telling

revision = "publication_0017"
down_revision = "publication_0016"
branch_labels = None
depends_on = None

# What the service enters by itself from here on, as it stood when this was released.
_HELD = """
insert into findable (kind, area, code, title, words, party, status, href, moved_at)
select 'place', area, area, name, letters, '', '', '/who/' || area, clock_timestamp() from area
union all
select 'place', area, place, name, '', '', '', '/who/' || area, clock_timestamp() from place where place_kind = 'ward'
union all
select 'ward', area, ward, min(ward_name), '', '', '', '/who/' || area, clock_timestamp() from councillor group by 2, 3
union all
select 'measure', area, measure, title, measure, '', '', '/who/' || area || '/' || measure, clock_timestamp()
from measure
union all
select 'body', area, partner, name, concat_ws(' ', partner, array_to_string(former_names, ' ')), name, '',
       '/areas/' || area || '/partners/' || partner, clock_timestamp() from partner
union all
select 'agreement', area, agreement, title, concat_ws(' ', agreement, period), array_to_string(parties, ', '),
       case when approved_on is null then 'open' else 'approved' end, '/agreements/' || agreement, changed_at
from agreement
union all
select 'entry', area, agreement || '/' || number, concat_ws(': ', item_code, item_title),
       concat_ws(' ', reason, lead_partner, source, (select string_agg(told #>> '{}', ' ')
         from jsonb_path_query(particulars, '$.**') told where jsonb_typeof(told) = 'string')),
       party_name, coalesce(status, kind),
       '/agreements/' || agreement || '#item-' ||
         trim(both '-' from regexp_replace(lower(coalesce(item_code, item_title)), '[^a-z0-9]+', '-', 'g')),
       recorded_at
from entry
union all
select 'case', t.area, t.reference, coalesce(t.title, m.title, t.reference), concat_ws(' ', t.reference, m.title),
       coalesce(t.lead_name, ''), case when t.ended <> '' then t.ended else coalesce(t.state, 'open') end,
       '/record/' || t.reference, t.moved_at
from timeline t left join measure m on m.area = t.area and m.measure = t.measure;
"""


def upgrade() -> None:
    """Build the tables, and enter what is on the record already."""
    run(
        """
        create extension if not exists pg_trgm with schema publication;
        create table subject (
          area text not null,
          subject text not null,
          measure text not null,
          primary key (area, subject, measure),
          foreign key (area, measure) references measure
        );
        """
        + area_policy("subject")
        + """
        revoke delete, truncate on subject from folkmoot_publication;
        """
    )
    run(
        """
        create table findable (
          kind text not null,
          area text not null,
          code text not null,
          title text not null,
          words text not null,
          party text not null,
          status text not null,
          href text not null,
          moved_at timestamptz not null,
          gone_at timestamptz,
          told_in xid8 not null default pg_current_xact_id(),
          terms tsvector not null generated always as (
            setweight(to_tsvector('english'::regconfig, title), 'A')
            || setweight(to_tsvector('english'::regconfig, words), 'B')
            || setweight(to_tsvector('english'::regconfig, party), 'C')
          ) stored,
          primary key (kind, area, code)
        );
        create index findable_by_terms on findable using gin (terms);
        create index findable_by_title on findable using gin (title gin_trgm_ops);
        create index findable_by_time on findable (moved_at desc, kind desc, area desc, code desc);
        create index findable_by_telling on findable (told_in, kind, area, code);
        create index findable_gone on findable (told_in) where gone_at is not null;
        create index findable_by_area on findable (area, moved_at desc, kind desc, code desc);
        """
    )
    run(area_policy("findable"))
    run("create policy everybody_reads on findable for select using (true);")
    run("revoke delete, truncate on findable from folkmoot_publication;")
    run(_HELD)
    run(telling("subject", "findable"))


def downgrade() -> None:
    """Take them down."""
    run("drop table findable, subject; drop extension pg_trgm;")
