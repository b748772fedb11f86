"""The words of letters about cases, which stay with the two bodies; and a note for colleagues puts another right."""

from migrations import area_policy, run

revision = "escalation_0031"
down_revision = "escalation_0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build the table. What was served, when and how stands in the ledger alone; a row is never changed."""
    run(
        """
create table escalation_private.case_letter (
  reference text not null,
  number int not null,
  area text not null,
  body text not null,
  to_body text not null,
  letter_subject text not null,
  letter_text text not null,
  why text not null,
  written_by text not null,
  written_at timestamptz not null,
  person_key bytea,
  email bytea,
  primary key (reference, number)
);
grant select, insert, delete on escalation_private.case_letter to folkmoot_escalation;
alter table escalation_private.case_note add column supersedes int;
"""
        + area_policy("escalation_private.case_letter")
    )


def downgrade() -> None:
    """Take it down."""
    run("drop table escalation_private.case_letter; alter table escalation_private.case_note drop column supersedes;")
