"""Councillors' posts and their wards, as the register tells them; which ward a petition or a case is about; and, sealed
under a key of each, where whoever holds a post gets letters and by which account they come in.
"""

from migrations import area_policy, register, register_down, run

revision = "escalation_0020"
down_revision = "escalation_0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build the tables. `version` counts the events about a post here."""
    run(register(6))
    run(
        """
alter table petition_draft add column ward text not null default '';
alter table petition add column ward text not null default '';
alter table ladder_case add column ward text not null default '';
create index petition_by_ward on petition (area, ward, opened_on desc, reference desc) where ward <> '';
create index ladder_case_by_ward on ladder_case (area, ward, opened_on desc, reference desc) where ward <> '';
create table escalation_private.councillor (
  area text not null,
  councillor text not null,
  person_key bytea,
  email bytea,
  token_sha256 bytea unique,
  expires_at timestamptz,
  account text,
  version int not null,
  primary key (area, councillor)
);
create index councillor_by_account on escalation_private.councillor (account) where account is not null;
grant select, insert, update on escalation_private.councillor to folkmoot_escalation;
"""
        + area_policy("escalation_private.councillor")
    )


def downgrade() -> None:
    """Take them down."""
    run(
        "drop table escalation_private.councillor;"
        "alter table petition_draft drop column ward; alter table petition drop column ward;"
        "alter table ladder_case drop column ward;"
    )
    run(register_down(6))
