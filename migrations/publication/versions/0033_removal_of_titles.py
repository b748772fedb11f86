"""Titles of agreements and of their rounds can be removed, wherever they stand, the ledger among it.

A memorandum that repeats a title is known by the hash of its text: such a title cannot go without the memorandum.
"""

from migrations import run

revision = "publication_0033"
down_revision = "publication_0032"
branch_labels = None
depends_on = None

_FUNCTION = """
create function remove_title(wanted uuid) returns void
language plpgsql security definer set search_path = publication, pg_temp as $$
declare
  gone record;
  named text;
  opened text;
begin
  select l.leaf, l.kind, l.subject, l.number, r.names into gone
  from removal r join leaf_place p on p.number = r.leaf join leaf l on l.leaf = p.leaf
  where r.removal = wanted and r.agreed_by <> r.asked_by and r.agreed_for <> r.asked_for;
  named := substr(gone.subject, length('agreement/') + 1);
  if not found or gone.kind not in ('agreement', 'round') or gone.names <> array['title'] then
    raise exception 'nobody else agreed to this removal' using errcode = 'restrict_violation';
  end if;
  if gone.kind = 'agreement'
     and exists (select from memorandum where agreement = named and content::jsonb ? 'title') then
    raise exception 'a memorandum repeats this title' using errcode = 'restrict_violation';
  end if;
  delete from leaf_words where leaf = gone.leaf and name = 'title';
  if gone.kind = 'agreement' then
    update agreement set title = '[removed]' where agreement = named;
  else
    update round set title = '[removed]' where (agreement, position) = (named, gone.number) returning round into opened;
  end if;
  alter table ledger disable trigger ledger_is_append_only;
  update ledger set data = data || '{"title": "[removed]"}' where stream = gone.subject
    and (gone.kind = 'agreement' and type like '%agreement.opened.%'
         or gone.kind = 'round' and type like '%agreement.round_opened.%' and data ->> 'round' = opened);
  alter table ledger enable trigger ledger_is_append_only;
end $$;
revoke execute on function remove_title(uuid) from public;
grant execute on function remove_title(uuid) to folkmoot_publication;
"""


def upgrade() -> None:
    """Add the function, which asks for two people of two bodies as the one for other words does."""
    run(_FUNCTION)


def downgrade() -> None:
    """Take it down."""
    run("drop function remove_title(uuid);")
