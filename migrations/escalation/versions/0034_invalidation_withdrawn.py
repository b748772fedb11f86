"""A decision about signatures may be taken back by whoever asked a second person for it."""

from migrations import run

revision = "escalation_0034"
down_revision = "escalation_0033"
branch_labels = None
depends_on = None

STANDS = "waiting done refused lapsed reversed"


def upgrade() -> None:
    """Let a job end so: more is allowed than before, so that every row fits already."""
    _allow(f"{STANDS} withdrawn")


def downgrade() -> None:
    """Forbid it again."""
    _allow(STANDS)


def _allow(ends: str) -> None:
    listed = ", ".join(f"'{one}'" for one in ends.split())
    run(
        "alter table escalation_private.invalidation drop constraint invalidation_ended_as_check, "
        f"add constraint invalidation_ended_as_check check (ended_as in ({listed}));"
    )
