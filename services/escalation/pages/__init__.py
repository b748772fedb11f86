"""Pages of petitions, of cases and of the desk: doors to the same handlers as the machines' own."""
