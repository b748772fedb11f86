"""The identity schema: accounts, grants, sessions, keys, the access log and the local clock, behind functions."""

from migrations import SERVICES, run

revision = "identity_0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = """
create table account (
  id uuid primary key,
  name text not null,
  full_name text not null,
  body text not null,
  password_salt bytea,  -- an invited person has no password and comes by a link
  password_hash bytea,
  ends_on date,
  created_at timestamptz not null default clock_timestamp(),
  disabled_at timestamptz,
  failed_count int not null default 0,
  failed_at timestamptz,
  check ((password_salt is null) = (password_hash is null)),
  check (num_nonnulls(password_hash, ends_on) = 1)
);
create unique index account_by_name on account (lower(name));

create table api_key (
  id text primary key,
  key_hash bytea not null unique,
  body text not null,
  name text not null,
  is_trial boolean not null default false,
  held_by uuid references account on delete set null,
  created_at timestamptz not null default clock_timestamp(),
  revoked_at timestamptz
);
create index api_key_live on api_key (body, name) where revoked_at is null;

create table role_grant (
  account uuid references account on delete cascade,
  api_key text references api_key on delete cascade,
  area text not null,
  role text not null,
  granted_at timestamptz not null default clock_timestamp(),
  check (num_nonnulls(account, api_key) = 1)
);
create unique index role_grant_of_account on role_grant (account, area, role) where account is not null;
create unique index role_grant_of_key on role_grant (api_key, area, role) where api_key is not null;

create table session (
  token_hash bytea primary key,
  account uuid not null references account on delete cascade,
  created_at timestamptz not null default clock_timestamp(),
  seen_at timestamptz not null default clock_timestamp(),
  ended_at timestamptz
);
create index session_of_account on session (account);

create table access_log (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  service text not null,
  holder text,
  action text not null check (action in ('refused', 'read')),
  route text not null,
  reason text not null,
  times int not null default 1 check (times > 0)
);
create index access_log_of_holder on access_log (holder, at);
create unique index access_log_of_minute
  on access_log (service, coalesce(holder, ''), route, reason, date_trunc('minute', at at time zone 'UTC'))
  where action = 'refused';

create table clock (
  is_free boolean not null default false,
  business_offset interval not null default '0'
);
create unique index clock_is_one_row on clock ((true));
insert into clock default values;
"""

FUNCTIONS = """
-- The day by the machine's clock, as people in the country have it: by this accounts end.
create function london_day() returns date
language sql security definer set search_path = identity, pg_temp as $$
  select (clock_timestamp() at time zone 'Europe/London')::date
$$;

create function caller_of_key(id text, hash bytea)
returns table (body text, name text, is_trial boolean, area text, role text)
language sql stable security definer set search_path = identity, pg_temp as $$
  select k.body, k.name, k.is_trial, g.area, g.role
  from api_key k left join role_grant g on g.api_key = k.id
  where k.id = $1 and k.key_hash = $2 and k.revoked_at is null
$$;

create function password_salt(name text) returns bytea
language sql stable security definer set search_path = identity, pg_temp as $$
  select a.password_salt from account a where lower(a.name) = lower($1)
$$;

create function sign_in(name text, password bytea, token bytea) returns boolean
language plpgsql security definer set search_path = identity, pg_temp as $$
declare found_account account;
begin
  select * into found_account from account a where lower(a.name) = lower($1) for update;
  if found_account.id is null or found_account.disabled_at is not null then
    return false;
  end if;
  if found_account.failed_count >= 5 and clock_timestamp() < found_account.failed_at
      + make_interval(secs => least(30, power(2, least(found_account.failed_count, 10) - 5))) then
    return false;
  end if;
  if found_account.password_hash is distinct from password then
    update account set failed_count = failed_count + 1, failed_at = clock_timestamp() where id = found_account.id;
    return false;
  end if;
  update account set failed_count = 0, failed_at = null where id = found_account.id;
  delete from session where account = found_account.id and created_at < clock_timestamp() - interval '2 days';
  insert into session (token_hash, account) values (token, found_account.id);
  return true;
end $$;

create function caller_of_session(token bytea, idle interval, absolute interval)
returns table (account uuid, full_name text, body text, area text, role text)
language plpgsql security definer set search_path = identity, pg_temp as $$
#variable_conflict use_column
begin
  update session set seen_at = clock_timestamp()
  where token_hash = token and ended_at is null and seen_at < clock_timestamp() - interval '1 min'
    and seen_at > clock_timestamp() - idle and created_at > clock_timestamp() - absolute;
  return query
    select a.id, a.full_name, a.body, g.area, g.role
    from session s join account a on a.id = s.account left join role_grant g on g.account = a.id
    where s.token_hash = token and s.ended_at is null and a.disabled_at is null
      and (a.ends_on is null or a.ends_on >= london_day())
      and s.seen_at > clock_timestamp() - idle and s.created_at > clock_timestamp() - absolute;
end $$;

create function sign_out(token bytea) returns void
language sql security definer set search_path = identity, pg_temp as $$
  update session set ended_at = clock_timestamp() where token_hash = $1 and ended_at is null
$$;

create function log_access(service text, holder text, action text, route text, reason text) returns void
language sql security definer set search_path = identity, pg_temp as $$
  insert into access_log as kept (service, holder, action, route, reason)
  select $1, case when $2 like 'key/%' and not exists (select from api_key where id = substr($2, 5)) then null
             else $2 end, $3, $4, $5
  on conflict (service, coalesce(holder, ''), route, reason, date_trunc('minute', at at time zone 'UTC'))
    where action = 'refused'
  do update set times = least(kept.times, 2147483646) + 1
$$;

create function areas_with_keys() returns setof text
language sql stable security definer set search_path = identity, pg_temp as $$
  select distinct g.area from role_grant g join api_key k on k.id = g.api_key
  where k.revoked_at is null order by g.area
$$;

create function clock_offset() returns interval
language sql stable security definer set search_path = identity, pg_temp as $$
  select business_offset from clock
$$;

create function move_clock(moment timestamptz) returns interval
language plpgsql security definer set search_path = identity, pg_temp as $$
declare moved interval;
begin
  update clock set business_offset = moment - clock_timestamp()
  where is_free and moment >= clock_timestamp() + business_offset
  returning business_offset into moved;
  if moved is not null then
    perform pg_notify('folkmoot_clock', '');
  end if;
  return moved;
end $$;
"""

SIGNATURES = (
    "london_day()",
    "caller_of_key(text, bytea)",
    "password_salt(text)",
    "sign_in(text, bytea, bytea)",
    "caller_of_session(bytea, interval, interval)",
    "sign_out(bytea)",
    "log_access(text, text, text, text, text)",
    "areas_with_keys()",
    "clock_offset()",
    "move_clock(timestamptz)",
)


def upgrade() -> None:
    """Build the tables, which nobody but the owner may touch, and the functions, which each service may execute."""
    roles = ", ".join(f"folkmoot_{service}" for service in SERVICES)
    rights = [f"grant usage on schema identity to {roles};"]
    for signature in SIGNATURES:
        rights.append(f"revoke all on function {signature} from public;")
        rights.append(f"grant execute on function {signature} to {roles};")
    run(TABLES + FUNCTIONS + "\n".join(rights))


def downgrade() -> None:
    """Take everything down."""
    functions = "".join(f"drop function {signature};" for signature in SIGNATURES)
    run(functions + "drop table clock, access_log, session, role_grant, api_key, account;")
