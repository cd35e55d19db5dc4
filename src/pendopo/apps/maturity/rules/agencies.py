"""Names of agencies as lists write them, brought to one spelling. Pure.

"Kab. Banyuwangi", "PEMKAB BANYUWANGI" and "Pemerintah Kabupaten Banyuwangi" are one government.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

MINISTRY: Final = "kementerian"
AGENCY: Final = "lembaga"
PROVINCE: Final = "provinsi"
REGENCY: Final = "kabupaten"
CITY: Final = "kota"
KINDS: Final = (MINISTRY, AGENCY, PROVINCE, REGENCY, CITY)
REGIONS: Final = (PROVINCE, REGENCY, CITY)

KIND_WORDS: Final = {
    "kementerian": MINISTRY, "kementrian": MINISTRY, "k": MINISTRY,
    "lembaga": AGENCY, "lpnk": AGENCY, "lns": AGENCY, "badan": AGENCY, "instansilain": AGENCY, "lain": AGENCY,
    "lainnya": AGENCY, "lembagadaninstansilain": AGENCY, "lembagalain": AGENCY, "lembaganonstruktural": AGENCY,
    "lembagapemerintahnonkementerian": AGENCY, "setingkatkementerian": AGENCY, "l": AGENCY,
    "provinsi": PROVINCE, "propinsi": PROVINCE, "prov": PROVINCE, "prop": PROVINCE,
    "pemprov": PROVINCE, "pemerintahprovinsi": PROVINCE,
    "kabupaten": REGENCY, "kab": REGENCY, "pemkab": REGENCY, "pemerintahkabupaten": REGENCY,
    "kota": CITY, "pemkot": CITY, "pemerintahkota": CITY, "kotamadya": CITY,
}  # fmt: skip
"""How a column names the class, letters only."""

_FRONT: Final = (
    (re.compile(r"^(pemerintah\s+|pemda\s+)?(kabupaten|kab)\b[\s.]*(adm(inistrasi|\.)?\s+)?"), REGENCY),
    (re.compile(r"^pemkab\b[\s.]*"), REGENCY),
    (re.compile(r"^(pemerintah\s+|pemda\s+)?(kota|kotamadya)\b[\s.]*(adm(inistrasi|\.)?\s+)?"), CITY),
    (re.compile(r"^pemkot\b[\s.]*"), CITY),
    (re.compile(r"^(pemerintah\s+|pemda\s+)?(provinsi|propinsi|prov|prop)\b[\s.]*"), PROVINCE),
    (re.compile(r"^pemprov\b[\s.]*"), PROVINCE),
    (re.compile(r"^(kementerian|kementrian)\b[\s.]*(republik indonesia\b\s*)?"), MINISTRY),
)
_BACK: Final = re.compile(r"[\s,]*\b(republik indonesia|r\.?\s?i\.?)$")
_WORDS: Final = (
    (re.compile(r"\bkep\b\.?"), "kepulauan"),
    (re.compile(r"\bd\.?\s?k\.?\s?i\.?\s+(?=jakarta)"), ""),
    (re.compile(r"\bdaerah khusus (ibu\s?kota )?(?=jakarta)"), ""),
    (re.compile(r"\bd\.?\s?k\.?\s?j\.?$"), "jakarta"),
    (re.compile(r"\b(d\.?\s?i\.?|daerah istimewa)\s+(?=(yogyakarta|jogjakarta|aceh))"), ""),
    (re.compile(r"^d\.?\s?i\.?\s?y\.?$"), "yogyakarta"),
    (re.compile(r"\bjogjakarta\b"), "yogyakarta"),
    (re.compile(r"^nanggroe aceh darussalam$"), "aceh"),
    (re.compile(r"\bkep(ulauan)?\.? bangka belitung\b"), "bangka belitung"),
    (re.compile(r"\bbangka belitung\b"), "kepulauan bangka belitung"),
    (re.compile(r"\bpangkajene (kepulauan|dan kepulauan|& kepulauan)\b"), "pangkajene dan kepulauan"),
)
_SMALL: Final = frozenset({"dan", "di", "atau"})
_SHORT: Final = re.compile(r"^[A-Z]{2,6}$")


@dataclass(frozen=True, slots=True)
class AgencyName:
    """`key` is "kind:letters"; `name` is how we write it; `kind` is empty where neither name nor list says it."""

    kind: str
    core: str
    name: str

    @property
    def key(self) -> str:
        return f"{self.kind}:{letters(self.core)}"


def kind_of(text: str) -> str:
    """The class that a column means; empty for what is not known."""
    return KIND_WORDS.get(letters(text), "")


def letters(text: str) -> str:
    """Small letters and figures only: "Fak-Fak" and "Fakfak" are one."""
    return re.sub(r"[^a-z0-9]", "", text.lower())


def read_name(text: str, kind: str = "") -> AgencyName:
    """The agency that a list means; a class in the name wins over `kind`, which fills what the name leaves open.

    >>> read_name("Pemkab  BANYUWANGI").key
    'kabupaten:banyuwangi'
    >>> read_name("D.I. Yogyakarta", "provinsi").name
    'Provinsi Yogyakarta'
    """
    plain = " ".join(re.sub(r"[\u2018\u2019`']", "", text).replace("\xa0", " ").split())
    small = _BACK.sub("", plain.lower())
    found = kind
    for pattern, meant in _FRONT:
        rest = pattern.sub("", small, count=1).strip(" .,-")
        if rest != small.strip(" .,-") and rest:
            if meant == MINISTRY:
                found = MINISTRY
                small = rest
            elif kind not in (MINISTRY, AGENCY):
                found, small = meant, rest
            break
    for pattern, word in _WORDS if found in REGIONS else ():
        small = pattern.sub(word, small)
    core = " ".join(small.strip(" .,-").split())
    return AgencyName(found, core, _shown(found, core, plain))


def _shown(kind: str, core: str, plain: str) -> str:
    if kind not in REGIONS and kind != MINISTRY:
        return plain
    words = [_word(word, plain) for word in core.split()]
    return " ".join([kind.capitalize(), *words])


def _word(word: str, plain: str) -> str:
    """Capitals at the front; abbreviations keep theirs where the list mixes cases."""
    if word in _SMALL:
        return word
    if not plain.isupper():
        same = next((one for one in re.split(r"[\s,]+", plain) if one.lower() == word), "")
        if _SHORT.fullmatch(same) or (same[:1].isupper() and not same.isupper()):
            return same
    return "-".join(part[:1].upper() + part[1:] for part in word.split("-"))
