"""Batches that changed figures, numbered for each area in the order in which they were committed.

Numbers of batches are drawn before the commit, so the later may be seen first, and who reads on from the highest number
seen would miss the other. This number is given in the commit itself, one batch after another: whoever sees one sees all
before it.
"""

from migrations import area_policy, run, without

revision = "indicators_0011"
down_revision = "indicators_0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build the table and what fills it."""
    run(
        """create table change (
  area text not null,
  number int not null check (number > 0),
  batch int not null,
  figures int not null,
  published_at timestamptz not null,
  primary key (area, number)
);
create index change_by_publication on change (area, published_at);
create function number_change() returns trigger language plpgsql set search_path from current as $$
declare
  changed constant int := new.new + new.revised + new.withdrawn;
begin
  if changed > 0 then
    perform pg_advisory_xact_lock(hashtext('indicators.change'));
    insert into change (area, number, batch, figures, published_at)
    select code, coalesce((select max(number) from change where area = code), 0) + 1, new.number, changed,
           new.published_at
    from unnest(new.areas) code;
  end if;
  return null;
end
$$;
create constraint trigger number_change after insert on batch deferrable initially deferred
  for each row execute function number_change();
"""  # noqa: S608 fixed text
        + without("update, delete, truncate", "change")
        + area_policy("change")
    )


def downgrade() -> None:
    """Take them down."""
    run("drop trigger number_change on batch; drop function number_change; drop table change")
