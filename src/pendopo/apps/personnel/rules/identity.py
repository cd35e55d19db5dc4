"""What the NIP says about a person, and what has to agree with it (Perka BKN 22/2007)."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from pendopo.apps.personnel.rules.ranks import PNS, PPPK
from pendopo.kernel.codes.nip import Nip


def kind_of(nip: Nip) -> str:
    """A month in digits 13 and 14 makes a PNS, a contract counter above 12 a PPPK."""
    return PPPK if nip.is_pppk else PNS


def appointment(nip: Nip) -> date:
    """First day of the month of appointment; for a PPPK only the year is in the number, so 1 January."""
    return date(nip.appointed_year, 1 if nip.is_pppk else nip.month_or_counter, 1)


def disagreements(nip: Nip, *, birth_date: date | None, sex: str, appointed_on: date | None) -> list[tuple[str, str]]:
    """Field and reason for each given fact that is not the one in the NIP."""
    found = []
    if birth_date and birth_date != nip.birth_date:
        found.append(("birth_date", _("Tidak sama dengan delapan angka pertama NIP.")))
    if sex and sex != nip.sex:
        found.append(("sex", _("Tidak sama dengan angka ke-15 NIP (1 laki-laki, 2 perempuan).")))
    if appointed_on:
        expected = appointment(nip)
        same_month = nip.is_pppk or appointed_on.month == expected.month
        if appointed_on.year != expected.year or not same_month:
            found.append(("appointed_on", _("Tidak sama dengan angka ke-9 sampai ke-14 NIP.")))
    return found
