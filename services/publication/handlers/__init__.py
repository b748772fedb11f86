"""Everything that can happen at the public record: one function each, one transaction each."""
