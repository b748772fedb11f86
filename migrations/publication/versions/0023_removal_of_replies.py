"""Words of replies can be removed as those of entries can: by the same function, by two people of two bodies."""

from migrations import run

revision = "publication_0023"
down_revision = "publication_0022"
branch_labels = None
depends_on = None

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
  if not found or not ({removable}) then
    raise exception 'nobody else agreed to this removal' using errcode = 'restrict_violation';
  end if;
  delete from leaf_words where leaf = gone.leaf and name = any (gone.names);
  foreach word in array gone.names loop
    execute format('update %I set %I = $1 where agreement = $2 and number = $3', gone.kind, word)
    using '[removed]', substr(gone.subject, length('agreement/') + 1), gone.number;
  end loop;
end $$;
"""
_OF_ENTRIES = "gone.kind = 'entry' and gone.names <@ array['source', 'reason', 'lead_partner', 'unit']"
_OF_REPLIES = "gone.kind = 'reply' and gone.names <@ array['words', 'note']"


def upgrade() -> None:
    """Let the function take the words of replies too."""
    run(_FUNCTION.format(removable=f"({_OF_ENTRIES}) or ({_OF_REPLIES})"))


def downgrade() -> None:
    """Let it take those of entries alone."""
    run(_FUNCTION.format(removable=_OF_ENTRIES))
