-- Words by which people call what a measure is about.

create table subject (
  area text not null,
  subject text not null,
  measure text not null,
  primary key (area, subject, measure)
);
