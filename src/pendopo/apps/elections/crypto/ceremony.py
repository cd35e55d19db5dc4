"""The key ceremony of threshold trustees (section 2.7), step by step, each with what only that trustee knows.

1. each makes a seed and a certificate; 2. each makes a polynomial for the certificates of all; 3. each gets an input
(`inputs`) and answers with a verification key; 4. `assemble` puts the public part together. What goes from one
trustee to another is encrypted (ElGamal and AES-256-GCM) and signed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pendopo.apps.elections.crypto.errors import Invalid
from pendopo.apps.elections.crypto.formats import (
    BASE58,
    dump,
    element,
    fields,
    hash_to_scalar,
    items,
    load,
    scalar,
    sha256,
    words,
)
from pendopo.apps.elections.crypto.groups import Element, Group, product
from pendopo.apps.elections.crypto.pedersen import (
    Certificate,
    Signed,
    certs_message,
    check_certificate,
    read_certificate,
    read_coefexps,
    read_signed,
)
from pendopo.apps.elections.crypto.proofs import Draw, check_signature, draw_secret, prove_key, sign


@dataclass(frozen=True)
class Seed:
    """All that a trustee must keep (22 characters of Base58); both private keys follow from it."""

    text: str
    group: Group

    @cached_property
    def signing(self) -> int:
        return hash_to_scalar(f"sk|{self.text}", self.group.q)

    @cached_property
    def decryption(self) -> int:
        return hash_to_scalar(f"dk|{self.text}", self.group.q)

    @cached_property
    def encryption_key(self) -> str:
        return self.group.text(self.group.secret_generator_power(self.decryption))

    def sign(self, message: str, draw: Draw = draw_secret) -> Signed:
        return Signed(message, sign(self.group, "sigmsg", message, self.signing, draw))


def new_seed(group: Group, draw: Draw = draw_secret) -> Seed:
    return Seed("".join(BASE58[draw(58)] for _ in range(22)), group)


def certificate(seed: Seed, index: int, size: int, threshold: int, draw: Draw = draw_secret) -> dict[str, Any]:
    """Step 1: `threshold` trustees will be needed."""
    group = seed.group
    message = {
        "context": {"group": group.name, "size": size, "threshold": threshold, "index": index},
        "verification": group.text(group.secret_generator_power(seed.signing)),
        "encryption": seed.encryption_key,
    }
    return seed.sign(dump(message).decode(), draw).json()


def read_certificates(values: Sequence[Any], group: Group) -> list[Certificate]:
    found = [read_certificate(value, group) for value in values]
    for number, one in enumerate(found, 1):
        check_certificate(one, group, number, len(found), found[0].threshold)
    return found


def polynomial(seed: Seed, certificates: Sequence[Any], draw: Draw = draw_secret) -> dict[str, Any]:
    """Step 2: the polynomial (encrypted to oneself), a secret point of it for each trustee, the public coefficients."""
    group = seed.group
    others = read_certificates(certificates, group)
    coefficients = [draw(group.q) for _ in range(others[0].threshold)]
    coefexps = [group.text(group.secret_generator_power(one)) for one in coefficients]
    points = [
        sum(one * index**place for place, one in enumerate(coefficients)) % group.q
        for index in range(1, len(others) + 1)
    ]
    kept = dump({"polynomial": [str(one) for one in coefficients]}).decode()
    return {
        "polynomial": send(seed, seed.encryption_key, kept, draw),
        "secrets": [
            send(seed, group.text(other.encryption), dump({"secret": str(point)}).decode(), draw)
            for other, point in zip(others, points, strict=True)
        ],
        "coefexps": seed.sign(dump({"coefexps": coefexps}).decode(), draw).json(),
        "signature": seed.sign(certs_message([one.signed for one in others], coefexps), draw).signature.json(),
    }


def inputs(polynomials: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Step 3, between: to each trustee what all made for him."""
    return [
        {
            "polynomial": own["polynomial"],
            "secrets": [other["secrets"][number] for other in polynomials],
            "coefexps": [other["coefexps"] for other in polynomials],
            "signatures": [other["signature"] for other in polynomials],
        }
        for number, own in enumerate(polynomials)
    ]


