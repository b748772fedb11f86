"""People whom their body has invited: they come in by a link that is mailed to them, good once and for a quarter of an
hour, until the day on which their invitation ends.
"""

from migrations import SERVICES, run

revision = "identity_0003"
down_revision = "identity_0002"
branch_labels = None
depends_on = None

UP = """
create table link (
  id uuid primary key,
  account uuid not null references account on delete cascade,
  asked_at timestamptz not null default clock_timestamp(),
  token_hash bytea unique,
  used_at timestamptz
);
create index link_of_account on link (account, asked_at);

create function invite(id uuid, body text, email text, full_name text, areas text[], ends_on date) returns uuid
language plpgsql security definer set search_path = identity, pg_temp as $$
declare found account;
begin
  perform pg_advisory_xact_lock(hashtext('identity.invite'));
  select * into found from account a where lower(a.name) = lower($3);
  if found.id is null then
    insert into account (id, name, full_name, body, ends_on) values ($1, $3, $4, $2, $6) returning * into found;
  elsif found.body <> $2 or found.ends_on is null then
    return null;
  else
    update account a set full_name = $4, ends_on = $6, disabled_at = null where a.id = found.id;
  end if;
  delete from role_grant g where g.account = found.id;
  insert into role_grant (account, area, role) select found.id, area, 'partner' from unnest($5) area;
  return found.id;
end $$;

create function invited_by(body text)
returns table (id uuid, email text, full_name text, areas text[], ends_on date, ended boolean)
language sql stable security definer set search_path = identity, pg_temp as $$
  select a.id, a.name, a.full_name, array_agg(g.area order by g.area) filter (where g.area is not null), a.ends_on,
         a.disabled_at is not null or a.ends_on < london_day()
  from account a left join role_grant g on g.account = a.id
  where a.body = $1 and a.ends_on is not null group by a.id order by a.full_name, a.id
$$;

create function end_invitation(body text, id uuid) returns boolean
language sql security definer set search_path = identity, pg_temp as $$
  update account a set disabled_at = coalesce(disabled_at, clock_timestamp())
  where a.body = $1 and a.id = $2 and a.ends_on is not null returning true
$$;

-- Answers the area to book the letter in; nothing for somebody unknown, ended, or asking too often.
create function ask_link(id uuid, email text, most int) returns text
language plpgsql security definer set search_path = identity, pg_temp as $$
declare found uuid; into_area text;
begin
  select a.id into found from account a
  where lower(a.name) = lower($2) and a.disabled_at is null and a.ends_on >= london_day() for update;
  if found is null or most <= (select count(*) from link l
      where l.account = found and l.asked_at > clock_timestamp() - interval '1 hour') then
    return null;
  end if;
  delete from link l where l.account = found and l.asked_at < clock_timestamp() - interval '1 day';
  insert into link (id, account) values ($1, found);
  select min(g.area) into into_area from role_grant g where g.account = found;
  return into_area;
end $$;

create function arm_link(id uuid, token bytea) returns table (email text, full_name text, body text)
language sql security definer set search_path = identity, pg_temp as $$
  update link l set token_hash = $2 from account a
  where l.id = $1 and l.used_at is null and a.id = l.account and a.disabled_at is null and a.ends_on >= london_day()
    and l.asked_at > clock_timestamp() - interval '1 hour'
  returning a.name, a.full_name, a.body
$$;

create function is_link_live(token bytea, lifetime interval) returns boolean
language sql stable security definer set search_path = identity, pg_temp as $$
  select exists (select from link l join account a on a.id = l.account
    where l.token_hash = $1 and l.used_at is null and l.asked_at > clock_timestamp() - $2
      and a.disabled_at is null and a.ends_on >= london_day())
$$;

create function sign_in_by_link(token bytea, lifetime interval, session_token bytea) returns boolean
language plpgsql security definer set search_path = identity, pg_temp as $$
declare found uuid;
begin
  update link l set used_at = clock_timestamp() from account a
  where l.token_hash = $1 and l.used_at is null and l.asked_at > clock_timestamp() - $2
    and a.id = l.account and a.disabled_at is null and a.ends_on >= london_day()
  returning l.account into found;
  if found is null then
    return false;
  end if;
  insert into session (token_hash, account) values ($3, found);
  return true;
end $$;
"""
DOWN = """
delete from account where ends_on is not null;
drop table link;
"""
SIGNATURES = (
    "invite(uuid, text, text, text, text[], date)",
    "invited_by(text)",
    "end_invitation(text, uuid)",
    "ask_link(uuid, text, int)",
    "arm_link(uuid, bytea)",
    "is_link_live(bytea, interval)",
    "sign_in_by_link(bytea, interval, bytea)",
)


def upgrade() -> None:
    """Build what knows them, which each service may ask."""
    roles = ", ".join(f"folkmoot_{service}" for service in SERVICES)
    rights = "".join(
        f"revoke all on function {one} from public; grant execute on function {one} to {roles};" for one in SIGNATURES
    )
    run(UP + rights)


def downgrade() -> None:
    """Take it down, and those people with it."""
    functions = "".join(f"drop function {one};" for one in SIGNATURES)
    run(functions + DOWN)
