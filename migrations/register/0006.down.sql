drop table councillor;
