"""The proofs: knowledge of a key, signatures, one of several plaintexts, right decryption (sections 2.4 to 2.7).

A proof is (challenge, response). The verifier computes the commitments again from it and hashes them.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from pendopo.apps.elections.crypto.errors import Invalid
from pendopo.apps.elections.crypto.formats import challenge, fields, hash_to_scalar, scalar
from pendopo.apps.elections.crypto.groups import Doubts, Element, Group, Powers

# Draws a number from 0 to below its argument. Tests put a repeatable one in its place; nothing else may.
Draw = Callable[[int], int]
draw_secret: Draw = secrets.randbelow


class Proof(NamedTuple):
    challenge: int
    response: int

    def json(self) -> dict[str, str]:
        return {"challenge": str(self.challenge), "response": str(self.response)}


def read_proof(value: Any, q: int) -> Proof:
    found = fields(value, ("challenge", "response"))
    return Proof(scalar(found["challenge"], q), scalar(found["response"], q))


class Ciphertext(NamedTuple):
    """ElGamal: alpha = g^r, beta = y^r g^m."""

    alpha: Element
    beta: Element

    def text(self, group: Group) -> str:
        return f"{group.text(self.alpha)},{group.text(self.beta)}"

    def json(self, group: Group) -> dict[str, str]:
        return {"alpha": group.text(self.alpha), "beta": group.text(self.beta)}


def read_ciphertext(value: Any, group: Group) -> tuple[Ciphertext, str]:
    """The ciphertext, and its text as it goes into hashes."""
    found = fields(value, ("alpha", "beta"))
    alpha, beta = found["alpha"], found["beta"]
    if type(alpha) is not str or type(beta) is not str or not alpha or not beta:
        raise Invalid("element.form", "text is expected")
    return Ciphertext(group.parse(alpha), group.parse(beta)), f"{alpha},{beta}"


def recommit(group: Group, public: Element, proof: Proof, doubts: Doubts | None = None) -> Element:
    """g^response * public^challenge: what the prover committed to, if he knew the logarithm of `public`."""
    known = group.powers(public, [proof.challenge], doubts)[0]
    return group.mul(group.generator_power(proof.response), known)


# --- knowledge of a secret key (section 2.4) and signatures (2.5, 2.7)


def prove_key(group: Group, secret: int, draw: Draw = draw_secret) -> Proof:
    """challenge = SHA256("pok|" group "|" X "|" A) mod q."""
    witness = draw(group.q)
    public, commitment = group.secret_generator_power(secret), group.secret_generator_power(witness)
    found = key_challenge(group, group.text(public), commitment)
    return Proof(found, (witness - secret * found) % group.q)


def check_key(group: Group, public: Element, proof: Proof) -> bool:
    return proof.challenge == key_challenge(group, group.text(public), recommit(group, public, proof))


def key_challenge(group: Group, public: str, commitment: Element) -> int:
    return hash_to_scalar(f"pok|{group.name}|{public}|{group.text(commitment)}", group.q)


def sign(group: Group, tag: str, message: str, secret: int, draw: Draw = draw_secret) -> Proof:
    """challenge = SHA256(tag "|" message "|" g^w) mod q; `tag` is "sig" on ballots, "sigmsg" among trustees."""
    witness = draw(group.q)
    commitment = group.text(group.secret_generator_power(witness))
    found = hash_to_scalar(f"{tag}|{message}|{commitment}", group.q)
    return Proof(found, (witness - secret * found) % group.q)


def check_signature(
    group: Group, tag: str, message: str, public: Element, proof: Proof, doubts: Doubts | None = None
) -> bool:
    commitment = group.text(recommit(group, public, proof, doubts))
    return proof.challenge == hash_to_scalar(f"{tag}|{message}|{commitment}", group.q)


# --- one of several plaintexts (section 2.5)

Branch = tuple[int, Proof]  # the plaintext M that it is about, and its part of the proof


def branch_commitments(
    group: Group, key: Powers, pair: Ciphertext, branches: Sequence[Branch], doubts: Doubts | None = None
) -> list[str]:
    """For each branch A = g^r alpha^c and B = y^r (beta / g^M)^c, as "A,B"."""
    challenges = [proof.challenge for _, proof in branches]
    firsts = group.powers(pair.alpha, challenges, doubts)
    seconds = group.shifted_powers(pair.beta, [shift for shift, _ in branches], challenges, doubts)
    found = []
    for (_, proof), first, second in zip(branches, firsts, seconds, strict=True):
        a = group.mul(group.generator_power(proof.response), first)
        b = group.mul(key.power(proof.response), second)
        found.append(f"{group.text(a)},{group.text(b)}")
    return found


def holds(tag: str, prefix: str, commitments: Sequence[str], proofs: Sequence[Proof], q: int) -> bool:
    """The challenges of all branches add up to the hash of all commitments."""
    return challenge(tag, prefix, commitments, q) == sum(proof.challenge for proof in proofs) % q


class Opening(NamedTuple):
    """What only the voter knows of a ciphertext: alpha = g^randomness, beta = y^randomness g^plaintext."""

    randomness: int
    plaintext: int


def prove_branches(
    group: Group,
    key: Powers,
    tag: str,
    prefix: str,
    branches: Sequence[tuple[Opening, int]],
    true: int,
    draw: Draw = draw_secret,
) -> list[Proof]:
    """A proof that branch number `true` holds (opening encrypts M) without telling which one it is.

    The prover knows the randomness, so all powers are of g and y: alpha^c = g^(rc), (beta/g^M)^c = y^(rc) g^((m-M)c).
    """
    q, power = group.q, group.generator_power
    drawn: list[Proof] = []
    commitments: list[str] = []
    for number, (opening, shift) in enumerate(branches):
        part = Proof(0 if number == true else draw(q), draw(q))
        exponent = (part.response + opening.randomness * part.challenge) % q
        offset = (opening.plaintext - shift) * part.challenge % q
        second = key.power(exponent)
        if offset:
            second = group.mul(second, power(offset))
        commitments.append(f"{group.text(power(exponent))},{group.text(second)}")
        drawn.append(part)
    total = challenge(tag, prefix, commitments, q)
    own = (total - sum(part.challenge for part in drawn)) % q
    witness = drawn[true].response
    drawn[true] = Proof(own, (witness - branches[true][0].randomness * own) % q)
    return drawn


# --- right decryption (section 2.6)


def prove_decryption(
    group: Group, phi: str, secret: int, alpha: Element, draw: Draw = draw_secret
) -> tuple[Element, Proof]:
    """The factor alpha^x and the proof that it has the same exponent as X = g^x."""
    witness = draw(group.q)
    public = group.text(group.secret_generator_power(secret))
    commitments = [group.secret_generator_power(witness), group.secret_power(alpha, witness)]
    found = challenge("decrypt", f"{phi}|{public}", [group.text(one) for one in commitments], group.q)
    return group.secret_power(alpha, secret), Proof(found, (witness - secret * found) % group.q)


def check_decryption(group: Group, phi: str, public: Element, alpha: Element, factor: Element, proof: Proof) -> bool:
    """g^r X^c and alpha^r factor^c are what was hashed; refuses a factor outside the subgroup."""
    first = recommit(group, public, proof)
    known = group.powers(factor, [proof.challenge])[0]
    second = group.mul(group.power(alpha, proof.response), known)
    commitments = [group.text(first), group.text(second)]
    prefix = f"{phi}|{group.text(public)}"
    return proof.challenge == challenge("decrypt", prefix, commitments, group.q)
