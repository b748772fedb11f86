"""What people of the desk are told of by name, what of it they have seen, and how they want it by mail."""

from migrations import area_policy, run

revision = "escalation_0029"
down_revision = "escalation_0028"
branch_labels = None
depends_on = None

TABLES = ("notification", "notification_seen", "notification_mail")
_BODY = "coalesce(nullif(current_setting('app.body', true), ''), '*')"


def upgrade() -> None:
    """Build the tables. A notification without an account is for everybody of its body with one of the roles, one
    without a body for every body of the area but the one that asked. A body reads its own.
    """
    run(
        """
create table escalation_private.notification (
  id uuid primary key,
  area text not null,
  stream text not null,
  version int not null,
  kind text not null,
  body text not null,
  account text,
  roles text[] not null,
  reference text not null,
  about text not null,
  due_on date,
  told_by text not null,
  of_body text not null,
  told_at timestamptz not null
);
create unique index notification_once
  on escalation_private.notification (stream, version, kind, body, coalesce(account, ''));
create index notification_of_body on escalation_private.notification (area, body, told_at desc, id);
create index notification_by_day on escalation_private.notification (told_at);
create table escalation_private.notification_seen (
  account text not null,
  id uuid not null references escalation_private.notification on delete cascade,
  area text not null,
  seen_at timestamptz not null,
  primary key (account, id)
);
create index notification_seen_of on escalation_private.notification_seen (id);
create table escalation_private.preference (
  preference uuid primary key,
  account text not null,
  body text not null,
  wanted jsonb not null,
  person_key bytea,
  email bytea,
  token_sha256 bytea unique,
  expires_at timestamptz,
  confirmed_at timestamptz,
  letters int not null default 0,
  unique (account, body)
);
create index preference_of_body on escalation_private.preference (body) where confirmed_at is not null;
create table escalation_private.notification_mail (
  preference uuid not null references escalation_private.preference on delete cascade,
  id uuid not null references escalation_private.notification on delete cascade,
  area text not null,
  mail_on date,
  primary key (preference, id)
);
create index notification_mail_of on escalation_private.notification_mail (id);
grant select, insert, delete on escalation_private.notification, escalation_private.notification_seen,
  escalation_private.notification_mail to folkmoot_escalation;
grant select, insert, update, delete on escalation_private.preference to folkmoot_escalation;
"""
        + "".join(area_policy(f"escalation_private.{table}") for table in TABLES)
        + f"create policy of_body on escalation_private.notification as restrictive for select "
        f"using ({_BODY} in ('*', body) or body = '');"
    )


def downgrade() -> None:
    """Take them down."""
    run(
        "drop table escalation_private.notification_mail, escalation_private.notification_seen, "
        "escalation_private.preference, escalation_private.notification;"
    )
