"""All three services on one machine without any set-up: the default for trying Folkmoot out."""
