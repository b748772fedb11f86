-- The periods before an area's elections, in which what its policy names waits. Dated rows, known in advance.

create table election (
  area text not null,
  starts_on date not null,
  ends_on date not null,
  election text not null,
  basis text not null,
  primary key (area, starts_on)
);
