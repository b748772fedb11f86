"""What a petition's number has set a day for: a debate, an officer's evidence, a reply; beside the case, never lost."""
