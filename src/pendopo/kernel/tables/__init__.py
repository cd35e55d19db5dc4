"""Registers: one declaration gives a table with chips, filters, search, sort, paging, selection, XLSX, PDF and print.

An app declares a register in its `tables.py` and answers with it in one line of `views.py`:

    # apps/personnel/tables.py
    EMPLOYEES = Table(
        name="pegawai",                                   # also the file name of exports
        title=_("Pegawai"),                               # gettext_lazy
        columns=(
            Column("name", _("Nama"), sort="name", detail=lambda e: format_nip(e.nip), detail_label=_("NIP")),
            Column("unit", _("Unit"), "unit.name", sort="unit__name"),   # value: dotted path, callable(row), or the key
            Column("late", _("Lambat"), "late_minutes", kind="number", decimals=0, sort="late_minutes"),
            Column("born", _("Lahir"), "birth_date", kind="date"),
            Column("in", _("Masuk"), "first_in", kind="time"),           # a time, or a datetime in the zone it carries
            Column("status", _("Rekap"), lambda r: Status(r.tone, r.label), kind="status"),
            Column("share", _("Hadir"), lambda r: Bar(r.share, target=95), kind="bar", export=lambda r: r.share),
            Column("weeks", _("12 minggu"), "series", kind="spark", sheet=False),     # not in exports
        ),
        order="name",                                     # a sortable column's key; "-late" is descending
        chips=Chips("status", _("Rekap"), (
            Chip("hadir", _("Hadir"), Q(state="present")),               # for lists: a callable(row) -> bool
            Chip("terlambat", _("Terlambat"), Q(late_minutes__gt=0)),
        ), counts=counted),               # one aggregate; or your own callable(rows) -> {key: n}; None: none
        filters=(
            Filter("unit", _("Unit"), choices=offices, apply="path__startswith"),     # pairs or callable(actor)
            Filter("sejak", _("Sejak"), kind="date", apply="on__gte"),   # kind: choice | date | month | text
            Filter("lambat", _("Lambat"), kind="text", apply=lambda rows, value: rows.filter(...)),
        ),
        search=("name__icontains", "nip__startswith"),    # every word must match one; or callable(rows, text) -> rows
        search_label=_("Nama atau NIP"),
        row_url=lambda e: reverse("personnel:record", args=[e.pk]),
        row_tone=lambda e: "bad" if e.is_suspended else "",              # a coloured edge; the word is in a cell
        bulk=(Bulk("setujui", _("Setujui"), "attendance:approve-many", permission="attendance.approve"),),
        page_size=50,
        landscape=False,                                  # PDF
        phone="compact",                                  # "cards": every column; see below
        saved_as="",                                      # key of saved views, where `name` varies
    )

    # apps/personnel/views.py
    from pendopo.ui.registers import respond

    @page("personnel.read")
    def employees(request):
        return respond(request, EMPLOYEES, queries.employees(request.actor), subtitle=..., crumbs=[...])

`rows` is a queryset that already starts from `visible_to(actor)` (with `select_related` for what the columns read), or
a list of dataclasses for small computed registers. `respond` reads the state from the query string, so an address is a
saved view: `cari` (search), `urut` (sort), the names of chips and filters, `sesudah` / `sebelum` (id of the row a page
starts after / before: never the sort value, which may be personal data) and `unduh=xlsx|pdf`. Unknown or broken
parameters are ignored, never an error.

A page costs one statement for its rows, one more when it is not the first, one for the chip counts, one for the saved
views; never `count(*)` of all rows. Paging is by (sort value, id), empty values last in both directions, so rows that
arrive meanwhile neither shift nor repeat a page.

On a phone each row is a card with every column; a wide register says `phone="compact"`: two lines a row, the first
column and under it those marked `Column(..., phone=True)` (or `phone=_("label")` for another label than the head's).

A person keeps the present chip, filters, search and order under a name (`pendopo.ui.saved`); `tampilan=<id>` opens it
and stands in the address for what was typed, which may name a person.

A bulk action posts the chosen ids as `id` (several) to its URL together with the state in `kembali`; the view calls one
service and redirects to `kembali` (see `chosen_ids` and `return_to` in `pendopo.ui.registers`).
"""

from pendopo.kernel.tables.declare import (
    Bar,
    Bulk,
    Chip,
    Chips,
    Column,
    Filter,
    Row,
    Rows,
    Status,
    Table,
    Trend,
    counted,
)
from pendopo.kernel.tables.paging import Page
from pendopo.kernel.tables.rows import chip_counts, fetch, narrowed
from pendopo.kernel.tables.state import State, read_state

__all__ = [
    "Bar",
    "Bulk",
    "Chip",
    "Chips",
    "Column",
    "Filter",
    "Page",
    "Row",
    "Rows",
    "State",
    "Status",
    "Table",
    "Trend",
    "chip_counts",
    "counted",
    "fetch",
    "narrowed",
    "read_state",
]
