"""Whoever keeps answers hears of every change of what they were made from."""

from migrations import run, telling

revision = "publication_0012"
down_revision = "publication_0011"
branch_labels = None
depends_on = None

TABLES = (
    *("area", "place", "partner", "measure", "lead", "policy_override", "closure", "goal", "measure_link"),
    *("election", "committee", "seat", "forum", "outcome_agreement", "ending", "councillor"),
    *("agreement", "round", "entry", "target_series", "target"),
    *("step", "timeline", "judgement", "commitment", "opened_matter", "evidence"),
)


def upgrade() -> None:
    """Tell of every change of every table that is shown."""
    run(
        """
        create function told() returns trigger language plpgsql as $$
        begin
          perform pg_notify(tg_table_schema || '_told', '');
          return null;
        end $$;
        """
        + telling(*TABLES)
    )


def downgrade() -> None:
    """Tell no longer."""
    run("drop function told() cascade;")
