"""What several handlers do alike, inside the handler's transaction: gather, decide, tell, and what follows."""
