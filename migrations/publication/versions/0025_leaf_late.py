"""Which leaves were added to the record later than what they tell was recorded, and on which day."""

from migrations import area_policy, run, telling

revision = "publication_0025"
down_revision = "publication_0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build the table. Rows are added, never changed."""
    run(
        """
create table leaf_late (
  kind text not null,
  subject text not null,
  number int not null,
  area text not null,
  entered_on date not null,
  primary key (kind, subject, number)
);
revoke update, delete, truncate on leaf_late from folkmoot_publication;
"""
        + area_policy("leaf_late")
        + telling("leaf_late")
    )


def downgrade() -> None:
    """Take it down."""
    run("drop table leaf_late;")
