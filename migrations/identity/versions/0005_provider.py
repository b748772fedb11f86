"""Bodies' own identity providers: which there are, what their claims give here from which day, and who came by them.

A client's secret is not kept here, only the name under which the settings hold it. Of what a provider says of a person
this keeps the name and those values of one claim that give a role; a session knows by which session there it began.
"""

from migrations import SERVICES, run

revision = "identity_0005"
down_revision = "identity_0004"
branch_labels = None
depends_on = None

TABLES = """
create table provider (
  id text primary key,
  name text not null,
  body text not null,
  issuer text not null,
  client_id text not null,
  secret_name text,  -- null: a client without a secret, by PKCE alone
  scopes text not null,
  roles_claim text not null,
  demanded jsonb not null default '{}',  -- claims that every token must hold, such as the tenant
  factors text[] not null default '{}',  -- one of these must stand in acr or amr; empty: no second factor is asked for
  connected_at timestamptz not null default clock_timestamp(),
  ended_at timestamptz
);

create table provider_role (
  id bigint generated always as identity primary key,
  provider text not null references provider on delete cascade,
  value text not null,
  body text not null,
  area text not null,
  role text not null,
  from_on date not null,
  until_on date,
  check (until_on is null or until_on >= from_on)
);
create unique index provider_role_once on provider_role (provider, value, body, area, role, from_on);

alter table account
  add provider text references provider,
  add subject text,
  add constraint account_of_provider check ((provider is null) = (subject is null)),
  drop constraint account_check1,
  add constraint account_comes_in_one_way check (num_nonnulls(password_hash, ends_on, provider) = 1);
create unique index account_by_subject on account (provider, subject) where provider is not null;

create table account_claim (
  account uuid not null references account on delete cascade,
  value text not null,
  primary key (account, value)
);

alter table session
  add provider_session text,
  add has_factor boolean not null default false,
  add proven_at timestamptz not null default clock_timestamp(),
  add hat_body text,
  add hat_role text;

create table logout_seen (
  provider text not null references provider on delete cascade,
  jti text not null,
  at timestamptz not null default clock_timestamp(),
  primary key (provider, jti)
);

alter table access_log drop constraint access_log_action_check;
alter table access_log add constraint access_log_action_check
  check (action in ('refused', 'read', 'entered', 'left', 'proved'));
"""

