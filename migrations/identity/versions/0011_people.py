"""The people of a body, as their own administrator sees and changes them: roles, last days, who gave what and when.

Each function of an administrator asks for the session and looks itself for which body they administer an area. A guest
is asked after from a day on; whom nobody confirms by the day that was told sleeps, and comes in no more until woken.
"""

from migrations import SERVICES, run

revision = "identity_0011"
down_revision = "identity_0010"
branch_labels = None
depends_on = None

TABLES = """
alter table account add invited_by text, add confirm_by date, add asked_on date, add sleeps_on date;
update account set confirm_by = (created_at at time zone 'Europe/London')::date + 183 where ends_on is not null;
alter table role_grant add granted_by text;
create table account_deed (
  id bigint generated always as identity primary key,
  account uuid not null references account on delete cascade,
  at timestamptz not null default clock_timestamp(),
  by text not null,  -- account/ID, key/ID, or command-line
  deed text not null check (deed in ('invited', 'gave', 'ended', 'renewed', 'confirmed')),
  area text not null,
  before text[] not null default '{}',
  after text[] not null default '{}',
  until date
);
create index account_deed_of on account_deed (account, at);
alter table access_log drop constraint access_log_action_check;
alter table access_log add constraint access_log_action_check
  check (action in ('refused', 'read', 'entered', 'left', 'proved', 'administered'));
"""

# Functions of before, with and without the sleep of people whom nobody confirmed.
SLEEPING = """
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
      and (a.ends_on is null or a.ends_on >= london_day()) and not s.is_held {awake}
      and s.seen_at > clock_timestamp() - idle and s.created_at > clock_timestamp() - absolute;
end $$;

create or replace function colleagues_of(body text, areas text[], roles text[])
returns table (id text, name text)
language sql stable security definer set search_path = identity, pg_temp as $$
  select 'account/' || a.id, a.full_name from account a
  where a.disabled_at is null and (a.ends_on is null or a.ends_on >= london_day()) {awake} and exists (
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

create or replace function is_link_live(token bytea, lifetime interval) returns boolean
language sql stable security definer set search_path = identity, pg_temp as $$
  select exists (select from link l join account a on a.id = l.account
    where l.token_hash = $1 and l.used_at is null and l.asked_at > clock_timestamp() - $2
      and a.disabled_at is null and a.ends_on >= london_day() {awake})
$$;

create or replace function sign_in_by_link(token bytea, lifetime interval, session_token bytea) returns boolean
language plpgsql security definer set search_path = identity, pg_temp as $$
declare found uuid;
begin
  update link l set used_at = clock_timestamp() from account a
  where l.token_hash = $1 and l.used_at is null and l.asked_at > clock_timestamp() - $2
    and a.id = l.account and a.disabled_at is null and a.ends_on >= london_day() {awake}
  returning l.account into found;
  if found is null then
    return false;
  end if;
  insert into session (token_hash, account) values ($3, found);
  return true;
end $$;
"""
AWAKE = "and (a.sleeps_on is null or a.sleeps_on > london_day())"

ARM = """
-- Whoever sleeps gets a letter that says so, and no token.
create function arm_link(id uuid, token bytea)
returns table (email text, full_name text, body text, sleeps_on date)
language sql security definer set search_path = identity, pg_temp as $$
  update link l set token_hash = case when a.sleeps_on <= london_day() then null else $2 end from account a
  where l.id = $1 and l.used_at is null and a.id = l.account and a.disabled_at is null and a.ends_on >= london_day()
    and l.asked_at > clock_timestamp() - interval '1 hour'
  returning a.name, a.full_name, a.body, case when a.sleeps_on <= london_day() then a.sleeps_on end
$$;
"""
ARM_BEFORE = """
create function arm_link(id uuid, token bytea) returns table (email text, full_name text, body text)
language sql security definer set search_path = identity, pg_temp as $$
  update link l set token_hash = $2 from account a
  where l.id = $1 and l.used_at is null and a.id = l.account and a.disabled_at is null and a.ends_on >= london_day()
    and l.asked_at > clock_timestamp() - interval '1 hour'
  returning a.name, a.full_name, a.body
$$;
"""

