"""A notice names the bodies whose words its page carries, has an id by which it stays erased; its letters go once."""

from migrations import run

revision = "escalation_0030"
down_revision = "escalation_0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Widen them. `acknowledged_at`: when the letter went that says that it came in."""
    run(
        """
alter table escalation_private.notice
  add column id uuid not null default gen_random_uuid(),
  add column about text[] not null default '{}',
  add column acknowledged_at timestamptz;
create unique index notice_by_id on escalation_private.notice (id);
"""
    )


def downgrade() -> None:
    """Take these down."""
    run(
        """
drop index escalation_private.notice_by_id;
alter table escalation_private.notice drop column id, drop column about, drop column acknowledged_at;
"""
    )
