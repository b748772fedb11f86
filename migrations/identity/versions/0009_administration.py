"""What administrators do on pages: see, issue and end the keys of their areas, and look up who did and read what.

Each function asks for the session and looks whether it is an administrator's there: a service alone makes no key.
"""

from migrations import SERVICES, run

revision = "identity_0009"
down_revision = "identity_0008"
branch_labels = None
depends_on = None

UP = """
alter table api_key add issued_by text, add ended_by text;

-- Whose session it is, where they are an administrator in every one of the areas, in the capacity that they chose.
create function administrator_of(token bytea, areas text[]) returns text
language sql security definer set search_path = identity, pg_temp as $$
  select 'account/' || c.account
  from caller_of_session($1, interval '2 hours', interval '24 hours') c
  where c.role = 'administrator' and c.area = any ($2)
    and (c.hat_role is null or (c.hat_role, c.hat_body) = (c.role, c.body))
  group by c.account having count(distinct c.area) = cardinality($2) and cardinality($2) > 0
$$;

create function keys_in(token bytea, areas text[])
returns table (id text, body text, name text, areas text[], roles text[], is_trial boolean, created_at timestamptz,
               revoked_at timestamptz, held_by text)
language sql security definer set search_path = identity, pg_temp as $$
  select k.id, k.body, k.name, array_agg(distinct g.area), array_agg(distinct g.role), k.is_trial, k.created_at,
         k.revoked_at, a.full_name
  from api_key k join role_grant g on g.api_key = k.id left join account a on a.id = k.held_by
  where administrator_of($1, $2) is not null
  group by k.id, a.full_name having array_agg(g.area) <@ $2
  order by k.revoked_at is not null, k.body, k.created_at, k.id
$$;

-- Empty where it is made; else why not: not-yours, too-many, or made (the same form was sent before).
create function issue_key(token bytea, id text, hash bytea, body text, name text, area text, is_trial boolean, most int)
returns text
language plpgsql security definer set search_path = identity, pg_temp as $$
#variable_conflict use_variable
declare whose text := administrator_of(token, array[area]);
begin
  if whose is null then
    return 'not-yours';
  end if;
  perform pg_advisory_xact_lock(hashtext('identity.api_key'));
  if exists (select from api_key k where k.id = issue_key.id) then
    return 'made';
  end if;
  if most <= (select count(*) from api_key k where k.body = issue_key.body and k.name = issue_key.name
      and k.is_trial = issue_key.is_trial and k.revoked_at is null) then
    return 'too-many';
  end if;
  insert into api_key (id, key_hash, body, name, is_trial, issued_by) values (id, hash, body, name, is_trial, whose);
  insert into role_grant (api_key, area, role) values (id, area, 'partner');
  return '';
end $$;

create function end_key(token bytea, id text) returns boolean
language sql security definer set search_path = identity, pg_temp as $$
  update api_key k set revoked_at = clock_timestamp(), ended_by = administrator_of($1, g.areas)
  from (select array_agg(distinct area) as areas from role_grant where api_key = $2) g
  where k.id = $2 and k.revoked_at is null and administrator_of($1, g.areas) is not null returning true
$$;

-- What those did and read who hold a role in one of the areas: by their names, the latest first.
create function accesses(token bytea, areas text[], named text, since timestamptz, until timestamptz, most int)
returns table (at timestamptz, service text, who text, action text, route text, reason text, times int)
language sql security definer set search_path = identity, pg_temp as $$
  select l.at, l.service, w.name, l.action, l.route, l.reason, l.times
  from access_log l join (
    select 'account/' || a.id as holder, a.full_name as name from account a
    where exists (select from role_grant r where r.account = a.id and r.area = any ($2))
       or exists (select from account_claim c join provider_role m on m.provider = a.provider and m.value = c.value
                  where c.account = a.id and m.area = any ($2))
    union all
    select 'key/' || k.id, k.body || ', system ' || k.name from api_key k
    where exists (select from role_grant r where r.api_key = k.id and r.area = any ($2))
  ) w on w.holder = l.holder
  where administrator_of($1, $2) is not null and l.at >= $4 and l.at < $5
    and strpos(lower(w.name), lower($3)) > 0
  order by l.at desc, l.id desc limit $6
$$;
"""
SIGNATURES = (
    "administrator_of(bytea, text[])",
    "keys_in(bytea, text[])",
    "issue_key(bytea, text, bytea, text, text, text, boolean, int)",
    "end_key(bytea, text)",
    "accesses(bytea, text[], text, timestamptz, timestamptz, int)",
)


def upgrade() -> None:
    """Build what each service may ask, for an administrator's session."""
    roles = ", ".join(f"folkmoot_{service}" for service in SERVICES)
    rights = "".join(
        f"revoke all on function {one} from public; grant execute on function {one} to {roles};" for one in SIGNATURES
    )
    run(UP + rights)


def downgrade() -> None:
    """Take it down, and with it who issued and ended which key."""
    functions = "".join(f"drop function {one};" for one in reversed(SIGNATURES))
    run(functions + "alter table api_key drop issued_by, drop ended_by;")
