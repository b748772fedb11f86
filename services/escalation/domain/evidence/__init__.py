"""Files put to a case as evidence: what stands of each, and what may be decided about it."""
