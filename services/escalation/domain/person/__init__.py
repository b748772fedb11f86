"""People as they are written to and asked about: letters, councillors' posts, requests about what is held."""
