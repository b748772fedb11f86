"""What was posted: figures, the batches they came in, what is due, and what is handed out."""
