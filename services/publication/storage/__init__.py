"""The SQL of the public record: rows in, values of the domain out."""
