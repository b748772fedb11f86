"""Where signatures came from, hashed, while they are compared; tallies of it; jobs that count or strike out."""

from migrations import area_policy, run

revision = "escalation_0015"
down_revision = "escalation_0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build the tables."""
    run(
        """
create table escalation_private.origin (
  signature uuid primary key references escalation_private.signature on delete cascade,
  area text not null,
  petition text not null,
  seen_at timestamptz not null,
  mailbox text not null check (mailbox in ('provider', 'institution', 'disposable', 'own')),
  domain bytea not null,
  postcode bytea not null,
  outward bytea not null,
  pattern bytea,
  is_drawn boolean not null,
  address bytea,
  network bytea,
  agent bytea,
  suspected_for text
);
create index origin_domain on escalation_private.origin (petition, domain);
create index origin_address on escalation_private.origin (petition, address) where address is not null;
create index origin_to_forget on escalation_private.origin (seen_at)
  where address is not null or network is not null or agent is not null;
create table escalation_private.tally (
  area text not null,
  petition text not null,
  tally bytea not null,
  on_day date not null,
  seen int not null,
  primary key (petition, tally, on_day)
);
create index tally_to_forget on escalation_private.tally (on_day);
create table escalation_private.invalidation (
  job uuid primary key,
  area text not null,
  petition text not null,
  number int not null,
  deed text not null check (deed in ('release', 'strike_out', 'reverse')),
  of uuid references escalation_private.invalidation,
  held_for text,
  domain bytea,
  pattern bytea,
  outward bytea,
  address bytea,
  network bytea,
  first_on date,
  last_on date,
  named text[] not null,
  expected int not null,
  code text not null,
  reasons text not null,
  body text not null,
  actor text not null,
  asked_on date not null,
  second_of text,
  second_by date,
  second_body text,
  done_on date,
  touched int,
  ended_as text not null check (ended_as in ('waiting', 'done', 'refused', 'lapsed', 'reversed')),
  unique (petition, number)
);
create index signature_held on escalation_private.signature (petition, held_for) where held_for is not null;
create index signature_struck on escalation_private.signature (petition, struck_by) where struck_by is not null;
grant select, insert, update, delete on escalation_private.origin, escalation_private.tally to folkmoot_escalation;
grant select, insert, update on escalation_private.invalidation to folkmoot_escalation;
"""
        + area_policy("escalation_private.origin")
        + area_policy("escalation_private.tally")
        + area_policy("escalation_private.invalidation")
    )


def downgrade() -> None:
    """Take them down."""
    run(
        "drop table escalation_private.origin, escalation_private.tally, escalation_private.invalidation;"
        "drop index escalation_private.signature_held, escalation_private.signature_struck;"
    )
