"""The periods before an area's elections: dated rows of the register, known in advance."""

from migrations import area_policy, run

revision = "publication_0006"
down_revision = "publication_0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build the table."""
    run(
        """
        create table election (
          area text not null references area,
          starts_on date not null,
          ends_on date not null,
          election text not null,
          basis text not null,
          primary key (area, starts_on),
          check (starts_on <= ends_on)
        );
        revoke delete, truncate on election from folkmoot_publication;
        """
        + area_policy("election")
    )


def downgrade() -> None:
    """Take it down."""
    run("drop table election;")
