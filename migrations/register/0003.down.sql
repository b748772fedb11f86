drop table seat, committee;