FUNCTIONS = """
create function providers()
returns table (id text, name text, body text, issuer text, client_id text, secret_name text, scopes text,
               roles_claim text, demanded jsonb, factors text[])
language sql stable security definer set search_path = identity, pg_temp as $$
  select p.id, p.name, p.body, p.issuer, p.client_id, p.secret_name, p.scopes, p.roles_claim, p.demanded, p.factors
  from provider p where p.ended_at is null order by p.name, p.id
$$;

create function provider_roles(provider text, of_values text[])
returns table (value text, body text, area text, role text)
language sql stable security definer set search_path = identity, pg_temp as $$
  select m.value, m.body, m.area, m.role from provider_role m
  where m.provider = $1 and m.value = any ($2)
    and m.from_on <= london_day() and (m.until_on is null or m.until_on >= london_day())
$$;

-- Answers false, and keeps nothing, for somebody to whom no value gives a role today, or whose account is locked.
create function arrive(id uuid, provider text, subject text, full_name text, of_values text[], token bytea,
                       provider_session text, has_factor boolean) returns boolean
language plpgsql security definer set search_path = identity, pg_temp as $$
#variable_conflict use_column
declare found account;
begin
  if not exists (select from provider p where p.id = $2 and p.ended_at is null)
      or not exists (select from provider_roles($2, $5)) then
    return false;
  end if;
  insert into account as kept (id, name, full_name, body, provider, subject)
  select $1, p.id || ':' || encode(sha256(convert_to($3, 'UTF8')), 'hex'), $4, p.body, p.id, $3
  from provider p where p.id = $2
  on conflict (provider, subject) where provider is not null do update set full_name = excluded.full_name
  returning * into found;
  if found.disabled_at is not null then
    return false;
  end if;
  delete from account_claim c where c.account = found.id;
  insert into account_claim (account, value)
  select distinct found.id, m.value from provider_role m where m.provider = $2 and m.value = any ($5);
  delete from session s where s.account = found.id and s.created_at < clock_timestamp() - interval '2 days';
  insert into session (token_hash, account, provider_session, has_factor) values ($6, found.id, $7, $8);
  return true;
end $$;

drop function caller_of_session(bytea, interval, interval);
create function caller_of_session(token bytea, idle interval, absolute interval)
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
      and (a.ends_on is null or a.ends_on >= london_day())
      and s.seen_at > clock_timestamp() - idle and s.created_at > clock_timestamp() - absolute;
end $$;

create function wear_hat(token bytea, body text, role text) returns void
language sql security definer set search_path = identity, pg_temp as $$
  update session s set hat_body = $2, hat_role = $3 where s.token_hash = $1 and s.ended_at is null
$$;

create function note_session(token bytea, service text, action text, route text, reason text) returns void
language sql security definer set search_path = identity, pg_temp as $$
  insert into access_log (service, holder, action, route, reason)
  select $2, 'account/' || s.account, $3, $4, $5 from session s where s.token_hash = $1
$$;

create function sign_out_everywhere(token bytea) returns int
language sql security definer set search_path = identity, pg_temp as $$
  with ended as (
    update session s set ended_at = clock_timestamp()
    where s.ended_at is null and s.account = (select own.account from session own where own.token_hash = $1)
    returning 1
  )
  select count(*)::int from ended
$$;

-- Of one who signed in there: that session alone where it is named, else every one. Answers -1 for a token seen before.
create function sign_out_by_provider(provider text, jti text, subject text, provider_session text) returns int
language plpgsql security definer set search_path = identity, pg_temp as $$
declare ended int;
begin
  delete from logout_seen l where l.at < clock_timestamp() - interval '1 day';
  insert into logout_seen (provider, jti) values ($1, $2) on conflict do nothing;
  if not found then
    return -1;
  end if;
  update session s set ended_at = clock_timestamp() from account a
  where a.id = s.account and a.provider = $1 and s.ended_at is null
    and ($3 is null or a.subject = $3) and ($4 is null or s.provider_session = $4);
  get diagnostics ended = row_count;
  return ended;
end $$;

-- The same person by the same provider, and nobody else who may be signed in there by now.
create function prove_by_provider(token bytea, provider text, subject text) returns boolean
language sql security definer set search_path = identity, pg_temp as $$
  update session s set proven_at = clock_timestamp() from account a
  where s.token_hash = $1 and s.ended_at is null and a.id = s.account and a.provider = $2 and a.subject = $3
  returning true
$$;

create function salt_of_session(token bytea) returns bytea
language sql stable security definer set search_path = identity, pg_temp as $$
  select a.password_salt from session s join account a on a.id = s.account where s.token_hash = $1
$$;

create function prove_by_password(token bytea, password bytea) returns boolean
language plpgsql security definer set search_path = identity, pg_temp as $$
declare found account;
begin
  select a.* into found from session s join account a on a.id = s.account
  where s.token_hash = $1 and s.ended_at is null for update of a;
  if found.id is null or found.disabled_at is not null or found.password_hash is null
      or (found.failed_count >= 5 and clock_timestamp() < found.failed_at
          + make_interval(secs => least(30, power(2, least(found.failed_count, 10) - 5)))) then
    return false;
  end if;
  if found.password_hash is distinct from $2 then
    update account a set failed_count = a.failed_count + 1, failed_at = clock_timestamp() where a.id = found.id;
    return false;
  end if;
  update account a set failed_count = 0, failed_at = null where a.id = found.id;
  update session s set proven_at = clock_timestamp() where s.token_hash = $1;
  return true;
end $$;
"""

BEFORE = """
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
"""

DOWN = """
delete from access_log where action not in ('refused', 'read');
alter table access_log drop constraint access_log_action_check;
alter table access_log add constraint access_log_action_check check (action in ('refused', 'read'));
drop table logout_seen, account_claim;
delete from account where provider is not null;
alter table session drop provider_session, drop has_factor, drop proven_at, drop hat_body, drop hat_role;
drop index account_by_subject;
alter table account
  drop constraint account_comes_in_one_way, drop constraint account_of_provider, drop provider, drop subject,
  add constraint account_check1 check (num_nonnulls(password_hash, ends_on) = 1);
drop table provider_role, provider;
"""
SIGNATURES = (
    "providers()",
    "provider_roles(text, text[])",
    "arrive(uuid, text, text, text, text[], bytea, text, boolean)",
    "wear_hat(bytea, text, text)",
    "note_session(bytea, text, text, text, text)",
    "sign_out_everywhere(bytea)",
    "sign_out_by_provider(text, text, text, text)",
    "prove_by_provider(bytea, text, text)",
    "salt_of_session(bytea)",
    "prove_by_password(bytea, bytea)",
)
SESSION = "caller_of_session(bytea, interval, interval)"


def upgrade() -> None:
    """Build what knows them, which each service may ask."""
    run(TABLES + FUNCTIONS + _rights(*SIGNATURES, SESSION))


def downgrade() -> None:
    """Take it down, and those people with it."""
    functions = "".join(f"drop function {one};" for one in (*SIGNATURES, SESSION))
    run(functions + DOWN + BEFORE + _rights(SESSION))


def _rights(*signatures: str) -> str:
    roles = ", ".join(f"folkmoot_{service}" for service in SERVICES)
    return "".join(
        f"revoke all on function {one} from public; grant execute on function {one} to {roles};" for one in signatures
    )
