"""What the pauses of cases rest on: reasons and letters, of which not everything is public."""

from migrations import area_policy, run

revision = "escalation_0009"
down_revision = "escalation_0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build the table."""
    run(
        """
create table pause (
  reference text not null references ladder_case,
  area text not null,
  body text not null,
  reasons text not null,
  letter text not null,
  said_at timestamptz not null
);
create index pause_of_case on pause (reference, said_at);
"""
        + area_policy("pause")
        + "revoke update, delete on pause from folkmoot_escalation;"
    )


def downgrade() -> None:
    """Take it down."""
    run("drop table pause;")
