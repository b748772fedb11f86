"""Passkeys: a second way to prove the second factor, beside the codes of an app, for whoever has set such an app up.

What is signed is drawn anew for a session each time, and counts once, for five minutes. A passkey proves its own
account alone; one whose count goes back was copied, and proves nothing.
"""

from migrations import SERVICES, run

revision = "identity_0014"
down_revision = "identity_0013"
branch_labels = None
depends_on = None

UP = """
create table passkey (
  id bytea primary key,
  account uuid not null references account on delete cascade,
  public_key bytea not null,
  counted bigint not null,
  made_at timestamptz not null default clock_timestamp(),
  used_at timestamptz
);
create index passkey_of_account on passkey (account);
alter table session add challenge bytea, add challenged_at timestamptz;

-- The account of a session that may prove a second factor: open, or held for a code; of nobody who comes by a provider.
create function proving(token bytea) returns setof account
language sql stable security definer set search_path = identity, pg_temp as $$
  select a.* from session s join account a on a.id = s.account
  where s.token_hash = $1 and s.ended_at is null and a.disabled_at is null and a.provider is null
    and (a.ends_on is null or a.ends_on >= london_day()) and (a.sleeps_on is null or a.sleeps_on > london_day())
    and (not s.is_held or s.created_at > clock_timestamp() - interval '10 min')
    and exists (select from factor f where f.account = a.id and f.confirmed_at is not null)
$$;

create function ask_passkey(token bytea, challenge bytea)
returns table (account uuid, full_name text, is_held boolean, passkeys bytea[])
language plpgsql security definer set search_path = identity, pg_temp as $$
#variable_conflict use_column
declare whose account;
begin
  select * into whose from proving($1);
  if whose.id is null then
    return;
  end if;
  update session set challenge = $2, challenged_at = clock_timestamp() where token_hash = $1;
  return query
    select whose.id, whose.full_name, s.is_held,
           coalesce((select array_agg(p.id order by p.made_at) from passkey p where p.account = whose.id), '{}')
    from session s where s.token_hash = $1;
end $$;

-- What was drawn for the session, once; with the key of this id, where it is the account's own.
create function take_challenge(token bytea, id bytea) returns table (challenge bytea, public_key bytea, counted bigint)
language plpgsql security definer set search_path = identity, pg_temp as $$
#variable_conflict use_column
declare drawn bytea; whose uuid;
begin
  select p.id into whose from proving($1) p;
  select s.challenge into drawn from session s
  where s.token_hash = $1 and s.challenged_at > clock_timestamp() - interval '5 min' for update;
  update session set challenge = null, challenged_at = null where token_hash = $1;
  if whose is null or drawn is null then
    return;
  end if;
  return query select drawn, p.public_key, p.counted from (select) one
    left join passkey p on p.id = $2 and p.account = whose;
end $$;

-- Only a session that proved the second factor itself adds one: else whoever holds half of the way in makes the rest.
create function keep_passkey(token bytea, id bytea, public_key bytea, counted bigint, most int) returns boolean
language plpgsql security definer set search_path = identity, pg_temp as $$
declare whose uuid;
begin
  select a.id into whose from proving($1) a join session s on s.account = a.id and s.token_hash = $1
  where not s.is_held and s.has_factor;
  if whose is null or $5 <= (select count(*) from passkey p where p.account = whose) then
    return false;
  end if;
  insert into passkey (id, account, public_key, counted) values ($2, whose, $3, $4) on conflict do nothing;
  return found;
end $$;

create function pass_passkey(token bytea, id bytea, counted bigint, new_token bytea) returns boolean
language plpgsql security definer set search_path = identity, pg_temp as $$
begin
  update passkey p set counted = $3, used_at = clock_timestamp() from proving($1) a
  where p.id = $2 and p.account = a.id and ((p.counted = 0 and $3 = 0) or $3 > p.counted);
  if not found then
    return false;
  end if;
  update session s set token_hash = $4, is_held = false, has_factor = true, proven_at = clock_timestamp()
  where s.token_hash = $1;
  return true;
end $$;

create function end_passkeys(token bytea) returns int
language sql security definer set search_path = identity, pg_temp as $$
  with gone as (
    delete from passkey p using session s
    where s.token_hash = $1 and s.ended_at is null and not s.is_held and p.account = s.account returning 1
  )
  select count(*)::int from gone
$$;
"""
INNER = "proving(bytea)"
ASKED = (
    "ask_passkey(bytea, bytea)",
    "take_challenge(bytea, bytea)",
    "keep_passkey(bytea, bytea, bytea, bigint, int)",
    "pass_passkey(bytea, bytea, bigint, bytea)",
    "end_passkeys(bytea)",
)


def upgrade() -> None:
    """Build what keeps and asks them, which each service may ask."""
    roles = ", ".join(f"folkmoot_{service}" for service in SERVICES)
    rights = "".join(
        f"revoke all on function {one} from public; grant execute on function {one} to {roles};" for one in ASKED
    )
    run(f"{UP}revoke all on function {INNER} from public;{rights}")


def downgrade() -> None:
    """Take them down."""
    functions = "".join(f"drop function {one};" for one in (*ASKED, INNER))
    run(functions + "alter table session drop challenge, drop challenged_at; drop table passkey;")
