"""Clients of other issuers: a partner's system that comes with tokens of its own council instead of a key of ours."""

from migrations import SERVICES, run

revision = "identity_0002"
down_revision = "identity_0001"
branch_labels = None
depends_on = None

UP = """
create table issuer (
  issuer text primary key,
  keys jsonb not null,
  kept_at timestamptz not null default clock_timestamp()
);
alter table api_key
  alter key_hash drop not null,
  add issuer text references issuer,
  add subject text,
  add check ((issuer is null) = (subject is null)),
  add check (num_nonnulls(key_hash, issuer) = 1);
create unique index api_key_of_subject on api_key (issuer, subject) where revoked_at is null;

create function caller_of_id(id text)
returns table (body text, name text, is_trial boolean, area text, role text)
language sql stable security definer set search_path = identity, pg_temp as $$
  select k.body, k.name, k.is_trial, g.area, g.role
  from api_key k left join role_grant g on g.api_key = k.id
  where k.id = $1 and k.key_hash is not null and k.revoked_at is null
$$;

create function keys_of_issuer(issuer text) returns jsonb
language sql stable security definer set search_path = identity, pg_temp as $$
  select i.keys from issuer i where i.issuer = $1
$$;

create function caller_of_subject(issuer text, subject text)
returns table (id text, body text, name text, is_trial boolean, area text, role text)
language sql stable security definer set search_path = identity, pg_temp as $$
  select k.id, k.body, k.name, k.is_trial, g.area, g.role
  from api_key k left join role_grant g on g.api_key = k.id
  where k.issuer = $1 and k.subject = $2 and k.revoked_at is null
$$;
"""
DOWN = """
delete from api_key where key_hash is null;
drop index api_key_of_subject;
alter table api_key drop issuer, drop subject, alter key_hash set not null;
drop table issuer;
"""
SIGNATURES = ("caller_of_id(text)", "keys_of_issuer(text)", "caller_of_subject(text, text)")


def upgrade() -> None:
    """Build what knows them, which each service may ask."""
    roles = ", ".join(f"folkmoot_{service}" for service in SERVICES)
    rights = "".join(
        f"revoke all on function {one} from public; grant execute on function {one} to {roles};" for one in SIGNATURES
    )
    run(UP + rights)


def downgrade() -> None:
    """Take it down, and those clients with it."""
    functions = "".join(f"drop function {one};" for one in SIGNATURES)
    run(functions + DOWN)
