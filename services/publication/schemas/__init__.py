"""The public contract: what may be sent to the record, and the documents, tables and feeds it answers with."""
