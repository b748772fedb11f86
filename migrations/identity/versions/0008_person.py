"""Everything by which one person comes in: their account, and the keys that they have in hand."""

from migrations import SERVICES, run

revision = "identity_0008"
down_revision = "identity_0007"
branch_labels = None
depends_on = None

UP = """
create function ids_of_person(id text) returns setof text
language sql stable security definer set search_path = identity, pg_temp as $$
  with person as (
    select a.id from account a where 'account/' || a.id = $1
    union select k.held_by from api_key k where 'key/' || k.id = $1 and k.held_by is not null
  )
  select 'account/' || p.id from person p
  union all select 'key/' || k.id from api_key k join person p on k.held_by = p.id
$$;
drop function keys_held_by(uuid);
"""
DOWN = """
drop function ids_of_person(text);
create function keys_held_by(account uuid) returns setof text
language sql stable security definer set search_path = identity, pg_temp as $$
  select 'key/' || k.id from api_key k where k.held_by = $1
$$;
"""


def upgrade() -> None:
    """Tell it of a key as of an account: two keys of one person are one person."""
    run(UP + _rights("ids_of_person(text)"))


def downgrade() -> None:
    """Tell it of an account alone again."""
    run(DOWN + _rights("keys_held_by(uuid)"))


def _rights(signature: str) -> str:
    roles = ", ".join(f"folkmoot_{service}" for service in SERVICES)
    return f"revoke all on function {signature} from public; grant execute on function {signature} to {roles};"
