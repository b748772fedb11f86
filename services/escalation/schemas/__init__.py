"""The public contract of what is sent to this service and what it answers."""
