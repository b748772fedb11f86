"""Words taken out of the record: who asked, who agreed, and the one function that can delete any."""

from migrations import area_policy, run, telling

revision = "publication_0020"
down_revision = "publication_0019"
branch_labels = None
depends_on = None

_TABLE = """
create table removal (
  removal uuid primary key,
  area text not null,
  leaf bigint not null,
  names text[] not null,
  ground text not null,
  asked_by text not null,
  asked_for text not null,
  asked_at timestamptz not null,
  agreed_by text,
  agreed_for text,
  refused_by text,
  refused_for text,
  answered_at timestamptz,
  version int not null
);
create index removal_by_leaf on removal (leaf);
revoke delete, truncate on removal from folkmoot_publication;
"""
_FUNCTION = """
create function remove_words(wanted uuid) returns void
language plpgsql security definer set search_path = publication, pg_temp as $$
declare
  gone record;
  word text;
begin
  select l.leaf, l.kind, l.subject, l.number, r.names into gone
  from removal r join leaf_place p on p.number = r.leaf join leaf l on l.leaf = p.leaf
  where r.removal = wanted and r.agreed_by <> r.asked_by and r.agreed_for <> r.asked_for;
  if not found or gone.kind <> 'entry'
     or not gone.names <@ array['source', 'reason', 'lead_partner', 'unit'] then
    raise exception 'nobody else agreed to this removal' using errcode = 'restrict_violation';
  end if;
  delete from leaf_words where leaf = gone.leaf and name = any (gone.names);
  foreach word in array gone.names loop
    execute format('update entry set %I = $1 where agreement = $2 and number = $3', word)
    using '[removed]', substr(gone.subject, length('agreement/') + 1), gone.number;
  end loop;
end $$;
revoke execute on function remove_words(uuid) from public;
grant execute on function remove_words(uuid) to folkmoot_publication;
"""


def upgrade() -> None:
    """Build the table and the function, which asks for two people of two bodies once more."""
    run(_TABLE)
    run(_FUNCTION)
    run(area_policy("removal") + telling("removal"))


def downgrade() -> None:
    """Take them down."""
    run("drop function remove_words(uuid); drop table removal;")
