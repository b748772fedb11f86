"""The mailbox behind an address with a `+`, so that letters about one petition are counted for it."""

from migrations import run

revision = "escalation_0033"
down_revision = "escalation_0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Widen it. Only addresses that are taken as one of several of a mailbox have it."""
    run(
        """
alter table escalation_private.signature add column mailbox bytea;
create index signature_of_mailbox on escalation_private.signature (petition, mailbox) where mailbox is not null;
"""
    )


def downgrade() -> None:
    """Take it down."""
    run("drop index escalation_private.signature_of_mailbox; alter table escalation_private.signature drop mailbox;")
