"""Entries that wait for a second person; how each entry was cleared, and why one supersedes an earlier one."""

from migrations import area_policy, run

revision = "publication_0027"
down_revision = "publication_0026"
branch_labels = None
depends_on = None

_TABLE = """
alter table entry
  add column note text,
  add column cleared text check (cleared in ('two_persons', 'forced', 'by_clock', 'one_person')),
  add column received_at timestamptz,
  add column because text,
  add constraint entry_cleared check ((cleared is null) = (received_at is null)),
  add constraint entry_forced check ((cleared = 'forced') = (because is not null));
create table submission (
  agreement text not null references agreement,
  submission int not null check (submission > 0),
  area text not null,
  body text not null,
  author text,
  entries jsonb not null,
  after int not null,
  account text not null,
  system text not null,
  received_at timestamptz not null,
  due_on date not null,
  standing text not null check (standing in ('waiting', 'published', 'returned', 'withdrawn')),
  answered_at timestamptz,
  answered_by text,
  because text,
  numbers int[] not null,
  primary key (agreement, submission),
  check ((standing = 'waiting') = (answered_at is null)),
  check (standing = 'waiting' or entries = '[]')
);
create index submission_waiting on submission (agreement) where standing = 'waiting';
"""
_FUNCTION = """
create or replace function remove_words(wanted uuid) returns void
language plpgsql security definer set search_path = publication, pg_temp as $$
declare
  gone record;
  word text;
begin
  select l.leaf, l.kind, l.subject, l.number, r.names into gone
  from removal r join leaf_place p on p.number = r.leaf join leaf l on l.leaf = p.leaf
  where r.removal = wanted and r.agreed_by <> r.asked_by and r.agreed_for <> r.asked_for;
  if not found or not ((gone.kind = 'entry' and gone.names <@ array[{of_entries}])
      or (gone.kind = 'reply' and gone.names <@ array['words', 'note'])) then
    raise exception 'nobody else agreed to this removal' using errcode = 'restrict_violation';
  end if;
  delete from leaf_words where leaf = gone.leaf and name = any (gone.names);
  foreach word in array gone.names loop
    execute format('update %I set %I = $1 where agreement = $2 and number = $3', gone.kind, word)
    using '[removed]', substr(gone.subject, length('agreement/') + 1), gone.number;
  end loop;
end $$;
"""
_OF_ENTRIES = "'source', 'reason', 'lead_partner', 'unit'"


def upgrade() -> None:
    """Build the table; let the reasons of a correction and of a forced publication be removed as other words are."""
    run(_TABLE + area_policy("submission"))
    run(_FUNCTION.format(of_entries=f"{_OF_ENTRIES}, 'note', 'because'"))


def downgrade() -> None:
    """Take them down."""
    run(_FUNCTION.format(of_entries=_OF_ENTRIES))
    run("drop table submission; alter table entry drop note, drop cleared, drop received_at, drop because;")
