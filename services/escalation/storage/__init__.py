"""SQL of the escalation service: rows in, frozen values out. Every function takes the session of a unit of work."""
