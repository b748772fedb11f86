"""Entries whose words are withheld: listed for everybody, the words kept where no page reads, and one way to and fro.

The function does what the entry's last turn says, and nothing else: the service's role can change no entry itself.
"""

from migrations import area_policy, run, telling

revision = "publication_0030"
down_revision = "publication_0029"
branch_labels = None
depends_on = None

_TABLES = """
alter table entry add column sealed boolean not null default false;
alter table submission
  add column entry int,
  add column wish jsonb,
  add constraint submission_wish check ((wish is null) or (entry is not null));
create table withholding (
  agreement text not null,
  entry int not null,
  turn int not null check (turn > 0),
  area text not null,
  is_withheld boolean not null,
  names text[] not null,
  ground text not null,
  summary text,
  until date,
  by text not null,
  by_clock boolean not null,
  at timestamptz not null,
  asked_by text not null,
  agreed_by text not null,
  primary key (agreement, entry, turn),
  foreign key (agreement, entry) references entry,
  check (asked_by <> agreed_by or turn = 1 and is_withheld),
  check (not is_withheld or not by_clock or turn = 1)
);
revoke update, delete, truncate on withholding from folkmoot_publication;
create table withheld (
  agreement text not null,
  entry int not null,
  area text not null,
  kept jsonb not null,
  primary key (agreement, entry)
);
create table withheld_word (
  leaf bigint not null,
  area text not null,
  name text not null,
  salt bytea not null,
  value text not null,
  primary key (leaf, name)
);
revoke all on withheld, withheld_word from folkmoot_publication;
"""
_FIGURES = ("baseline_value", "target_value", "deferred_until")
_NAMES = (
    *("source", "reason", "lead_partner", "unit", "note", "because", "baseline_period", "target_period"),
    *("particulars", *_FIGURES),
)
_KEPT = ", ".join(f"'{name}', e.{name}" for name in _NAMES)
_HIDDEN = {
    **dict.fromkeys(_NAMES, "null"),
    **{name: f"case when sealed then null else {name} end" for name in _FIGURES},
    "source": "'[withheld]'",
    "particulars": "'{}'",
    "because": "case when cleared = 'forced' then '[withheld]' end",
}
_SHOWN = {
    **{name: f"k.kept->>'{name}'" for name in _NAMES},
    **{name: f"(k.kept->>'{name}')::numeric" for name in _FIGURES[:2]},
    "particulars": "k.kept->'particulars'",
}
_GONE = ", ".join(f"{name} = {value}" for name, value in _HIDDEN.items())
_BACK = ", ".join(f"{name} = {value}" for name, value in _SHOWN.items())
_FUNCTION = f"""
create function withhold_words(of_agreement text, number_ int) returns void
language plpgsql security definer set search_path = publication, pg_temp as $$
declare
  told record;
  of_leaf bigint;
begin
  select * into strict told from withholding w where w.agreement = of_agreement and w.entry = number_
    order by turn desc limit 1;
  select leaf into strict of_leaf from leaf l
    where (l.kind, l.subject, l.number) = ('entry', 'agreement/' || of_agreement, number_);
  if told.is_withheld then
    insert into withheld select e.agreement, e.number, e.area, jsonb_build_object({_KEPT})
      from entry e where (e.agreement, e.number) = (of_agreement, number_);
    insert into withheld_word select w.leaf, w.area, w.name, w.salt, w.value from leaf_words w
      where w.leaf = of_leaf and w.name = any (told.names);
    delete from leaf_words w where w.leaf = of_leaf and w.name = any (told.names);
    update entry set {_GONE} where (agreement, number) = (of_agreement, number_);
  else
    insert into leaf_words (leaf, area, name, salt, value)
      select leaf, area, name, salt, value from withheld_word where leaf = of_leaf;
    delete from withheld_word where leaf = of_leaf;
    update entry e set {_BACK} from withheld k
      where (e.agreement, e.number) = (of_agreement, number_) and (k.agreement, k.entry) = (of_agreement, number_);
    delete from withheld where (agreement, entry) = (of_agreement, number_);
  end if;
end $$;
revoke execute on function withhold_words(text, int) from public;
grant execute on function withhold_words(text, int) to folkmoot_publication;
"""  # noqa: S608 fixed columns


def upgrade() -> None:
    """Build the tables and the function."""
    run(
        _TABLES
        + area_policy("withholding")
        + area_policy("withheld")
        + area_policy("withheld_word")
        + telling("withholding")
    )
    run(_FUNCTION)


def downgrade() -> None:
    """Take them down."""
    run(
        "drop function withhold_words(text, int); drop table withheld_word, withheld, withholding; "
        "alter table submission drop entry, drop wish; alter table entry drop sealed;"
    )
