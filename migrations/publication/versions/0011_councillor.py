"""The posts of an area's councillors, each with its ward and council."""

from migrations import area_policy, run

revision = "publication_0011"
down_revision = "publication_0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build the table."""
    run(
        """
        create table councillor (
          area text not null,
          councillor text not null,
          name text not null,
          council text not null,
          ward text not null,
          ward_name text not null,
          since_on date not null,
          until_on date,
          primary key (area, councillor),
          foreign key (area, council) references partner
        );
        revoke delete, truncate on councillor from folkmoot_publication;
        """
        + area_policy("councillor")
    )


def downgrade() -> None:
    """Take it down."""
    run("drop table councillor;")
