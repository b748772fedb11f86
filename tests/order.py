"""What is begun first, so that no worker is left with a long file when the others have nothing to do any more."""

# Groups and files that take longest, and those that mostly wait: in the order in which they are begun.
LONGEST = (
    "browser",
    "rabbitmq",
    "test_walk.py",
    "test_broker_away.py",
    "demonstration",
    "test_races.py",
    "test_permission.py",
    "test_tampering.py",
    "test_deadlines.py",
    "test_contracts.py",
    "test_standing_pages.py",
    "test_strangers.py",
    "test_publication_doors.py",
    "test_frozen_sweeper.py",
    "test_sealed_store.py",
    "test_matrix.py",
    "test_servers.py",
    "test_killed_ingest.py",
)
