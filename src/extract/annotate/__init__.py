"""Annotate: spaCy components that mark times, entities, claims and incidents on the `Doc`."""
