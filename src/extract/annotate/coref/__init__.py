"""Coreference by rules: which entity a pronoun or a definite nominal means.

anaphors    finds pronouns and definite nominals
referents   the entities as things that can be meant: gender, number, the nouns that describe them
resolve     walks through the text and links each anaphor to the best referent before it, or to none
speakers    who says "I": in quotations and in interviews
"""
