drop table outcome_agreement, forum;
