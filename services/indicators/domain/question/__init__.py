"""What is asked of a body, by when, and what it answered."""
