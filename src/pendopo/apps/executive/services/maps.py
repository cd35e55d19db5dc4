"""Importing outlines of districts from GeoJSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from pendopo.apps.executive.models import MapShape
from pendopo.apps.executive.rules import geo
from pendopo.kernel import audit
from pendopo.kernel.actor import Actor
from pendopo.kernel.errors import NotAllowed, Refused

MAX_BYTES = 20_000_000
CODE_NAMES = ("code", "kode", "kd_kec", "kode_kec", "kode_kecamatan", "KDCPUM")
NAME_NAMES = ("name", "nama", "nm_kec", "kecamatan", "WADMKC", "NAMOBJ")
DISTRICT_CODE = re.compile(r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}")


@dataclass(frozen=True)
class MapImport:
    """Districts stored, features left out (another regency, no district), points before and after."""

    stored: int
    skipped: int
    points_before: int
    points_after: int


@transaction.atomic
def import_map(actor: Actor, content: bytes, *, source: str) -> MapImport:
    """Replace all outlines by those of a GeoJSON FeatureCollection (WGS 84). Raises Refused and keeps the old map."""
    _require(actor)
    features = _features(content)
    shapes: dict[str, MapShape] = {}
    skipped = before = after = 0
    for feature in features:
        code, name = _label(feature)
        if not _is_ours(code):
            skipped += 1
            continue
        rings = list(_rings(feature, code))
        small = [geo.simplify(ring) for ring in rings]
        before, after = before + sum(map(len, rings)), after + sum(map(len, small))
        shapes[code] = MapShape(code=code, name=name or code, rings=small, source=source[:200])
    if not shapes:
        raise Refused(
            _(
                "Berkas ini tidak memuat kecamatan dengan kode %(code)s. Peta lama tetap dipakai. "
                "Pilih GeoJSON batas kecamatan yang memakai kode wilayah Kemendagri."
            )
            % {"code": f"{settings.REGENCY['code']}.xx"},
            field="file",
        )
    MapShape.objects.all().delete()
    MapShape.objects.bulk_create(shapes.values())
    audit.record("executive.import_map", "executive.mapshape", actor, stored=len(shapes), source=source[:200])
    return MapImport(len(shapes), skipped, before, after)


@transaction.atomic
def remove_map(actor: Actor) -> int:
    """Take the outlines away; the room goes back to the schematic map."""
    _require(actor)
    count, _by_model = MapShape.objects.all().delete()
    audit.record("executive.remove_map", "executive.mapshape", actor, removed=count)
    return count


def _require(actor: Actor) -> None:
    """The map is the whole regency's: an administrator of one office does not change it."""
    actor.require("executive.map")
    if actor.unit_path:
        raise NotAllowed("executive.map")


def _features(content: bytes) -> list[dict[str, Any]]:
    wrong = Refused(
        _("Berkas ini bukan GeoJSON yang dapat dibaca. Peta lama tetap dipakai. Pilih berkas .geojson lain."),
        field="file",
    )
    if len(content) > MAX_BYTES:
        raise Refused(_("Berkas lebih besar dari 20 MB. Sederhanakan dahulu, lalu unggah lagi."), field="file")
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        raise wrong from None
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        raise wrong
    features = document.get("features")
    if not isinstance(features, list) or not all(isinstance(one, dict) for one in features):
        raise wrong
    return features


def _label(feature: dict[str, Any]) -> tuple[str, str]:
    found = feature.get("properties")
    properties: dict[str, Any] = found if isinstance(found, dict) else {}
    code = next((properties[name] for name in CODE_NAMES if properties.get(name)), feature.get("id") or "")
    name = next((properties[name] for name in NAME_NAMES if properties.get(name)), "")
    return _dotted(str(code)), str(name)[:100]


def _dotted(code: str) -> str:
    """640103 is written 64.01.03."""
    return f"{code[:2]}.{code[2:4]}.{code[4:6]}" if code.isdigit() and len(code) >= 6 else code


def _is_ours(code: str) -> bool:
    return bool(DISTRICT_CODE.fullmatch(code)) and code[:5] == settings.REGENCY["code"]


def _rings(feature: dict[str, Any], code: str) -> Iterator[geo.Ring]:
    """Outer rings and holes of the feature; every point must be a place on earth."""
    geometry = feature.get("geometry")
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    coordinates = geometry.get("coordinates") if isinstance(geometry, dict) else None
    polygons: Any = {"Polygon": [coordinates], "MultiPolygon": coordinates}.get(str(kind)) or []
    try:
        for polygon in polygons:
            for ring in polygon:
                points = [[float(point[0]), float(point[1])] for point in ring]
                if len(points) < 4 or not all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in points):
                    raise ValueError
                yield points
    except (TypeError, ValueError, IndexError, KeyError):
        polygons = []
    if not polygons:
        raise Refused(
            _(
                "Batas kecamatan %(code)s tidak dapat dibaca. Peta lama tetap dipakai. "
                "Perbaiki berkasnya, lalu unggah lagi."
            )
            % {"code": code},
            field="file",
        )
