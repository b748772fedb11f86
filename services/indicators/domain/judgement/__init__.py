"""What figures tell: promises kept or missed, change or ordinary variation, and what is expected."""
