"""The key ceremony: a threshold key for several holders, made in RAM, gone when each has tested the own key file.

Nothing secret is written to disk here. A power cut or an abort leaves key files that fit nothing: begin anew.
"""

from __future__ import annotations

import hashlib
import json
import threading
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from pendopo.apps.elections.crypto import ceremony as steps
from pendopo.apps.elections.crypto.errors import Invalid
from pendopo.apps.elections.crypto.groups import GROUPS, Group, group_named
from pendopo.apps.elections.crypto.trustees import (
    Single,
    Trustees,
    check_trustees,
    new_single,
    read_trustees,
    write_trustees,
)
from pendopo.apps.elections.station import keyfile
from pendopo.apps.elections.station.keyfile import About, Key

FEWEST, MOST = 2, 9
FORMAT: Final = 1
FILE: Final = "pemegang-kunci.json"
WAITING, SEALED, TAKEN, TESTED = "waiting", "sealed", "taken", "tested"


class CeremonyRefused(ValueError):
    """The step cannot be done now; the text says why. `field` names the input."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class Holder:
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Plan:
    """`threshold` of the holders open the result. `kind`: official or trial."""

    kind: str
    title: str
    regency: str
    village: str
    place: str
    group: str
    threshold: int
    holders: tuple[Holder, ...]
    witnesses: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        return len(self.holders)


def check_plan(plan: Plan) -> None:
    """Raises CeremonyRefused."""
    if not FEWEST <= plan.size <= MOST:
        raise CeremonyRefused(f"Pemegang kunci paling sedikit {FEWEST} dan paling banyak {MOST} orang.", "holders")
    if not 2 <= plan.threshold <= plan.size:
        raise CeremonyRefused(
            f"Jumlah yang harus hadir paling sedikit 2 dan paling banyak {plan.size} orang.", "threshold"
        )
    names = [" ".join(one.name.split()).casefold() for one in plan.holders]
    if len(set(names)) < len(names):
        raise CeremonyRefused("Satu orang hanya boleh memegang satu kunci. Nama pemegang kunci harus beda.", "holders")
    if not all(names) or not all(one.role.strip() for one in plan.holders):
        raise CeremonyRefused("Setiap pemegang kunci harus punya nama dan jabatan.", "holders")
    if plan.group not in GROUPS or plan.kind not in ("official", "trial"):
        raise CeremonyRefused("Pilih sistem bilangan dan jenis upacara dari daftar.", "group")


def meaning(threshold: int, size: int) -> str:
    """What k of n means, in a sentence for everybody."""
    spare = size - threshold
    absent = f"Bila {spare} orang berhalangan atau stiknya hilang, hasil tetap dapat dibuka."
    if not spare:
        absent = "Tidak seorang pun boleh berhalangan: satu stik hilang, hasil tidak dapat dibuka lagi."
    return (
        f"Hasil baru dapat dibuka bila {threshold} dari {size} pemegang kunci hadir dengan stik dan kata sandinya. "
        f"{absent} Kurang dari {threshold} orang tidak dapat membuka apa pun, walaupun mereka bersekongkol."
    )


@dataclass
class Part:
    """One holder's part; `key` lives until the holder has tested the file."""

    about: About
    role: str
    key: Key | None
    state: str = WAITING
    sealed: bytes = field(default=b"", repr=False)


@dataclass
class Ceremony:
    """A running ceremony. All functions below take it first; `lock` makes them safe between threads."""

    plan: Plan
    trustees: bytes
    checked: Trustees
    parts: list[Part]
    started_at: datetime
    public: bytes = b""
    lock: Any = field(default_factory=threading.RLock, repr=False)

    @property
    def id(self) -> str:
        return keyfile.ceremony_id(self.trustees)

    @property
    def finished(self) -> bool:
        return bool(self.public)

    @property
    def tested(self) -> int:
        return sum(part.state == TESTED for part in self.parts)

    def part(self, index: int) -> Part:
        if not 1 <= index <= len(self.parts):
            raise CeremonyRefused("Pemegang kunci dengan nomor itu tidak ada.")
        return self.parts[index - 1]


def begin(plan: Plan, now: datetime) -> Ceremony:
    """Makes all keys in RAM. All needed means keys that stand alone, which other programs can count with, too."""
    check_plan(plan)
    group = group_named(plan.group)
    alone = plan.threshold == plan.size
    raw, secrets = _alone(group, plan.size) if alone else _shared(group, plan.size, plan.threshold)
    checked = read_trustees(raw, group)
    check_trustees(checked, checked.joint_key)
    kind, ceremony = keyfile.SINGLE if alone else keyfile.PEDERSEN, keyfile.ceremony_id(raw)
    parts = []
    for index, (holder, (seed, share)) in enumerate(zip(plan.holders, secrets, strict=True), 1):
        about = About(ceremony, plan.group, kind, index, plan.size, plan.threshold, holder.name)
        parts.append(Part(about, holder.role, Key(about, seed, share)))
    return Ceremony(plan, raw, checked, parts, now)


