"""What petitions are owed once their numbers are reached: debates, evidence, replies; a row each, never deleted."""

from migrations import area_policy, run, without

revision = "escalation_0016"
down_revision = "escalation_0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build the table."""
    run(
        """
create table obligation (
  petition text not null,
  name text not null,
  place bigint generated always as identity unique,
  area text not null,
  due_on date,
  is_open boolean not null,
  version int not null,
  facts jsonb not null,
  primary key (petition, name)
);
create index obligation_of_area on obligation (area, place desc);
create index obligation_open on obligation (area, due_on) where is_open;
"""
        + area_policy("obligation")
        + without("delete", "obligation")
    )


def downgrade() -> None:
    """Take it down."""
    run("drop table obligation;")
