"""The bodies of an area that cease: each one's last day, and who takes its duties on."""

from migrations import area_policy, run

revision = "publication_0009"
down_revision = "publication_0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build the table."""
    run(
        """
        create table ending (
          area text not null,
          partner text not null,
          last_on date not null,
          successors text[] not null,
          basis text not null,
          primary key (area, partner),
          foreign key (area, partner) references partner
        );
        revoke delete, truncate on ending from folkmoot_publication;
        """
        + area_policy("ending")
    )


def downgrade() -> None:
    """Take it down."""
    run("drop table ending;")
