"""Targets know their number in their measure's stream, which their leaf tells; and whether they come from papers."""

from migrations import run

revision = "publication_0035"
down_revision = "publication_0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Number what was set and removed as it was told: by moment, then targets before removals, each by period.

    The number takes the place of the revision, which no leaf told.
    """
    run(
        """
        select set_config('app.areas', '*', true);
        alter table target add column version int, add column came text, add column agreed_on text,
          add column entry int;
        alter table target_removed add column version int;
        create temporary table told on commit drop as
          select area, measure, period, agreement, revision, is_removed,
            row_number() over (partition by area, measure order by at, is_removed, period collate "C") as version
          from (
            select area, measure, period, agreement, revision, false as is_removed, set_at as at from target
            union all
            select area, measure, period, agreement, revision, true, removed_at from target_removed) every;
        update target t set version = told.version from told where not told.is_removed
          and (told.area, told.measure, told.period, told.agreement, told.revision)
            = (t.area, t.measure, t.period, t.agreement, t.revision);
        update target_removed t set version = told.version from told where told.is_removed
          and (told.area, told.measure, told.period, told.agreement, told.revision)
            = (t.area, t.measure, t.period, t.agreement, t.revision);
        alter table target drop constraint target_pkey, alter column version set not null,
          drop column revision, add primary key (area, measure, version);
        alter table target_removed drop constraint target_removed_pkey, alter column version set not null,
          drop column revision, add primary key (area, measure, version);
        """
    )


def downgrade() -> None:
    """Take it back: what stands for a revision keeps the order, all that it is read for."""
    run(
        """
        select set_config('app.areas', '*', true);
        alter table target add column revision int not null default 0;
        alter table target_removed add column revision int;
        update target_removed t set revision = version;
        update target t set revision = version where exists (
          select from target o where (o.area, o.measure, o.period, o.agreement)
          = (t.area, t.measure, t.period, t.agreement) and o.version < t.version);
        alter table target drop constraint target_pkey, drop column version, drop column came, drop column agreed_on,
          drop column entry, add primary key (area, measure, period, agreement, revision);
        alter table target_removed drop constraint target_removed_pkey, alter column revision set not null,
          drop column version, add primary key (area, measure, period, agreement, revision);
        """
    )
