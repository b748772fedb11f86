"""Guests are confirmed: their body's administrators are asked in time, and whoever nobody confirms sleeps.

The day on which somebody sleeps is set when they are asked after, so that an outage takes nobody's notice away.
"""

from migrations import SERVICES, run

revision = "identity_0013"
down_revision = "identity_0012"
branch_labels = None
depends_on = None

FUNCTIONS = """
-- How many of these guests of the body, of whom it was asked, are confirmed by it; nobody confirms themselves.
create function confirm_accounts(token bytea, area text, accounts uuid[], confirm_by date) returns int
language plpgsql security definer set search_path = identity, pg_temp as $$
#variable_conflict use_variable
declare w record; one uuid; found_count int := 0;
begin
  select * into w from administers(token, area);
  for one in select a.id from account a
    where a.id = any (accounts) and a.body = w.body and a.id <> w.account and a.asked_on is not null
      and a.disabled_at is null and a.ends_on >= london_day()
      and exists (select from role_grant g where g.account = a.id and g.area = area)
    order by a.id for update
  loop
    update account a set confirm_by = confirm_by, asked_on = null, sleeps_on = null where a.id = one;
    perform keep_deed(one, 'account/' || w.account, 'confirmed', area, '{}', '{}', confirm_by);
    found_count := found_count + 1;
  end loop;
  return found_count;
end $$;

-- The bodies with guests in the area of whom nobody was asked and who are to be confirmed by that day.
create function due_to_confirm(area text, until date) returns table (body text)
language sql stable security definer set search_path = identity, pg_temp as $$
  select distinct a.body from account a join role_grant g on g.account = a.id
  where g.area = $1 and a.confirm_by <= $2 and a.asked_on is null and a.disabled_at is null
    and a.ends_on >= london_day()
$$;

-- They are asked after from today; whoever is not confirmed sleeps on the later of their day and the one given.
create function ask_to_confirm(area text, body text, until date, today date, sleeps_on date) returns void
language sql security definer set search_path = identity, pg_temp as $$
  update account a set asked_on = $4, sleeps_on = greatest(a.confirm_by, $5)
  where a.body = $2 and a.confirm_by <= $3 and a.asked_on is null and a.disabled_at is null
    and a.ends_on >= london_day()
    and exists (select from role_grant g where g.account = a.id and g.area = $1)
$$;

-- How many guests of the body in the area wait to be confirmed, and the first day on which one of them sleeps.
create function waiting_to_confirm(body text, area text) returns table (waiting int, sleeps_on date)
language sql stable security definer set search_path = identity, pg_temp as $$
  select count(*)::int, min(a.sleeps_on) from account a
  where a.body = $1 and a.asked_on is not null and a.disabled_at is null and a.ends_on >= london_day()
    and exists (select from role_grant g where g.account = a.id and g.area = $2)
$$;

-- The e-mail addresses by which the body's administrators of the area sign in, as far as these are addresses.
create function addresses_of_administrators(body text, area text) returns setof text
language sql stable security definer set search_path = identity, pg_temp as $$
  select distinct a.name from holders_in($1, $2) h join account a on a.id = h.account
  where h.role = 'administrator' and a.provider is null and a.name like '%_@_%._%' and a.disabled_at is null
    and (a.ends_on is null or a.ends_on >= london_day()) and (a.sleeps_on is null or a.sleeps_on > london_day())
$$;

-- Who is written to that they are invited: nobody who was shut out since, or has come in.
create function invited(id uuid) returns table (email text, full_name text, body text, ends_on date)
language sql stable security definer set search_path = identity, pg_temp as $$
  select a.name, a.full_name, a.body, a.ends_on from account a
  where a.id = $1 and a.disabled_at is null and a.ends_on >= london_day()
$$;
"""
ASKED = (
    "confirm_accounts(bytea, text, uuid[], date)",
    "due_to_confirm(text, date)",
    "ask_to_confirm(text, text, date, date, date)",
    "waiting_to_confirm(text, text)",
    "addresses_of_administrators(text, text)",
    "invited(uuid)",
)


def upgrade() -> None:
    """Build what an administrator's session and the worker may ask."""
    run(FUNCTIONS + _rights(*ASKED))


def downgrade() -> None:
    """Confirm nobody any more."""
    run("".join(f"drop function {one};" for one in reversed(ASKED)))


def _rights(*signatures: str) -> str:
    roles = ", ".join(f"folkmoot_{service}" for service in SERVICES)
    return "".join(
        f"revoke all on function {one} from public; grant execute on function {one} to {roles};" for one in signatures
    )