FUNCTIONS = """
-- What holds a role for the body in the area today, by whichever way it came in.
create function holders_in(body text, area text)
returns table (account uuid, role text, since timestamptz, by text)
language sql stable security definer set search_path = identity, pg_temp as $$
  select a.id, r.role, r.granted_at, r.granted_by
  from role_grant r join account a on a.id = r.account where a.body = $1 and r.area = $2
  union all
  select c.account, m.role, m.from_on::timestamptz, 'provider/' || p.id
  from account_claim c join account a on a.id = c.account join provider p on p.id = a.provider and p.ended_at is null
  join provider_role m on m.provider = p.id and m.value = c.value
  where m.body = $1 and m.area = $2 and m.from_on <= london_day()
    and (m.until_on is null or m.until_on >= london_day())
$$;

-- Who the session's person is and for which body they administer the area; nothing for anybody else.
create function administers(token bytea, area text) returns table (account uuid, body text)
language sql security definer set search_path = identity, pg_temp as $$
  select c.account, min(c.body)
  from caller_of_session($1, interval '2 hours', interval '24 hours') c
  where c.role = 'administrator' and c.area = $2
    and (c.hat_role is null or (c.hat_role, c.hat_body) = (c.role, c.body))
  group by c.account having count(distinct c.body) = 1
$$;

-- Whether nobody else who may come in administers the area for the body.
create function is_last_administrator(account uuid, body text, area text) returns boolean
language sql stable security definer set search_path = identity, pg_temp as $$
  select not exists (
    select from holders_in($2, $3) h join account a on a.id = h.account
    where h.role = 'administrator' and a.id <> $1 and a.disabled_at is null
      and (a.ends_on is null or a.ends_on >= london_day()) and (a.sleeps_on is null or a.sleeps_on > london_day())
  )
$$;

create function keep_deed(account uuid, by text, deed text, area text, before text[], after text[], until date)
returns void
language sql security definer set search_path = identity, pg_temp as $$
  insert into account_deed (account, by, deed, area, before, after, until) values ($1, $2, $3, $4, $5, $6, $7);
  insert into access_log (service, holder, action, route, reason)
  values ('publication', $2, 'administered', 'people of ' || $4,
          $3 || ' account ' || $1 || case when $3 = 'gave' then
            ': ' || coalesce(nullif(array_to_string($6, ', '), ''), 'no role') || '; before: '
            || coalesce(nullif(array_to_string($5, ', '), ''), 'no role') else '' end)
$$;

create function shut_out(account uuid) returns void
language sql security definer set search_path = identity, pg_temp as $$
  update account a set disabled_at = coalesce(a.disabled_at, clock_timestamp()) where a.id = $1;
  update session s set ended_at = clock_timestamp() where s.account = $1 and s.ended_at is null;
  delete from link l where l.account = $1;
$$;

-- Everybody who acts, or acted, for the administrator's body in the area. `is_own`: the account is the body's.
create function people_in(token bytea, area text)
returns table (id uuid, name text, full_name text, way text, provider text, is_own boolean, created_at timestamptz,
               invited_by text, ends_on date, disabled_at timestamptz, confirm_by date, asked_on date, sleeps_on date,
               seen_at timestamptz, has_factor boolean, roles text[], since timestamptz, given_by text,
               acts_elsewhere boolean, is_reader boolean)
language sql security definer set search_path = identity, pg_temp as $$
  with w as (select * from administers($1, $2)),
       held as (select h.account, array_agg(distinct h.role order by h.role) as roles, max(h.since) as since,
                       (array_agg(h.by order by h.since desc))[1] as by
                from w, holders_in(w.body, $2) h group by h.account)
  select a.id, a.name, a.full_name,
         case when a.ends_on is not null then 'guest' when a.provider is not null then 'provider' else 'password' end,
         p.name, a.body = w.body, a.created_at, a.invited_by, a.ends_on, a.disabled_at, a.confirm_by, a.asked_on,
         a.sleeps_on, (select max(s.seen_at) from session s where s.account = a.id and not s.is_held),
         exists (select from factor f where f.account = a.id and f.confirmed_at is not null)
           or exists (select from session s where s.account = a.id and s.has_factor),
         coalesce(h.roles, '{}'), h.since, h.by,
         exists (select from role_grant g where g.account = a.id and g.area <> $2), a.id = w.account
  from w join account a on true left join provider p on p.id = a.provider left join held h on h.account = a.id
  where h.account is not null
     or (a.body = w.body and not exists (select from role_grant g where g.account = a.id and g.area <> $2))
  order by a.full_name, a.id
$$;

create function deeds_of(token bytea, area text, account uuid)
returns table (at timestamptz, by text, deed text, before text[], after text[], until date)
language sql security definer set search_path = identity, pg_temp as $$
  select d.at, d.by, d.deed, d.before, d.after, d.until from account_deed d
  where d.account = $3 and d.area = $2 and exists (select from people_in($1, $2) p where p.id = $3)
  order by d.at desc, d.id desc
$$;
"""
INNER = (
    "holders_in(text, text)",
    "administers(bytea, text)",
    "is_last_administrator(uuid, text, text)",
    "keep_deed(uuid, text, text, text, text[], text[], date)",
    "shut_out(uuid)",
)
ASKED = ("people_in(bytea, text)", "deeds_of(bytea, text, uuid)")
ARMED = "arm_link(uuid, bytea)"
DOWN = """
drop table account_deed;
alter table role_grant drop granted_by;
delete from access_log where action = 'administered';
alter table access_log drop constraint access_log_action_check;
alter table access_log add constraint access_log_action_check
  check (action in ('refused', 'read', 'entered', 'left', 'proved'));
"""
COLUMNS = "alter table account drop invited_by, drop confirm_by, drop asked_on, drop sleeps_on;"


def upgrade() -> None:
    """Keep it, let people sleep, and build what an administrator's session may ask."""
    closed = "".join(f"revoke all on function {one} from public;" for one in INNER)
    arm = f"drop function {ARMED};{ARM}"
    run(TABLES + SLEEPING.replace("{awake}", AWAKE) + arm + FUNCTIONS + closed + _rights(*ASKED, ARMED))


def downgrade() -> None:
    """Forget who gave what, and that anybody slept."""
    functions = "".join(f"drop function {one};" for one in (*reversed(ASKED), *reversed(INNER), ARMED))
    run(functions + DOWN + SLEEPING.replace("{awake}", "") + ARM_BEFORE + _rights(ARMED) + COLUMNS)


def _rights(*signatures: str) -> str:
    roles = ", ".join(f"folkmoot_{service}" for service in SERVICES)
    return "".join(
        f"revoke all on function {one} from public; grant execute on function {one} to {roles};" for one in signatures
    )
