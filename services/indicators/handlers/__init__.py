"""Everything that can happen here, one function each: open the unit of work, lock, decide, keep, tell, leave."""
