"""Who of the staff took a signature from somebody without e-mail, and for which body. Apart from what is told of it."""

from migrations import area_policy, run

revision = "escalation_0021"
down_revision = "escalation_0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build the table."""
    run(
        """
create table escalation_private.assistance (
  signature uuid primary key references escalation_private.signature on delete cascade,
  petition text not null,
  area text not null,
  taken_by text not null,
  body text not null,
  role text not null,
  on_day date not null
);
create index assistance_by_day on escalation_private.assistance (petition, on_day);
grant select, insert, delete on escalation_private.assistance to folkmoot_escalation;
"""
        + area_policy("escalation_private.assistance")
    )


def downgrade() -> None:
    """Take it down."""
    run("drop table escalation_private.assistance;")
