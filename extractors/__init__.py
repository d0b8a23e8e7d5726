"""What the road passes through: one room a kind of record.

An extractor takes cleaned text and gives records with offsets into that text. It
imports `pipeline.model` and `pipeline.lexicon` and nothing else of `pipeline`.
"""
