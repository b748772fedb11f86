"""The public record: who answers for what, what was negotiated and promised, and what became of it."""
