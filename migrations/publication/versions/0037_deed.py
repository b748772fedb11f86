"""What is done to an agreement waits for a second person as entries do; how each deed came to be published stays."""

from migrations import area_policy, run, telling, without

revision = "publication_0037"
down_revision = "publication_0036"
branch_labels = None
depends_on = None

_TABLE = """
create table deed (
  agreement text not null references agreement,
  number int not null check (number > 0),
  area text not null,
  what text not null check (what in ('opening', 'round', 'approval', 'revision', 'reply')),
  "of" int not null check ("of" > 0),
  body text not null,
  cleared text not null check (cleared in ('two_persons', 'forced', 'by_clock', 'one_person')),
  received_at timestamptz not null,
  because text,
  at timestamptz not null,
  primary key (agreement, number),
  unique (agreement, what, "of"),
  check ((cleared = 'forced') = (because is not null))
);
alter table submission
  drop constraint submission_agreement_fkey,
  add column what text not null default 'entries'
    check (what in ('entries', 'withholding', 'opening', 'round', 'approval', 'revision', 'reply')),
  add column deed jsonb,
  add constraint submission_deed check (standing in ('waiting', 'later') or deed is null);
update submission set what = 'withholding' where entry is not null;
alter table submission alter column what drop default;
"""
_FUNCTION = """
create function remove_reason(wanted uuid) returns void
language plpgsql security definer set search_path = publication, pg_temp as $$
declare
  gone record;
begin
  select l.leaf, l.kind, l.subject, l.number, r.names into gone
  from removal r join leaf_place p on p.number = r.leaf join leaf l on l.leaf = p.leaf
  where r.removal = wanted and r.agreed_by <> r.asked_by and r.agreed_for <> r.asked_for;
  if not found or gone.kind <> 'deed' or gone.names <> array['because'] then
    raise exception 'nobody else agreed to this removal' using errcode = 'restrict_violation';
  end if;
  delete from leaf_words where leaf = gone.leaf and name = 'because';
  update deed set because = '[removed]'
  where (agreement, number) = (substr(gone.subject, length('agreement/') + 1), gone.number);
end $$;
revoke execute on function remove_reason(uuid) from public;
grant execute on function remove_reason(uuid) to folkmoot_publication;
"""


def upgrade() -> None:
    """Build the table; let a submission hold a deed, and the reason of one that was forced be removed."""
    run(_TABLE + without("update, delete, truncate", "deed") + area_policy("deed") + telling("deed") + _FUNCTION)


def downgrade() -> None:
    """Take it down, with what waits and is no entry."""
    run(
        """
        drop function remove_reason(uuid);
        drop table deed;
        delete from submission s where what not in ('entries', 'withholding');
        alter table submission
          drop column what, drop column deed,
          add constraint submission_agreement_fkey foreign key (agreement) references agreement;
        """
    )
