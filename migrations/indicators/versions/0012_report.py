"""What each body reads again and again: its own definitions of reports, each in its newest version.

A report serves every area, so it has no area of its own; its definition is shown to the body and to nobody else.
"""

from migrations import run

revision = "indicators_0012"
down_revision = "indicators_0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build the table."""
    run(
        """
create table report (
  body text not null,
  report text not null,
  version int not null check (version > 0),
  document jsonb not null,
  stored_at timestamptz not null,
  primary key (body, report)
);
"""
    )


def downgrade() -> None:
    """Take it down."""
    run("drop table report")