def _alone(group: Group, size: int) -> tuple[bytes, list[tuple[str, str]]]:
    made = [new_single(group) for _ in range(size)]
    return write_trustees([public for _, public in made]), [(str(secret), "") for secret, _ in made]


def _shared(group: Group, size: int, threshold: int) -> tuple[bytes, list[tuple[str, str]]]:
    seeds = [steps.new_seed(group) for _ in range(size)]
    certificates = [steps.certificate(seed, number, size, threshold) for number, seed in enumerate(seeds, 1)]
    polynomials = [steps.polynomial(seed, certificates) for seed in seeds]
    given = steps.inputs(polynomials)
    outputs = [
        steps.verification(seed, number, certificates, given[number - 1])[1] for number, seed in enumerate(seeds, 1)
    ]
    raw = write_trustees([], [steps.assemble(certificates, polynomials, outputs)])
    return raw, [(seed.text, out["private_key"]) for seed, out in zip(seeds, outputs, strict=True)]


def seal_key(ceremony: Ceremony, index: int, passphrase: str, again: str) -> None:
    """The holder's passphrase, typed twice; typed anew as long as the file was not tested. It is not kept."""
    with ceremony.lock:
        part = ceremony.part(index)
        if part.key is None:
            raise CeremonyRefused("Kunci ini sudah diuji dan tidak ada lagi di laptop ini.")
        if keyfile.tidy(passphrase) != keyfile.tidy(again):
            raise CeremonyRefused("Kedua kata sandi tidak sama. Ketik dua-duanya sekali lagi.", "again")
        weak = keyfile.weakness(passphrase, part.about.name)
        if weak:
            raise CeremonyRefused(weak, "passphrase")
        part.sealed, part.state = keyfile.seal(part.key, passphrase), SEALED


def take(ceremony: Ceremony, index: int) -> tuple[str, bytes]:
    """Name and content of the holder's key file."""
    with ceremony.lock:
        part = ceremony.part(index)
        if not part.sealed:
            raise CeremonyRefused("Berkas kunci ini belum dibuat atau sudah diuji.")
        if part.state == SEALED:
            part.state = TAKEN
        return keyfile.file_name(part.about), part.sealed


def try_key(ceremony: Ceremony, index: int, raw: bytes, passphrase: str) -> None:
    """The file from the stick opens with the passphrase and is the right key: then it is forgotten here."""
    with ceremony.lock:
        part = ceremony.part(index)
        if part.state not in (TAKEN, SEALED):
            raise CeremonyRefused("Belum ada berkas kunci yang dapat diuji, atau berkas ini sudah diuji.")
        try:
            check_key_file(raw, passphrase, ceremony.trustees, ceremony.checked, index)
        except keyfile.KeyFileError as problem:
            raise CeremonyRefused(str(problem), "passphrase" if problem.code == "passphrase" else "file") from problem
        part.key, part.sealed, part.state = None, b"", TESTED


def check_key_file(raw: bytes, passphrase: str, trustees: bytes, checked: Trustees, index: int = 0) -> tuple[Key, int]:
    """The key and its secret, proven to be the one of that holder. Raises KeyFileError, also for another ceremony."""
    about = keyfile.look(raw)
    if about.ceremony != keyfile.ceremony_id(trustees):
        raise keyfile.KeyFileError(
            "ceremony", f"Berkas kunci milik {about.name} berasal dari upacara kunci yang lain. Cari stik yang benar."
        )
    if index and about.index != index:
        raise keyfile.KeyFileError(
            "holder", f"Ini berkas kunci nomor {about.index} milik {about.name}, bukan nomor {index}."
        )
    key = keyfile.open_key(raw, passphrase)
    secret, publics = key.secret(), checked.publics
    group = checked.group
    right = about.group == group.name and about.index <= len(publics)
    if not right or group.secret_generator_power(secret) != publics[about.index - 1]:
        raise keyfile.KeyFileError("content", "Kunci di berkas ini tidak cocok dengan pemegang kunci pemilihan ini.")
    return key, secret


