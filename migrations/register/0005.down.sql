drop table ending;
