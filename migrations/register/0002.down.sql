drop table election;
