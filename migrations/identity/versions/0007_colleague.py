"""Who works for a body in an area, so that work can be handed to them: ids and names, for the body itself to see."""

from migrations import SERVICES, run

revision = "identity_0007"
down_revision = "identity_0006"
branch_labels = None
depends_on = None

UP = """
create function colleagues_of(body text, areas text[], roles text[])
returns table (id text, name text)
language sql stable security definer set search_path = identity, pg_temp as $$
  select 'account/' || a.id, a.full_name from account a
  where a.disabled_at is null and (a.ends_on is null or a.ends_on >= london_day()) and exists (
    select from (
      select a.body, r.area, r.role from role_grant r where r.account = a.id
      union all
      select m.body, m.area, m.role from account_claim c
      join provider_role m on m.provider = a.provider and m.value = c.value
      where c.account = a.id and m.from_on <= london_day() and (m.until_on is null or m.until_on >= london_day())
    ) g where coalesce(g.body, a.body) = $1 and g.area = any ($2) and g.role = any ($3)
  )
  order by a.full_name, a.id
$$;
"""
SIGNATURE = "colleagues_of(text, text[], text[])"


def upgrade() -> None:
    """Build what tells them, which each service may ask."""
    roles = ", ".join(f"folkmoot_{service}" for service in SERVICES)
    run(UP + f"revoke all on function {SIGNATURE} from public; grant execute on function {SIGNATURE} to {roles};")


def downgrade() -> None:
    """Take it down."""
    run(f"drop function {SIGNATURE};")