def verification(
    seed: Seed, index: int, certificates: Sequence[Any], given: dict[str, Any], draw: Draw = draw_secret
) -> tuple[int, dict[str, Any]]:
    """Step 3: checks every point against the public coefficients; returns S_j and the output for the administrator."""
    group = seed.group
    others = read_certificates(certificates, group)
    share = 0
    for other, value, public in zip(others, given["secrets"], given["coefexps"], strict=True):
        signed, powers = read_coefexps(public, group)
        if not check_signature(group, "sigmsg", signed.message, other.verification, signed.signature):
            raise Invalid("trustees.coefexps", "the signature does not fit")
        opened = receive(seed, value, other.verification)
        point = scalar(fields(load(opened.encode()), ("secret",))["secret"], group.q)
        expected = product(group, [group.power(one, index**place % group.q) for place, one in enumerate(powers)])
        if group.secret_generator_power(point) != expected:
            raise Invalid("trustees.secret", "the point does not lie on the polynomial")
        share = (share + point) % group.q
    public_key = group.text(group.secret_generator_power(share))
    return share, {
        "private_key": send(seed, seed.encryption_key, dump({"decryption_key": str(share)}).decode(), draw),
        "public_key": {
            "pok": prove_key(group, share, draw).json(),
            "public_key": public_key,
            "signature": seed.sign(public_key, draw).signature.json(),
        },
    }


def assemble(
    certificates: Sequence[Any], polynomials: Sequence[dict[str, Any]], outputs: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    """Step 4: the part of the trustees' file. The private keys are not in it."""
    context = fields(load(certificates[0]["message"].encode()), ("context", "verification", "encryption"))["context"]
    return {
        "threshold": context["threshold"],
        "certs": list(certificates),
        "coefexps": [one["coefexps"] for one in polynomials],
        "signatures": [one["signature"] for one in polynomials],
        "verification_keys": [one["public_key"] for one in outputs],
    }


def open_share(seed: Seed, encrypted: str) -> int:
    """The decryption key out of the own output of step 3: what the trustee needs at the tally beside the seed."""
    verification_key = seed.group.secret_generator_power(seed.signing)
    opened = receive(seed, encrypted, verification_key)
    return scalar(fields(load(opened.encode()), ("decryption_key",))["decryption_key"], seed.group.q)


# --- messages between trustees


def send(seed: Seed, recipient: str, message: str, draw: Draw = draw_secret) -> str:
    """Signed, then encrypted to the key of the recipient; the recipient's key is inside, so it cannot be passed on."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    group = seed.group
    signed = seed.sign(dump({"recipient": recipient, "message": message}).decode(), draw).json()
    randomness, shared = draw(group.q), draw(group.q)
    inside = group.text(group.secret_generator_power(shared))
    alpha = group.text(group.secret_generator_power(randomness))
    mask = group.secret_power(group.parse(recipient), randomness)
    beta = group.text(group.mul(mask, group.parse(inside)))
    data = AESGCM(key_of(inside)).encrypt(nonce_of(alpha), dump(signed), None)
    return dump({"algorithm": "AES-GCM", "alpha": alpha, "beta": beta, "data": data.hex()}).decode()


def receive(seed: Seed, encrypted: str, sender: Element) -> str:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    group = seed.group
    found = fields(load(encrypted.encode()), ("algorithm", "alpha", "beta", "data"))
    if found["algorithm"] != "AES-GCM":
        raise Invalid("trustees.message", "unknown algorithm")
    alpha, beta = element(group, found["alpha"]), element(group, found["beta"])
    if not group.member(alpha) or not group.member(beta):
        raise Invalid("element.member", "a message between trustees")
    inside = group.text(group.div(beta, group.secret_power(alpha, seed.decryption)))
    try:
        data = bytes.fromhex(words(found["data"]))
        opened = AESGCM(key_of(inside)).decrypt(nonce_of(found["alpha"]), data, None)
    except (ValueError, InvalidTag) as problem:
        raise Invalid("trustees.message", "cannot be opened") from problem
    signed = read_signed(load(opened), group.q)
    if not check_signature(group, "sigmsg", signed.message, sender, signed.signature):
        raise Invalid("trustees.message", "signed by somebody else")
    value = fields(load(signed.message.encode()), ("recipient", "message"))
    if value["recipient"] != seed.encryption_key:
        raise Invalid("trustees.message", "meant for somebody else")
    return words(value["message"])


def key_of(inside: str) -> bytes:
    return bytes.fromhex(sha256(f"key|{inside}".encode()))


def nonce_of(alpha: str) -> bytes:
    return bytes.fromhex(sha256(f"iv|{alpha}".encode()))


def read_list(raw: bytes) -> list[Any]:
    """Lines of JSON (`.jsons`), as belenios-tool keeps them."""
    return items([load(line) for line in raw.splitlines()])
