drop table closure, override, lead, measure, partner, place, area;
