"""Names: where the parties of a document are named, of which type they are, and which names mean one party.

lexicon     the words of `models/lexicons` as sets and tables
spans       candidate spans: the recogniser's, mended, and those of gazetteers and patterns
evidence    what stands beside a span: titles, appositions, cue nouns; types, roles, countries
parties     names of one party come together, each gets the type that its names vote for
"""
