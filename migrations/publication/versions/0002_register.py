"""The register: areas, places, partners, measures, who leads on them since when, an area's own rules and closures."""

from migrations import area_policy, run

revision = "publication_0002"
down_revision = "publication_0001"
branch_labels = None
depends_on = None

TABLES = ("area", "place", "partner", "measure", "lead", "policy_override", "closure", "goal", "measure_link")


def upgrade() -> None:
    """Build the register."""
    run("""
        create table area (
          area text primary key,
          version int not null,
          name text not null,
          letters text not null unique,
          profile text not null,
          population int not null check (population > 0),
          responsible_authority text not null,
          committee text not null,
          parent text
        );
        create table place (
          area text not null references area,
          place text not null,
          name text not null,
          place_kind text not null,
          primary key (area, place)
        );
        create table partner (
          area text not null references area,
          partner text not null,
          name text not null,
          partner_kind text not null,
          regime text not null,
          inspectorate text not null,
          signed_on date,
          parent_body text,
          embargo boolean not null default false,
          clearance boolean not null default false,
          former_names text[] not null default '{}',
          renamed_on date[] not null default '{}',
          former_parents text[] not null default '{}',
          moved_on date[] not null default '{}',
          primary key (area, partner)
        );
        create table measure (
          area text not null references area,
          measure text not null,
          title text not null,
          unit text not null,
          polarity text not null,
          frequency text not null,
          framework text not null,
          source text not null,
          part_of text,
          part text,
          primary key (area, measure),
          check ((part_of is null) = (part is null))
        );
        create table lead (
          area text not null,
          measure text not null,
          since_on date not null,
          lead text not null,
          contributors text[] not null,
          data_owners text[] not null,
          basis text not null,
          primary key (area, measure, since_on),
          foreign key (area, measure) references measure,
          foreign key (area, lead) references partner
        );
        create table policy_override (
          area text not null references area,
          key text not null,
          since_on date not null,
          value text not null,
          basis text not null,
          decided_by text not null,
          primary key (area, key, since_on)
        );
        create table closure (
          area text not null references area,
          closed_on date not null,
          reason text not null,
          basis text not null,
          primary key (area, closed_on)
        );
        create table goal (
          area text not null references area,
          goal text not null,
          title text not null,
          level text not null check (level in ('national', 'agency')),
          goal_kind text not null,
          source text not null,
          derives_from text,
          primary key (area, goal),
          check (level <> 'national' or goal_kind = 'outcome')
        );
        create table measure_link (
          area text not null,
          measure text not null,
          relation text not null check (relation in ('derives_from', 'contributes_to', 'replaces')),
          linked_to text not null,
          note text not null,
          basis text not null,
          primary key (area, measure, relation, linked_to),
          foreign key (area, measure) references measure
        );
    """)
    run("".join(area_policy(table) for table in TABLES))
    run("".join(f"revoke delete, truncate on {table} from folkmoot_publication;" for table in TABLES))
    run("revoke update on lead, policy_override from folkmoot_publication;")


def downgrade() -> None:
    """Take the register down."""
    run("drop table measure_link, goal, closure, policy_override, lead, measure, partner, place, area;")
