"""How much somebody has not read stands with their session, so that every service can show it."""

from migrations import SERVICES, run

revision = "identity_0010"
down_revision = "identity_0009"
branch_labels = None
depends_on = None

UP = """
alter table session add unread int;

-- The service that counts tells it; the same number again writes nothing.
create function keep_unread(token bytea, unread int) returns void
language sql security definer set search_path = identity, pg_temp as $$
  update session set unread = $2 where token_hash = $1 and ended_at is null and session.unread is distinct from $2
$$;

-- As it was counted last in this session, or in the person's last one before it; 0 where it never was.
create function unread_of(token bytea) returns int
language sql stable security definer set search_path = identity, pg_temp as $$
  select coalesce(s.unread, (
    select o.unread from session o where o.account = s.account and o.unread is not null order by o.seen_at desc limit 1
  ), 0) from session s where s.token_hash = $1 and s.ended_at is null
$$;
"""
SIGNATURES = ("keep_unread(bytea, int)", "unread_of(bytea)")


def upgrade() -> None:
    """Let services keep and ask for it."""
    roles = ", ".join(f"folkmoot_{service}" for service in SERVICES)
    rights = "".join(
        f"revoke all on function {one} from public; grant execute on function {one} to {roles};" for one in SIGNATURES
    )
    run(UP + rights)


def downgrade() -> None:
    """Forget it."""
    run("".join(f"drop function {one};" for one in SIGNATURES) + "alter table session drop unread;")
