"""How the keys and people of a body are called, for this body alone: a record keeps their ids and no name."""

from migrations import SERVICES, run

revision = "identity_0004"
down_revision = "identity_0003"
branch_labels = None
depends_on = None

UP = """
create function names_of(ids text[], body text)
returns table (id text, name text)
language sql stable security definer set search_path = identity, pg_temp as $$
  select 'key/' || k.id, k.name from api_key k
  where k.body = $2 and k.id in (select substr(one, 5) from unnest($1) one where one like 'key/%')
  union all
  select 'account/' || a.id, a.full_name from account a where a.body = $2 and 'account/' || a.id = any ($1)
$$;

create function keys_held_by(account uuid) returns setof text
language sql stable security definer set search_path = identity, pg_temp as $$
  select 'key/' || k.id from api_key k where k.held_by = $1
$$;
"""
SIGNATURES = ("names_of(text[], text)", "keys_held_by(uuid)")


def upgrade() -> None:
    """Build what tells them, which each service may ask."""
    roles = ", ".join(f"folkmoot_{service}" for service in SERVICES)
    rights = "".join(
        f"revoke all on function {one} from public; grant execute on function {one} to {roles};" for one in SIGNATURES
    )
    run(UP + rights)


def downgrade() -> None:
    """Take it down."""
    run("".join(f"drop function {one};" for one in SIGNATURES))
