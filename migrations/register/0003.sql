-- The scrutiny committees of an area, and from which day each of their seats is held by whom, as far as boards go.

create table committee (
  area text not null,
  committee text not null,
  name text not null,
  regime text not null,
  quorum int not null,
  bodies text[] not null,
  primary key (area, committee)
);
create table seat (
  area text not null,
  committee text not null,
  seat text not null,
  boards text[] not null,
  held boolean not null,
  since_on date not null,
  primary key (area, committee, seat, since_on)
);
