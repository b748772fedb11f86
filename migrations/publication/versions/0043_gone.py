"""Words that were taken out or withheld are gone from kept answers too: whoever keeps any hears of it or asks."""

from migrations import run

revision = "publication_0043"
down_revision = "publication_0042"
branch_labels = None
depends_on = None

_GONE = """
create sequence gone;
grant select on gone to folkmoot_publication;
create function gone() returns trigger language plpgsql security definer set search_path = publication, pg_temp as $$
begin
  perform nextval('gone');
  perform pg_notify(tg_table_schema || '_told', 'gone');
  return null;
end $$;
create trigger gone after insert or update on removal for each statement execute function gone();
create trigger gone after insert on withholding for each statement execute function gone();
"""


def upgrade() -> None:
    """Tell it, and count it for whoever was not listening."""
    run(_GONE)


def downgrade() -> None:
    """Tell it no longer."""
    run("drop function gone() cascade; drop sequence gone;")
