"""Photographs and scans of sheets of signatures, sealed, until what was entered is compared with them."""

from migrations import area_policy, run

revision = "escalation_0023"
down_revision = "escalation_0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build the table."""
    run(
        """
create table escalation_private.paper_sheet (
  petition text not null,
  paper int not null,
  sheet int not null,
  area text not null,
  first_line int not null,
  last_line int not null,
  media_type text not null,
  sha256 bytea not null,
  file_key bytea not null,
  content bytea not null,
  taken_by text not null,
  primary key (petition, paper, sheet)
);
alter table escalation_private.paper_sheet alter column content set storage external;
grant select, insert, delete on escalation_private.paper_sheet to folkmoot_escalation;
"""
        + area_policy("escalation_private.paper_sheet")
    )


def downgrade() -> None:
    """Take it down."""
    run("drop table escalation_private.paper_sheet;")
