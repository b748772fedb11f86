"""Forums and their agreements as the register tells them; decisions that wait for others; past verdicts."""

from migrations import area_policy, register, register_down, run

revision = "escalation_0010"
down_revision = "escalation_0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build the tables."""
    run(
        register(4)
        + """
create table gathering (
  reference text primary key,
  area text not null,
  trigger text not null,
  measure text not null,
  ended_on date,
  version int not null,
  facts jsonb not null
);
create index gathering_open on gathering (area, measure) where ended_on is null;
create table judged_period (
  area text not null,
  measure text not null,
  period text not null,
  verdict text not null,
  since_at timestamptz not null,
  primary key (area, measure, period)
);
"""
        + area_policy("gathering")
        + area_policy("judged_period")
        + "revoke delete on gathering from folkmoot_escalation;"
    )


def downgrade() -> None:
    """Take them down."""
    run("drop table judged_period, gathering;" + register_down(4))
