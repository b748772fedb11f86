"""The rules of the indicators service. Pure: the standard library and the pure modules of `shared` only."""
