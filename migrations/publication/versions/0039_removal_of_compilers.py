"""Who compiled a fact on the command line, and from which paper, can be removed as other words are."""

from migrations import run

revision = "publication_0039"
down_revision = "publication_0038"
branch_labels = None
depends_on = None

_FUNCTION = """
create function remove_compiler(wanted uuid) returns void
language plpgsql security definer set search_path = publication, pg_temp as $$
declare
  gone record;
begin
  select l.leaf, r.names into gone
  from removal r join leaf_place p on p.number = r.leaf join leaf l on l.leaf = p.leaf
  where r.removal = wanted and r.agreed_by <> r.asked_by and r.agreed_for <> r.asked_for;
  if not found or not gone.names <@ array['compiled_by', 'compiled_from'] then
    raise exception 'nobody else agreed to this removal' using errcode = 'restrict_violation';
  end if;
  delete from leaf_words where leaf = gone.leaf and name = any (gone.names);
end $$;
revoke execute on function remove_compiler(uuid) from public;
grant execute on function remove_compiler(uuid) to folkmoot_publication;
"""


def upgrade() -> None:
    """Add the function, which asks for two people of two bodies as the one for other words does."""
    run(_FUNCTION)


def downgrade() -> None:
    """Take it down."""
    run("drop function remove_compiler(uuid);")
