-- The forums and area committees that may raise what fails, and the agreements on outcomes that forums have.

create table forum (
  area text not null,
  forum text not null,
  name text not null,
  forum_kind text not null,
  covers text not null,
  quorum int not null,
  rules text not null,
  funding text not null,
  since_on date not null,
  until_on date,
  primary key (area, forum)
);
create table outcome_agreement (
  area text not null,
  agreement text not null,
  forum text not null,
  title text not null,
  parties text[] not null,
  measures text[] not null,
  from_on date not null,
  until_on date not null,
  document text not null,
  primary key (area, agreement)
);
