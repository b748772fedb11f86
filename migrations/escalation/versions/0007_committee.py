"""The scrutiny committees of an area as the register tells them; refusals of information, kept until published."""

from migrations import area_policy, register, register_down, run

revision = "escalation_0007"
down_revision = "escalation_0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build the tables."""
    run(
        register(3)
        + """
create table information_refusal (
  reference text not null references ladder_case,
  area text not null,
  notice int not null,
  body text not null,
  ground text not null,
  reasons text not null,
  refused_at timestamptz not null,
  primary key (reference, notice)
);
revoke update, delete on information_refusal from folkmoot_escalation;
"""
        + area_policy("information_refusal")
    )


def downgrade() -> None:
    """Take them down."""
    run("drop table information_refusal;" + register_down(3))
