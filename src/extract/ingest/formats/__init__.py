"""One module for each input format, discovered by `extract.ingest.registry`; each has a `FORMAT`."""
