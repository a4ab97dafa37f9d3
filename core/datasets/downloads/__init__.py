"""Data sets that are fetched on request: from several mirrors, held to their checksums, cached."""