def finish(ceremony: Ceremony, now: datetime) -> bytes:
    """The public file, when every holder has tested. The same again when it was finished before."""
    with ceremony.lock:
        if ceremony.public:
            return ceremony.public
        left = [part.about.name for part in ceremony.parts if part.state != TESTED]
        if left:
            raise CeremonyRefused(f"Belum menguji berkas kuncinya: {', '.join(left)}.")
        ceremony.public = _public_file(ceremony, now)
        return ceremony.public


def _public_file(ceremony: Ceremony, now: datetime) -> bytes:
    plan, group = ceremony.plan, ceremony.checked.group
    keys = [hashlib.sha256(group.text(one).encode()).hexdigest() for one in ceremony.checked.publics]
    holders = [
        {"index": part.about.index, "name": part.about.name, "role": part.role, "key": key}
        for part, key in zip(ceremony.parts, keys, strict=True)
    ]
    record = {
        "ceremony": ceremony.id,
        "kind": plan.kind,
        "title": plan.title,
        "regency": plan.regency,
        "village": plan.village,
        "place": plan.place,
        "started_at": ceremony.started_at.isoformat(timespec="seconds"),
        "finished_at": now.isoformat(timespec="seconds"),
        "holders": holders,
        "witnesses": list(plan.witnesses),
    }
    told = {
        "format": FORMAT,
        "group": plan.group,
        "threshold": plan.threshold,
        "size": plan.size,
        "names": [{"name": one.name, "role": one.role} for one in plan.holders],
        "trustees": ceremony.trustees.decode(),
        "record": record,
    }
    record["digest"] = digest(told)
    return json.dumps(told, ensure_ascii=False, sort_keys=True, indent=1).encode()


def digest(told: dict[str, Any]) -> str:
    """The hash over everything in the public file except itself: tells whether a name or place was changed."""
    record = {name: value for name, value in told["record"].items() if name != "digest"}
    raw = json.dumps({**told, "record": record}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(raw.encode()).hexdigest()


def fingerprint(told: dict[str, Any]) -> str:
    """The hash of the keys themselves: read aloud at the end of the ceremony, and shown by the regency."""
    return hashlib.sha256(told["trustees"].encode()).hexdigest()


@dataclass(frozen=True)
class PublicKeys:
    """The holders as everybody may know them."""

    group: str
    threshold: int
    names: tuple[str, ...]
    trustees: bytes
    checked: Trustees
    record: dict[str, Any]

    @property
    def joint_key(self) -> Any:
        """The public key of the elections that these holders will open."""
        return self.checked.joint_key


def read_public(raw: bytes) -> PublicKeys:
    """Everything in `pemegang-kunci.json`, checked. Raises CeremonyRefused."""
    try:
        told = json.loads(raw)
        if told["format"] != FORMAT:
            raise CeremonyRefused("Berkas pemegang kunci dibuat oleh versi lain. Perbarui Pendopo di laptop ini.")
        if digest(told) != told["record"]["digest"]:
            raise CeremonyRefused("Berkas pemegang kunci telah diubah: sidiknya tidak cocok dengan isinya.")
        trustees, names = told["trustees"].encode(), tuple(str(one["name"]) for one in told["names"])
        checked = read_trustees(trustees, group_named(told["group"]))
        check_trustees(checked, checked.joint_key)
        right = len(names) == len(checked.publics) == told["size"] and needed(checked) == told["threshold"]
        if not right or told["record"]["ceremony"] != keyfile.ceremony_id(trustees):
            raise CeremonyRefused("Berkas pemegang kunci tidak cocok dengan dirinya sendiri.")
        return PublicKeys(told["group"], told["threshold"], names, trustees, checked, told["record"])
    except CeremonyRefused:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, Invalid) as problem:
        raise CeremonyRefused(f"Berkas ini bukan {FILE} atau rusak. Salin ulang dari stik panitia.") from problem


def needed(trustees: Trustees) -> int:
    """How many holders open the result."""
    return sum(1 if isinstance(part, Single) else part.threshold for part in trustees.parts)


@dataclass
class Desk:
    """The one ceremony of this process; a plan waits here for its confirmation."""

    plan: Plan | None = None
    running: Ceremony | None = None
    lock: Any = field(default_factory=threading.RLock, repr=False)

    def start(self, now: datetime) -> Ceremony:
        with self.lock:
            if self.running is not None:
                raise CeremonyRefused("Satu upacara sedang berjalan. Selesaikan atau batalkan dahulu.")
            if self.plan is None:
                raise CeremonyRefused("Isi rencana upacara dahulu.")
            self.running = begin(self.plan, now)
            return self.running

    def clear(self) -> None:
        """Ends it, finished or not; what was secret is forgotten."""
        with self.lock:
            if self.running is not None:
                for part in self.running.parts:
                    part.key, part.sealed = None, b""
            self.plan = self.running = None
