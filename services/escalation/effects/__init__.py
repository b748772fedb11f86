"""What happens in consequence, whichever handler began it: one part of the handler's own transaction."""
