"""Threshold keys after Pedersen (section 2.7), in the form of belenios-tool 3.1 to 3.3: what everybody can check.

t + 1 of n trustees can decrypt. Each has a polynomial f_i of degree t; its coefficients stand in public as powers
A_ik = g^(coefficient k), and trustee j holds S_j, the sum of all f_i(j).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from pendopo.apps.elections.crypto.errors import Invalid, NonCanonical
from pendopo.apps.elections.crypto.formats import dump, element, fields, items, load, words
from pendopo.apps.elections.crypto.groups import Element, Group, product
from pendopo.apps.elections.crypto.proofs import Proof, check_key, check_signature, read_proof

MOST: Final = 32


class Signed(NamedTuple):
    """A message as text, and its signature."""

    message: str
    signature: Proof

    def json(self) -> dict[str, Any]:
        return {"message": self.message, "signature": self.signature.json()}


@dataclass(frozen=True)
class Certificate:
    signed: Signed
    index: int
    size: int
    threshold: int
    verification: Element
    encryption: Element


class VerificationKey(NamedTuple):
    public: Element
    text: str
    pok: Proof
    signature: Proof


@dataclass(frozen=True)
class Threshold:
    group: Group
    threshold: int
    certificates: tuple[Certificate, ...]
    coefexps: tuple[tuple[Signed, tuple[Element, ...]], ...]
    signatures: tuple[Proof, ...]
    keys: tuple[VerificationKey, ...]

    @property
    def public(self) -> Element:
        """The part of the election's key: the product of all A_i0."""
        return product(self.group, [powers[0] for _, powers in self.coefexps])


def read_signed(value: Any, q: int) -> Signed:
    found = fields(value, ("message", "signature"))
    return Signed(words(found["message"]), read_proof(found["signature"], q))


def read_certificate(value: Any, group: Group) -> Certificate:
    signed = read_signed(value, group.q)
    found = fields(load(signed.message.encode()), ("context", "verification", "encryption"))
    context = fields(found["context"], ("group", "size", "threshold", "index"))
    if context["group"] != group.name:
        raise Invalid("trustees.certificate", "for another group")
    index, size, threshold = (context[name] for name in ("index", "size", "threshold"))
    if any(type(number) is not int for number in (index, size, threshold)):
        raise NonCanonical(detail="index, size and threshold are whole numbers")
    verification, encryption = element(group, found["verification"]), element(group, found["encryption"])
    return Certificate(signed, index, size, threshold, verification, encryption)


def read_coefexps(value: Any, group: Group) -> tuple[Signed, tuple[Element, ...]]:
    signed = read_signed(value, group.q)
    found = fields(load(signed.message.encode()), ("coefexps",))
    return signed, tuple(element(group, one) for one in items(found["coefexps"]))


def read_key(value: Any, group: Group) -> VerificationKey:
    found = fields(value, ("pok", "public_key", "signature"))
    text = words(found["public_key"])
    return VerificationKey(
        element(group, text), text, read_proof(found["pok"], group.q), read_proof(found["signature"], group.q)
    )


def read_threshold(value: Any, group: Group) -> Threshold:
    found = fields(value, ("threshold", "certs", "coefexps", "signatures", "verification_keys"))
    size = len(items(found["certs"]))
    if type(found["threshold"]) is not int or not 1 <= found["threshold"] <= size <= MOST:
        raise Invalid("trustees.count", "threshold and number of trustees do not fit")
    return Threshold(
        group,
        found["threshold"],
        tuple(read_certificate(one, group) for one in found["certs"]),
        tuple(read_coefexps(one, group) for one in items(found["coefexps"], size)),
        tuple(read_proof(one, group.q) for one in items(found["signatures"], size)),
        tuple(read_key(one, group) for one in items(found["verification_keys"], size)),
    )


def certs_message(certificates: Sequence[Signed], coefexps: Sequence[str]) -> str:
    """What a trustee signs when the certificates are fixed: all of them, and the own public coefficients."""
    value = {"certs": [one.json() for one in certificates], "coefexps": list(coefexps)}
    return f"certs_sig|{dump(value).decode()}"


def check_threshold(part: Threshold, group: Group) -> None:
    size = len(part.certificates)
    for number, certificate in enumerate(part.certificates, 1):
        check_certificate(certificate, group, number, size, part.threshold)
    if len({certificate.verification for certificate in part.certificates}) < size:
        raise Invalid("trustees.twice", "two certificates with one key")
    signed = [certificate.signed for certificate in part.certificates]
    for number, (certificate, (message, powers)) in enumerate(zip(part.certificates, part.coefexps, strict=True), 1):
        place = f"anggota ambang {number}"
        if len(powers) != part.threshold or not all(group.member(power) for power in powers):
            raise Invalid("trustees.coefexps", "wrong number, or outside the subgroup", place)
        if not check_signature(group, "sigmsg", message.message, certificate.verification, message.signature):
            raise Invalid("trustees.coefexps", "the signature does not fit", place)
        all_of_it = certs_message(signed, [group.text(power) for power in powers])
        if not check_signature(group, "sigmsg", all_of_it, certificate.verification, part.signatures[number - 1]):
            raise Invalid("trustees.signatures", place=place)
    for number, (certificate, key) in enumerate(zip(part.certificates, part.keys, strict=True), 1):
        place = f"anggota ambang {number}"
        if not check_key(group, key.public, key.pok):
            raise Invalid("trustees.pok", place=place)
        if not check_signature(group, "sigmsg", key.text, certificate.verification, key.signature):
            raise Invalid("trustees.verification_key", "the signature does not fit", place)
        if key.public != share_in_public(part, number):
            raise Invalid("trustees.verification_key", "does not follow from the public coefficients", place)
    if part.public == group.one:
        raise Invalid("trustees.coefexps", "the neutral element is no key")


def check_certificate(certificate: Certificate, group: Group, number: int, size: int, threshold: int) -> None:
    place = f"anggota ambang {number}"
    if (certificate.index, certificate.size, certificate.threshold) != (number, size, threshold):
        raise Invalid("trustees.certificate", "for another place, size or threshold", place)
    if not group.member(certificate.encryption) or group.one in (certificate.encryption, certificate.verification):
        raise Invalid("element.member", "the key of a certificate", place)
    signed = certificate.signed
    if not check_signature(group, "sigmsg", signed.message, certificate.verification, signed.signature):
        raise Invalid("trustees.certificate", "the signature does not fit", place)


def share_in_public(part: Threshold, index: int) -> Element:
    """g^(S_index) = the product over trustees i and places k of A_ik^(index^k)."""
    group, found = part.group, part.group.one
    for _, powers in part.coefexps:
        value = powers[-1]
        for power in powers[-2::-1]:
            value = group.mul(group.power(value, index), power)
        found = group.mul(found, value)
    return found


def interpolate(group: Group, factors: Mapping[int, Element]) -> Element:
    """The factor of the whole from those of enough trustees, at zero after Lagrange: lambda_d = prod k / (k - d)."""
    found = group.one
    for index, factor in factors.items():
        weight = 1
        for other in factors:
            if other != index:
                weight = weight * other * pow(other - index, -1, group.q) % group.q
        found = group.mul(found, group.power(factor, weight))
    return found
