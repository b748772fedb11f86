"""Partnerships, their boards, members and seats; what was delivered and what is contributed."""

from migrations import area_policy, run, telling

revision = "publication_0016"
down_revision = "publication_0015"
branch_labels = None
depends_on = None

TABLES = ("partnership", "board", "member", "board_seat", "deliverable", "contribution")


def upgrade() -> None:
    """Build the tables. What holds from a day is only added to."""
    run(
        """
        create table partnership (
          area text not null references area,
          partnership text not null,
          name text not null,
          governance_class text not null check (governance_class in ('partnership', 'network', 'working_group')),
          decides boolean not null,
          budget bigint not null check (budget >= 0),
          legal_form text not null,
          stage text not null check (stage in ('forming', 'active', 'winding_down', 'closed')),
          basis text not null,
          since_on date not null,
          accountable_body text,
          body text,
          exit_plan text,
          primary key (area, partnership, since_on),
          check (governance_class = 'partnership' or not decides and budget = 0),
          check (budget = 0 or accountable_body is not null),
          foreign key (area, accountable_body) references partner,
          foreign key (area, body) references partner
        );
        create table board (
          area text not null references area,
          partnership text not null,
          board text not null,
          name text not null,
          theme text not null,
          measures text[] not null,
          stands boolean not null,
          basis text not null,
          since_on date not null,
          primary key (area, board, since_on)
        );
        create table member (
          area text not null references area,
          partnership text not null,
          member text not null,
          member_kind text not null check (member_kind in ('statutory', 'consulted')),
          boards text[] not null,
          votes boolean not null,
          belongs boolean not null,
          basis text not null,
          since_on date not null,
          name text,
          protocol text,
          primary key (area, partnership, member, since_on)
        );
        create table board_seat (
          area text not null,
          board text not null,
          seat text not null,
          councillor text not null,
          seat_role text not null check (seat_role in ('voting', 'observer')),
          interests text[] not null,
          held boolean not null,
          basis text not null,
          since_on date not null,
          primary key (area, board, seat, since_on),
          foreign key (area, councillor) references councillor
        );
        create table deliverable (
          area text not null references area,
          deliverable text not null,
          title text not null,
          delivered_by text[] not null,
          delivered_on date not null,
          evidence text not null,
          partnership text,
          agreement text,
          measure text,
          primary key (area, deliverable),
          foreign key (area, measure) references measure
        );
        create table contribution (
          area text not null,
          agreement text not null,
          partner text not null,
          committed text not null,
          evidence text not null,
          since_on date not null,
          primary key (area, agreement, partner, since_on),
          foreign key (area, partner) references partner
        );
        """
        + "".join(area_policy(table) for table in TABLES)
        + telling(*TABLES)
        + f"revoke delete, truncate on {', '.join(TABLES)} from folkmoot_publication;"
        + "revoke update on partnership, board, member, board_seat, contribution from folkmoot_publication;"
    )


def downgrade() -> None:
    """Take them down."""
    run(f"drop table {', '.join(TABLES)};")
