"""The order of an evaluation: which stage follows which, in which kind. Pure.

PermenPANRB 59/2020 BAB II: pemantauan is self-assessment and document assessment; evaluasi adds the interview and,
where the ministry decides so, a visit. A review team checks the results before they are final (Pedoman 3/2024, G).
"""

from __future__ import annotations

from typing import Final

EVALUATION: Final = "evaluasi"
ORDER: Final = ("self", "document", "interview", "visit", "final")
EXTERNAL: Final = ("document", "interview", "visit")
WORKING: Final = ("setup", "self")
UNDER_ASSESSMENT: Final = ("document", "interview", "visit", "review")
SUBMITTED: Final = (*UNDER_ASSESSMENT, "closed")


def stages(kind: str, *, with_visit: bool = True) -> tuple[str, ...]:
    """The stages of a kind of evaluation, in order; the visit only where there was one."""
    if kind != EVALUATION:
        return ("self", "document", "final")
    return tuple(stage for stage in ORDER if stage != "visit" or with_visit)


def next_states(kind: str, state: str) -> tuple[str, ...]:
    """Where an external stage can go on to.

    >>> next_states("evaluasi", "interview"), next_states("pemantauan", "document")
    (('visit', 'review'), ('review',))
    """
    if kind != EVALUATION:
        return ("review",) if state == "document" else ()
    return {"document": ("interview",), "interview": ("visit", "review"), "visit": ("review",)}.get(state, ())


def before(stage: str, present: tuple[str, ...]) -> str:
    """The stage whose levels stand beside those of `stage`: the latest earlier one among those present."""
    earlier = [one for one in ORDER[: ORDER.index(stage)] if one in present]
    return earlier[-1] if earlier else "self"


def closed_stages(state: str, present: tuple[str, ...]) -> tuple[str, ...]:
    """Stages whose results the offices may read: those that ended, of the stages that are present."""
    if state == "closed":
        return tuple(stage for stage in ORDER if stage in present or stage == "self")
    if state == "review":
        return tuple(stage for stage in ("self", *EXTERNAL) if stage in present or stage == "self")
    if state in EXTERNAL:
        return tuple(stage for stage in ORDER[: ORDER.index(state)] if stage in present or stage == "self")
    return ("self",)
