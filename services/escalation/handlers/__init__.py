"""One function per thing that can happen here: open the unit of work, lock, ask the domain, tell, leave."""
