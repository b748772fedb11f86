"""Signatures on paper: a batch of sheets with how it stands, and its lines, sealed, until they count. And petitions
that somebody is still writing, sealed under the link that leads to them.
"""

from migrations import area_policy, run, without

revision = "escalation_0019"
down_revision = "escalation_0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build the tables."""
    run(
        """
create table paper (
  petition text not null,
  number int not null,
  area text not null,
  is_open boolean not null,
  lines int not null,
  facts jsonb not null,
  primary key (petition, number)
);
create table escalation_private.paper_line (
  petition text not null,
  paper int not null,
  line int not null,
  area text not null,
  address bytea not null,
  known_as bytea not null,
  person_key bytea not null,
  name bytea not null,
  postcode bytea not null,
  relation text not null,
  primary key (petition, paper, line)
);
create table escalation_private.start (
  token_sha256 bytea primary key,
  area text not null,
  sealed bytea not null,
  kept_until timestamptz not null
);
create index start_to_forget on escalation_private.start (area, kept_until);
create index signature_known on escalation_private.signature (petition, known_as) where known_as is not null;
grant select, insert, delete on escalation_private.paper_line to folkmoot_escalation;
grant select, insert, update, delete on escalation_private.start to folkmoot_escalation;
"""
        + area_policy("paper")
        + area_policy("escalation_private.paper_line")
        + area_policy("escalation_private.start")
        + without("delete", "paper")
    )


def downgrade() -> None:
    """Take them down."""
    run(
        "drop index escalation_private.signature_known; drop table escalation_private.start;"
        "drop table escalation_private.paper_line; drop table paper;"
    )
