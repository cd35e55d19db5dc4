"""What belongs to a document: relations, articles, whom it binds, what it proves, its files."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from pendopo.apps.regulations.models import (
    Article,
    Binding,
    FileVersion,
    Regulation,
    Relation,
    RelationKind,
    TopicTie,
)
from pendopo.apps.regulations.services.effects import settle
from pendopo.apps.regulations.services.records import locked, touch
from pendopo.kernel import files, topics
from pendopo.kernel.actor import Actor
from pendopo.kernel.errors import Refused
from pendopo.kernel.units.models import Unit

LONGEST_TOPIC = 120


@transaction.atomic
def relate(
    actor: Actor, source: Regulation, *, target: Regulation, kind: str, on: date | None = None, note: str = ""
) -> Relation:
    """Record what a document does to another; what the other is worth follows from it."""
    row = locked(actor, source)
    if kind not in RelationKind.values:
        raise Refused(_("Pilih hubungannya: mencabut, mengubah, mencabut sebagian, atau melaksanakan."), field="kind")
    if row.pk == target.pk:
        raise Refused(_("Sebuah produk hukum tidak dapat dihubungkan dengan dirinya sendiri."), field="target")
    if Relation.objects.filter(source=row, target=target, kind=kind).exists():
        raise Refused(_("Hubungan ini sudah tercatat."), field="target")
    if Relation.objects.filter(source=target, target=row, kind=kind).exists():
        raise Refused(_("Hubungan sebaliknya sudah tercatat. Batalkan yang keliru lebih dahulu."), field="target")
    if kind != RelationKind.IMPLEMENTS:
        _refuse_earlier(row, target)
    made = Relation.objects.create(source=row, target=target, kind=kind, on=on, note=note.strip()[:250])
    settle([row.pk, target.pk])
    touch(row, actor, "regulations.relate", kind=str(kind), target=str(target), on=str(on or ""))
    return made


def _refuse_earlier(source: Regulation, target: Regulation) -> None:
    """Only a later document changes an earlier one."""
    if source.enacted_on and target.enacted_on and source.enacted_on < target.enacted_on:
        words = _("%(target)s ditetapkan sesudah %(source)s, jadi tidak dapat diubah atau dicabut olehnya.")
        raise Refused(words % {"target": target, "source": source}, field="target")


@transaction.atomic
def unrelate(actor: Actor, relation: Relation, *, reason: str) -> None:
    """Take back a relation that was recorded wrongly."""
    row = locked(actor, relation.source)
    _ask_reason(reason)
    target = relation.target
    Relation.objects.filter(pk=relation.pk).delete()
    settle([row.pk, target.pk])
    touch(row, actor, "regulations.unrelate", kind=relation.kind, target=str(target), reason=reason.strip())


@transaction.atomic
def add_article(actor: Actor, regulation: Regulation, *, ref: str, text: str, decides: str = "") -> Article:
    """Note an article that matters."""
    row = locked(actor, regulation)
    ref = " ".join(ref.split())
    if not ref or not text.strip():
        raise Refused(_("Isi pasal dan bunyinya, misalnya Pasal 5 ayat (2)."), field="text" if ref else "ref")
    if row.articles.filter(ref=ref).exists():
        raise Refused(_("%(ref)s sudah dicatat. Hapus yang lama bila keliru.") % {"ref": ref}, field="ref")
    made = Article.objects.create(regulation=row, ref=ref[:60], text=text.strip()[:1000], decides=decides.strip()[:250])
    touch(row, actor, "regulations.add_article", article=made.ref)
    return made


@transaction.atomic
def bind(actor: Actor, regulation: Regulation, *, unit: Unit, note: str = "") -> Binding:
    """Say that a unit and all below it are bound; the regency's own unit binds everybody."""
    row = locked(actor, regulation)
    wider = [b.unit for b in row.bindings.select_related("unit") if unit.path.startswith(b.unit.path)]
    if wider:
        raise Refused(_("%(unit)s sudah terikat lewat %(wider)s.") % {"unit": unit, "wider": wider[0]}, field="unit")
    made = Binding.objects.create(regulation=row, unit=unit, note=note.strip()[:250])
    touch(row, actor, "regulations.bind", unit=unit.short_name)
    return made


@transaction.atomic
def tie(actor: Actor, regulation: Regulation, *, topic: str, note: str = "", articles: str = "") -> TopicTie:
    """Say which topic (an indicator, a service) the document rules, and what it proves there."""
    row = locked(actor, regulation)
    topic = topic.strip()
    if not topic or len(topic) > LONGEST_TOPIC:
        raise Refused(_("Pilih topik dari daftar."), field="topic")
    if row.ties.filter(topic=topic).exists():
        raise Refused(_("Topik ini sudah terkait. Hapus yang lama bila keterangannya keliru."), field="topic")
    words = {"articles": articles.strip()[:120], "note": note.strip()[:400]}
    made = TopicTie.objects.create(regulation=row, topic=topic, **words)
    touch(row, actor, "regulations.tie", topic=topics.label_of(topic))
    return made


@transaction.atomic
def remove_part(actor: Actor, part: Article | Binding | TopicTie) -> None:
    """Remove an article, a bound unit or a topic."""
    row = locked(actor, part.regulation)
    words = topics.label_of(part.topic) if isinstance(part, TopicTie) else str(part)
    manager: Any = type(part)._default_manager
    if not manager.filter(pk=part.pk).delete()[0]:
        raise Refused(_("Baris ini sudah dihapus orang lain. Muat ulang halaman."))
    touch(row, actor, "regulations.remove_part", part=words)


@transaction.atomic
def attach(actor: Actor, regulation: Regulation, upload: Any, *, note: str = "") -> FileVersion:
    """A file of the document; it becomes the present one, earlier ones stay."""
    row = locked(actor, regulation)
    stored = files.keep(actor, upload, kinds=files.PDF)
    if row.file is not None and row.file.sha256 == stored.sha256:
        raise Refused(_("Berkas ini sama dengan yang tersimpan; tidak ada yang berubah."), field="file")
    number = (row.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    made = FileVersion.objects.create(regulation=row, stored=stored, number=number, note=note.strip()[:250])
    Regulation.objects.filter(pk=row.pk).update(file=stored)
    regulation.file = stored
    touch(row, actor, "regulations.attach", file=stored.name, sha256=stored.sha256, version=number)
    return made


def _ask_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused(_("Tulis alasannya."), field="reason")
