"""Who signs: what a signature says, where it comes from, and which of them look like one hand."""
