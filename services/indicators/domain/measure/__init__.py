"""What is measured, and who answers for it."""
