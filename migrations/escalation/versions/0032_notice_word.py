"""Words of further people on a page and ground that are reported already: read with the notice, gone with its own."""

from migrations import area_policy, run

revision = "escalation_0032"
down_revision = "escalation_0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build the table. A row goes when its notice is decided; who wrote it is not asked."""
    run(
        """
create table escalation_private.notice_word (
  reference text not null,
  number int not null,
  place int not null,
  area text not null,
  told_on date not null,
  is_held boolean not null,
  sealed bytea not null,
  primary key (reference, number, place),
  foreign key (reference, number) references escalation_private.notice (reference, number)
);
grant select, insert, delete on escalation_private.notice_word to folkmoot_escalation;
"""
        + area_policy("escalation_private.notice_word")
    )


def downgrade() -> None:
    """Take it down."""
    run("drop table escalation_private.notice_word;")
