"""What several handlers of this service do: shared effects, one file per subject."""
