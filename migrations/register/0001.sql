-- A service's copy of the public register. The columns are the fields of the events that state the facts; `version` is
-- how far the area's register has been heard. No foreign keys: what is stated first is publication's affair.

create table area (
  area text primary key,
  name text not null,
  letters text not null,
  profile text not null,
  population int not null,
  responsible_authority text not null,
  committee text not null,
  parent text,
  version int not null default 0
);

create table place (
  area text not null,
  place text not null,
  name text not null,
  place_kind text not null,
  primary key (area, place)
);

create table partner (
  area text not null,
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
  area text not null,
  measure text not null,
  title text not null,
  unit text not null,
  polarity text not null,
  frequency text not null,
  framework text not null,
  source text not null,
  part_of text,
  part text,
  primary key (area, measure)
);

create index measure_by_whole on measure (area, part_of) where part_of is not null;

create table lead (
  area text not null,
  measure text not null,
  since_on date not null,
  lead text not null,
  contributors text[] not null,
  data_owners text[] not null,
  basis text not null,
  primary key (area, measure, since_on)
);

create table override (
  area text not null,
  key text not null,
  since_on date not null,
  value text not null,
  basis text not null,
  decided_by text not null,
  primary key (area, key, since_on)
);

create table closure (
  area text not null,
  closed_on date not null,
  reason text not null,
  basis text not null,
  primary key (area, closed_on)
);
