-- The posts of councillors, each with its ward and council. No person stands here.

create table councillor (
  area text not null,
  councillor text not null,
  name text not null,
  council text not null,
  ward text not null,
  ward_name text not null,
  since_on date not null,
  until_on date,
  primary key (area, councillor)
);
create index councillor_by_ward on councillor (area, ward);
