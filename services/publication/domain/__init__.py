"""The rules of the public record. Pure: the standard library and the pure modules of `shared` only."""
