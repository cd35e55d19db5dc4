"""The ADMS (iclock) push protocol as pure functions, without Django: bytes in, facts out; facts in, plain text out.

`request` reads the address line, `attlog` the punch rows, `lines` every other table, `replies` writes what a unit is
told, `orders` writes commands, `clock` judges wall time.
"""
