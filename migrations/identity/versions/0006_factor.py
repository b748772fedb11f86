"""Second factors of people who come with a password or by a link: codes from an app, and recovery codes for its loss.

A session is held, and opens nothing, until its person has given a code. A code counts once; guesses are counted before
they are looked at, and each after the fifth waits longer.
"""

from migrations import SERVICES, run

revision = "identity_0006"
down_revision = "identity_0005"
branch_labels = None
depends_on = None

TABLES = """
create table factor (
  account uuid primary key references account on delete cascade,
  sealed bytea not null,
  made_at timestamptz not null default clock_timestamp(),
  confirmed_at timestamptz,
  last_step bigint not null default 0,
  failed_count int not null default 0,
  failed_at timestamptz
);
create table recovery_code (
  account uuid not null references account on delete cascade,
  code_hash bytea not null,
  used_at timestamptz,
  primary key (account, code_hash)
);
alter table session add is_held boolean not null default false;
"""

OPEN = """
  where s.token_hash = $1 and s.ended_at is null and a.disabled_at is null and a.provider is null
    and (a.ends_on is null or a.ends_on >= london_day())
    and (not s.is_held or s.created_at > clock_timestamp() - interval '10 min')
"""

FUNCTIONS = """
create function hold_session(token bytea, is_demanded boolean) returns text
language plpgsql security definer set search_path = identity, pg_temp as $$
declare has_one boolean;
begin
  select exists (select from factor f join session s on s.account = f.account
                 where s.token_hash = $1 and f.confirmed_at is not null) into has_one;
  if not has_one and not $2 then
    return null;
  end if;
  update session s set is_held = true where s.token_hash = $1;
  return case when has_one then 'code' else 'enrol' end;
end $$;

create function factor_of_session(token bytea)
returns table (account uuid, full_name text, is_held boolean, is_confirmed boolean, sealed bytea)
language sql stable security definer set search_path = identity, pg_temp as $$
  select a.id, a.full_name, s.is_held, f.confirmed_at is not null, f.sealed
  from session s join account a on a.id = s.account left join factor f on f.account = a.id {open}
$$;

-- One that is confirmed already stays.
create function start_factor(token bytea, sealed bytea) returns boolean
language sql security definer set search_path = identity, pg_temp as $$
  insert into factor as kept (account, sealed)
  select a.id, $2 from session s join account a on a.id = s.account {open}
  on conflict (account) do update set sealed = excluded.sealed, made_at = clock_timestamp()
    where kept.confirmed_at is null
  returning true
$$;

-- What a guess is held against; nothing while there were too many. The guess counts as wrong until it was right.
create function try_factor(token bytea) returns bytea
language plpgsql security definer set search_path = identity, pg_temp as $$
declare found factor;
begin
  select f.* into found from factor f join account a on a.id = f.account join session s on s.account = a.id {open}
  for update of f;
  if found.account is null or (found.failed_count >= 5 and clock_timestamp() < found.failed_at
      + make_interval(secs => least(900, power(2, least(found.failed_count, 15) - 5)))) then
    return null;
  end if;
  update factor f set failed_count = f.failed_count + 1, failed_at = clock_timestamp() where f.account = found.account;
  return found.sealed;
end $$;

create function pass_factor(token bytea, step bigint, new_token bytea) returns boolean
language plpgsql security definer set search_path = identity, pg_temp as $$
begin
  update factor f set last_step = $2, failed_count = 0, confirmed_at = coalesce(f.confirmed_at, clock_timestamp())
  from session s where s.token_hash = $1 and s.ended_at is null and f.account = s.account and f.last_step < $2;
  if not found then
    return false;
  end if;
  update session s set token_hash = $3, is_held = false, has_factor = true, proven_at = clock_timestamp()
  where s.token_hash = $1;
  return true;
end $$;

create function use_recovery_code(token bytea, code bytea, new_token bytea) returns boolean
language plpgsql security definer set search_path = identity, pg_temp as $$
begin
  update recovery_code c set used_at = clock_timestamp() from session s
  where s.token_hash = $1 and s.ended_at is null and c.account = s.account and c.code_hash = $2 and c.used_at is null;
  if not found then
    return false;
  end if;
  update factor f set failed_count = 0 from session s where s.token_hash = $1 and f.account = s.account;
  update session s set token_hash = $3, is_held = false, has_factor = true, proven_at = clock_timestamp()
  where s.token_hash = $1;
  return true;
end $$;

create function keep_recovery_codes(token bytea, codes bytea[]) returns void
language plpgsql security definer set search_path = identity, pg_temp as $$
declare whose uuid;
begin
  select s.account into whose from session s
  where s.token_hash = $1 and s.ended_at is null and not s.is_held and s.has_factor;
  delete from recovery_code c where c.account = whose;
  insert into recovery_code (account, code_hash) select whose, one from unnest($2) one where whose is not null;
end $$;
"""
SIGNATURES = (
    "hold_session(bytea, boolean)",
    "factor_of_session(bytea)",
    "start_factor(bytea, bytea)",
    "try_factor(bytea)",
    "pass_factor(bytea, bigint, bytea)",
    "use_recovery_code(bytea, bytea, bytea)",
    "keep_recovery_codes(bytea, bytea[])",
)

SESSION = """
create or replace function caller_of_session(token bytea, idle interval, absolute interval)
returns table (account uuid, full_name text, body text, area text, role text, hat_body text, hat_role text,
               provider text, is_guest boolean, has_factor boolean, since_proof interval)
language plpgsql security definer set search_path = identity, pg_temp as $$
#variable_conflict use_column
begin
  update session set seen_at = clock_timestamp()
  where token_hash = token and ended_at is null and seen_at < clock_timestamp() - interval '1 min'
    and seen_at > clock_timestamp() - idle and created_at > clock_timestamp() - absolute;
  return query
    select a.id, a.full_name, coalesce(g.body, a.body), g.area, g.role, s.hat_body, s.hat_role,
           a.provider, a.ends_on is not null, s.has_factor, clock_timestamp() - s.proven_at
    from session s join account a on a.id = s.account
    left join provider p on p.id = a.provider
    left join lateral (
      select null::text as body, r.area, r.role from role_grant r where r.account = a.id
      union
      select m.body, m.area, m.role from account_claim c
      join provider_role m on m.provider = a.provider and m.value = c.value
      where c.account = a.id and m.from_on <= london_day() and (m.until_on is null or m.until_on >= london_day())
    ) g on true
    where s.token_hash = token and s.ended_at is null and a.disabled_at is null and p.ended_at is null
      and (a.ends_on is null or a.ends_on >= london_day()) {held}
      and s.seen_at > clock_timestamp() - idle and s.created_at > clock_timestamp() - absolute;
end $$;
"""


def upgrade() -> None:
    """Build what knows them, which each service may ask."""
    roles = ", ".join(f"folkmoot_{service}" for service in SERVICES)
    rights = "".join(
        f"revoke all on function {one} from public; grant execute on function {one} to {roles};" for one in SIGNATURES
    )
    run(TABLES + FUNCTIONS.replace("{open}", OPEN) + SESSION.replace("{held}", "and not s.is_held") + rights)


def downgrade() -> None:
    """Take it down; sessions that wait for a code end."""
    functions = "".join(f"drop function {one};" for one in SIGNATURES)
    ended = "delete from session where is_held; alter table session drop is_held; drop table recovery_code, factor;"
    run(functions + SESSION.replace("{held}", "") + ended)
