"""What an administrator does about the people of their body: invite, give roles, shut out, let in again.

Each function looks at the session itself, and answers in a word why it did nothing. A body's system, and whoever runs
the place, invite as before, as a partner alone; what each did is kept with the account.
"""

from migrations import SERVICES, run

revision = "identity_0012"
down_revision = "identity_0011"
branch_labels = None
depends_on = None

FUNCTIONS = """
-- Answers the account, or why not: not-yours, kept (a role that nobody gives here), here (the body's guest already,
-- told to an administrator), elsewhere (somebody else's). Without a session the body's own system or whoever runs the
-- place invites, as a partner alone; again changes name, areas and days.
create function invite(token bytea, id uuid, body text, email text, full_name text, areas text[], roles text[],
                       ends_on date, confirm_by date, by text) returns text
language plpgsql security definer set search_path = identity, pg_temp as $$
#variable_conflict use_variable
declare found account; whose text := by; is_new boolean := false; one text;
begin
  if token is null then
    if roles <> array['partner'] then
      return 'kept';
    end if;
  else
    select 'account/' || w.account, w.body into whose, body from administers(token, areas[1]) w;
    if whose is null or cardinality(areas) <> 1 then
      return 'not-yours';
    end if;
    if roles && array[{kept}] then
      return 'kept';
    end if;
  end if;
  perform pg_advisory_xact_lock(hashtext('identity.invite'));
  select * into found from account a where lower(a.name) = lower(email) for update;
  if found.id is not null and (found.body <> body or found.ends_on is null) then
    return 'elsewhere';
  elsif found.id is not null and token is not null then
    return 'here';
  elsif found.id is null then
    is_new := true;
    insert into account (id, name, full_name, body, ends_on, confirm_by, invited_by)
    values (id, email, full_name, body, ends_on, confirm_by, whose) returning * into found;
  else
    update account a set full_name = full_name, ends_on = ends_on, confirm_by = confirm_by, asked_on = null,
      sleeps_on = null, disabled_at = null where a.id = found.id;
  end if;
  delete from role_grant g where g.account = found.id and g.area <> all (areas);
  foreach one in array areas loop
    insert into role_grant (account, area, role, granted_by)
    select found.id, one, r, whose from unnest(roles) r on conflict do nothing;
    perform keep_deed(found.id, whose, case when is_new then 'invited' else 'renewed' end, one, '{}',
      (select array_agg(g.role order by g.role) from role_grant g where g.account = found.id and g.area = one),
      ends_on);
  end loop;
  return found.id::text || case when is_new then ' new' else '' end;
end $$;

-- Empty where the person is shut out; else why not: unknown, last (nobody else administers the body there).
create function end_invitation(body text, id uuid, by text) returns text
language plpgsql security definer set search_path = identity, pg_temp as $$
#variable_conflict use_variable
declare found account; one text;
begin
  perform pg_advisory_xact_lock(hashtext('identity.invite'));
  select * into found from account a where a.id = id and a.body = body and a.ends_on is not null for update;
  if found.id is null then
    return 'unknown';
  end if;
  if found.disabled_at is not null then
    return '';
  end if;
  if exists (select from role_grant g where g.account = id and g.role = 'administrator'
             and is_last_administrator(id, body, g.area)) then
    return 'last';
  end if;
  perform shut_out(id);
  for one in select distinct g.area from role_grant g where g.account = id loop
    perform keep_deed(id, by, 'ended', one, '{}', '{}', null);
  end loop;
  return '';
end $$;

-- Empty where it is done; else why not: not-yours, unknown, own, provider, kept, stale, last.
create function give_roles(token bytea, area text, account uuid, seen text[], roles text[], open_to text[])
returns text
language plpgsql security definer set search_path = identity, pg_temp as $$
#variable_conflict use_variable
declare w record; found account; before text[]; after text[];
begin
  perform pg_advisory_xact_lock(hashtext('identity.invite'));
  select * into w from administers(token, area);
  if w.account is null then
    return 'not-yours';
  end if;
  select * into found from account a where a.id = account and a.body = w.body for update;
  if found.id is null then
    return 'unknown';
  elsif found.id = w.account then
    return 'own';
  elsif found.provider is not null then
    return 'provider';
  elsif not roles <@ open_to or open_to && array[{kept}] then
    return 'kept';
  end if;
  select coalesce(array_agg(g.role order by g.role), '{}') into before
  from role_grant g where g.account = account and g.area = area;
  if before <> seen then
    return 'stale';
  end if;
  select coalesce(array_agg(distinct r order by r), '{}') into after
  from (select unnest(before) r except select unnest(open_to) union select unnest(roles)) of_all;
  if 'administrator' = any (before) and not 'administrator' = any (after)
      and is_last_administrator(account, w.body, area) then
    return 'last';
  end if;
  delete from role_grant g where g.account = account and g.area = area and g.role <> all (after);
  insert into role_grant (account, area, role, granted_by)
  select account, area, r, 'account/' || w.account from unnest(after) r on conflict do nothing;
  if before <> after then
    perform keep_deed(account, 'account/' || w.account, 'gave', area, before, after, null);
  end if;
  return '';
end $$;

-- Empty where it is done; else why not: not-yours, unknown, own, elsewhere (acts where the reader administers
-- nothing), last.
create function end_account(token bytea, area text, account uuid) returns text
language plpgsql security definer set search_path = identity, pg_temp as $$
#variable_conflict use_variable
declare w record; found account;
begin
  perform pg_advisory_xact_lock(hashtext('identity.invite'));
  select * into w from administers(token, area);
  if w.account is null then
    return 'not-yours';
  end if;
  select * into found from account a where a.id = account and a.body = w.body for update;
  if found.id is null then
    return 'unknown';
  elsif found.id = w.account then
    return 'own';
  elsif found.disabled_at is not null then
    return '';
  elsif exists (select from role_grant g where g.account = account and g.area <> area
                and not exists (select from administers(token, g.area) o where o.body = w.body)) then
    return 'elsewhere';
  elsif exists (select from holders_in(w.body, area) h where h.account = account and h.role = 'administrator')
      and is_last_administrator(account, w.body, area) then
    return 'last';
  end if;
  perform shut_out(account);
  perform keep_deed(account, 'account/' || w.account, 'ended', area, '{}', '{}', null);
  return '';
end $$;

-- Lets somebody in until a day, or again; a guest's next confirmation counts from it. Answers as end_account does.
create function renew_account(token bytea, area text, account uuid, ends_on date, confirm_by date) returns text
language plpgsql security definer set search_path = identity, pg_temp as $$
#variable_conflict use_variable
declare w record; found account;
begin
  select * into w from administers(token, area);
  if w.account is null then
    return 'not-yours';
  end if;
  select * into found from account a where a.id = account and a.body = w.body for update;
  if found.id is null then
    return 'unknown';
  elsif found.id = w.account then
    return 'own';
  elsif exists (select from role_grant g where g.account = account and g.area <> area
                and not exists (select from administers(token, g.area) o where o.body = w.body)) then
    return 'elsewhere';
  end if;
  update account a set disabled_at = null,
    ends_on = case when a.ends_on is not null then ends_on end,
    confirm_by = case when a.ends_on is not null then confirm_by end,
    asked_on = null, sleeps_on = null where a.id = account;
  perform keep_deed(account, 'account/' || w.account, 'renewed', area, '{}', '{}',
                    case when found.ends_on is not null then ends_on end);
  return '';
end $$;
"""
# What only whoever runs the place gives: they decide on the reserve power, hear of it, or are posts of statute.
KEPT = ("auditor", "authoriser", "chief_officer", "monitoring_officer", "s151")
ASKED = (
    "invite(bytea, uuid, text, text, text, text[], text[], date, date, text)",
    "end_invitation(text, uuid, text)",
    "give_roles(bytea, text, uuid, text[], text[], text[])",
    "end_account(bytea, text, uuid)",
    "renew_account(bytea, text, uuid, date, date)",
)
REPLACED = ("invite(uuid, text, text, text, text[], date)", "end_invitation(text, uuid)")
BEFORE = """
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

create function end_invitation(body text, id uuid) returns boolean
language sql security definer set search_path = identity, pg_temp as $$
  update account a set disabled_at = coalesce(disabled_at, clock_timestamp())
  where a.body = $1 and a.id = $2 and a.ends_on is not null returning true
$$;
"""


def upgrade() -> None:
    """Build what an administrator's session may ask, and what invited before anew."""
    replaced = "".join(f"drop function {one};" for one in REPLACED)
    functions = FUNCTIONS.replace("{kept}", ", ".join(f"'{one}'" for one in KEPT))
    run(replaced + functions + _rights(*ASKED))


def downgrade() -> None:
    """Let a body's system invite, and nobody else."""
    functions = "".join(f"drop function {one};" for one in reversed(ASKED))
    run(functions + BEFORE + _rights(*REPLACED))


def _rights(*signatures: str) -> str:
    roles = ", ".join(f"folkmoot_{service}" for service in SERVICES)
    return "".join(
        f"revoke all on function {one} from public; grant execute on function {one} to {roles};" for one in signatures
    )
