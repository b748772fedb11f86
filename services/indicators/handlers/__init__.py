"""Everything that can happen to figures: one function each, one transaction each."""
