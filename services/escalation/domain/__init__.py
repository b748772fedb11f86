"""The rules of the ladder: pure. Facts come in as values, decisions go out as events; time and policy are arguments."""
