-- The bodies of an area that cease: each one's last day, and who takes its duties on.

create table ending (
  area text not null,
  partner text not null,
  last_on date not null,
  successors text[] not null,
  basis text not null,
  primary key (area, partner)
);
