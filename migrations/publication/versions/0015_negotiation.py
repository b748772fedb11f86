"""What entries tell beside their words, the answers that are overdue, memoranda; statutory targets."""

from migrations import area_policy, run, telling

revision = "publication_0015"
down_revision = "publication_0014"
branch_labels = None
depends_on = None

TABLES = ("overdue", "memorandum", "target_removed", "revision")


def upgrade() -> None:
    """Build them."""
    run(
        """
        alter table agreement add column recorded_on date, add column approval_recorded_on date,
          add column approval_came text;
        alter table round add column came text;
        alter table entry alter column round drop not null,
          add column deferred_until text,
          add column particulars jsonb not null default '{}',
          add column facts jsonb;
        create index entry_with_clock on entry (agreement) where facts ? 'answer_due_on';
        alter table target add column statutory boolean not null default false,
          add column revision int not null default 0,
          drop constraint target_pkey,
          add primary key (area, measure, period, agreement, revision);
        create table target_removed (
          area text not null,
          measure text not null,
          period text not null,
          agreement text not null references agreement,
          revision int not null,
          removed_at timestamptz not null,
          primary key (area, measure, period, agreement, revision),
          foreign key (area, measure) references target_series
        );
        create table revision (
          agreement text not null references agreement,
          revision int not null check (revision > 0),
          area text not null,
          revised_on date not null,
          targets int not null,
          removed int not null,
          recorded_on date not null,
          primary key (agreement, revision)
        );
        create table overdue (
          agreement text not null,
          entry int not null,
          area text not null,
          item text not null,
          due_on date not null,
          told_at timestamptz not null,
          primary key (agreement, entry),
          foreign key (agreement, entry) references entry
        );
        create table memorandum (
          agreement text not null references agreement,
          memorandum int not null check (memorandum > 0),
          area text not null,
          because text not null,
          made_on date not null,
          targets int not null,
          sha256 text not null,
          content text not null,
          primary key (agreement, memorandum)
        );
        revoke update, delete, truncate on overdue, memorandum, target_removed, revision from folkmoot_publication;
        """
        + "".join(area_policy(table) for table in TABLES)
        + telling(*TABLES)
    )


def downgrade() -> None:
    """Take them down; entries that belong to no round go with them."""
    run("""
        drop table memorandum, overdue, revision, target_removed;
        delete from target where revision > 0;
        alter table target drop constraint target_pkey, add primary key (area, measure, period, agreement),
          drop column revision, drop column statutory;
        delete from entry where round is null;
        drop index entry_with_clock;
        alter table entry drop column facts, drop column particulars, drop column deferred_until,
          alter column round set not null;
        alter table round drop column came;
        alter table agreement drop column approval_came, drop column approval_recorded_on, drop column recorded_on;
    """)
