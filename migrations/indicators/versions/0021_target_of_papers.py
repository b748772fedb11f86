"""Whether a target was compiled from papers, of which time they tell, and which entry of its agreement names one."""

from migrations import run

revision = "indicators_0021"
down_revision = "indicators_0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what is told of it; of targets set before, nothing was."""
    run("alter table target add column came text, add column agreed_on text, add column entry int;")


def downgrade() -> None:
    """Take it back."""
    run("alter table target drop column came, drop column agreed_on, drop column entry;")
