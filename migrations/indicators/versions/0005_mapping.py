"""How each body's own tables become the product's rows: versions of mappings, never changed.

A receipt says through which version its rows came. A mapping serves every area of its body, so it has no area of its
own; it is shown to that body and to nobody else.
"""

from migrations import run, without

revision = "indicators_0005"
down_revision = "indicators_0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build the table."""
    run(
        """
create table mapping (
  body text not null,
  mapping text not null,
  version int not null check (version > 0),
  document jsonb not null,
  stored_at timestamptz not null,
  recorded_at timestamptz not null default clock_timestamp(),
  primary key (body, mapping, version)
);
create table batch_mapping (
  batch int primary key,
  mapped jsonb not null
);
"""
        + without("update, delete, truncate", "mapping", "batch_mapping")
    )


def downgrade() -> None:
    """Take it down."""
    run("drop table mapping, batch_mapping")
