"""Replies and the words of a case's steps are found too, and typing errors in what people call a thing are forgiven."""

from migrations import run

revision = "publication_0028"
down_revision = "publication_0027"
branch_labels = None
depends_on = None

# What the service enters by itself from here on, as it stood when this was released.
_REPLIES = """
insert into findable (kind, area, code, title, words, party, status, href, moved_at)
select 'reply', r.area, r.agreement || '/' || r.number, 'Reply to ' || e.party_name || ' on ' || f.title,
       concat_ws(' ', r.words, r.note), r.name, r.stance, f.href, r.recorded_at
from reply r join entry e on e.agreement = r.agreement and e.number = r.entry
join findable f on f.kind = 'entry' and f.area = e.area and f.code = e.agreement || '/' || e.number
where f.gone_at is null;
"""
_STEPS = """
update findable f set words = concat_ws(' ', f.words, told.words), told_in = pg_current_xact_id()
from (
  select s.reference, left(string_agg(said #>> '{}', ' '), 100000) as words
  from step s, jsonb_path_query(s.content, '$.**') said
  where not starts_with(s.stream, 'evidence/') and jsonb_typeof(said) = 'string' and position(' ' in said #>> '{}') > 0
  group by s.reference
) told
where f.kind = 'case' and f.code = told.reference and f.gone_at is null;
"""


def upgrade() -> None:
    """Enter what is on the record already, and index the words of what the register holds."""
    run(_REPLIES + _STEPS)
    run(
        "create index findable_by_name on findable using gin (words gin_trgm_ops) "
        "where kind in ('measure', 'body', 'partnership', 'place', 'ward');"
    )


def downgrade() -> None:
    """Take replies and the index out; words of steps stay until a case moves."""
    run("drop index findable_by_name; delete from findable where kind = 'reply';")
