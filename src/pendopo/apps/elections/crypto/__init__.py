"""Belenios protocol version 1 with homomorphic questions. Needs no Django; the public verifier is made of these files.

The section numbers in the docstrings are those of the domain sheet "E-voting for Pilkades", part 2.
"""
