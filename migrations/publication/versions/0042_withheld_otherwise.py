"""Whether words that are withheld are still those to which their leaves commit, told without showing any of them."""

from migrations import run

revision = "publication_0042"
down_revision = "publication_0041"
branch_labels = None
depends_on = None

_FUNCTION = r"""
create function withheld_otherwise() returns table (agreement text, entry int)
language sql stable security definer set search_path = publication, pg_temp as $$
  select k.agreement, k.entry
  from withheld k
  join leaf l on (l.kind, l.subject, l.number) = ('entry', 'agreement/' || k.agreement, k.entry)
  where exists (
    select from withholding t, jsonb_each_text(convert_from(l.content, 'UTF8')::jsonb -> 'words') of_leaf(name, told)
    left join withheld_word w on w.leaf = l.leaf and w.name = of_leaf.name
    where of_leaf.name = any (t.names) and (t.agreement, t.entry) = (k.agreement, k.entry)
    and t.turn = (select max(turn) from withholding o where (o.agreement, o.entry) = (k.agreement, k.entry))
    and not exists (
      select from removal r where r.leaf = l.leaf and of_leaf.name = any (r.names) and r.agreed_by is not null)
    and (w.leaf is null
      or encode(sha256('\x02'::bytea || w.salt || convert_to(w.value, 'UTF8')), 'hex')
        <> of_leaf.told
      or (jsonb_typeof(k.kept -> of_leaf.name) = 'string' and k.kept ->> of_leaf.name <> w.value)))
  order by k.agreement, k.entry
$$;
revoke execute on function withheld_otherwise() from public;
grant execute on function withheld_otherwise() to folkmoot_publication;
"""


def upgrade() -> None:
    """Build the function."""
    run(_FUNCTION)


def downgrade() -> None:
    """Take it down."""
    run("drop function withheld_otherwise()")
