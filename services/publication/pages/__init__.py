"""People's doors to the record. They turn what handlers read into components; they decide nothing."""
