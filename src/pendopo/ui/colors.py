"""The colours of Pendopo, derived from one brand hue per regency in OKLCH.

Every text token is *solved* for its contrast (WCAG 2.2) against all the grounds it may stand on: no hue can break it.
`python -m pendopo.ui.colors > src/pendopo/ui/static/ui/colors.css` writes the sheet of the default hue.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import lru_cache

DEFAULT_HUE = 168
HUE_OK, HUE_WATCH, HUE_BAD, HUE_INFO, HUE_ACCENT = 155.0, 75.0, 27.0, 255.0, 80.0
TEXT, PART = 4.5, 3.0
SLACK = 0.12

Palette = dict[str, str]

# (text, grounds it may stand on): each pair is kept at 4.5:1 or better, and tested.
TEXT_PAIRS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("text", ("bg", "surface", "surface-2", "surface-3", "brand-50", "brand-100")),
    ("text-2", ("bg", "surface", "surface-2", "surface-3", "brand-50")),
    ("text-3", ("bg", "surface", "surface-2", "brand-50")),
    ("link", ("bg", "surface", "surface-2", "brand-50", "brand-100")),
    ("on-brand", ("brand-fill", "brand-fill-hover")),
    ("on-accent", ("accent", "accent-hover")),
    ("on-bad", ("bad-fill",)),
    ("ok", ("ok-bg", "surface", "surface-2", "bg")),
    ("watch", ("watch-bg", "surface", "surface-2", "bg")),
    ("bad", ("bad-bg", "surface", "surface-2", "bg")),
    ("info", ("info-bg", "surface", "surface-2", "bg")),
    ("stale", ("stale-bg", "surface", "surface-2", "bg")),
    ("side-text", ("side", "side-hover", "side-on")),
    ("side-text-2", ("side",)),
    ("side-strong", ("side", "side-hover", "side-on")),
)
# (part of the interface, grounds): 3:1 or better.
PART_PAIRS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("field-line", ("surface", "bg", "surface-2")),
    ("focus", ("surface", "bg", "surface-2", "brand-50")),
    ("side-focus", ("side", "side-hover", "side-on")),
    ("chart", ("surface", "bg", "surface-2")),
    ("chart-2", ("surface", "bg")),
    ("chart-mark", ("surface", "bg", "surface-2")),
    ("brand-fill", ("surface", "bg")),
    ("accent-line", ("side",)),
)


def to_linear(l: float, c: float, h: float) -> tuple[float, float, float]:  # noqa: E741
    """Linear sRGB of an OKLCH colour (lightness 0..1, chroma, hue in degrees); may lie outside 0..1."""
    a, b = c * math.cos(math.radians(h)), c * math.sin(math.radians(h))
    long = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (l - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def oklch(l: float, c: float, h: float) -> str:  # noqa: E741
    """The colour as #rrggbb; chroma is lowered until it fits into sRGB."""
    low, high = 0.0, c
    if not _fits(to_linear(l, c, h)):
        for _step in range(20):
            middle = (low + high) / 2
            low, high = (middle, high) if _fits(to_linear(l, middle, h)) else (low, middle)
        c = low
    return "#" + "".join(f"{round(_gamma(v) * 255):02x}" for v in to_linear(l, c, h))


def luminance(color: str) -> float:
    """Relative luminance of #rrggbb (WCAG 2.2)."""
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio 1..21 of two colours (WCAG 2.2)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def solved(c: float, h: float, grounds: Iterable[str], ratio: float, *, wish: float) -> str:
    """The colour of chroma `c` and hue `h` nearest to lightness `wish` that has `ratio` against every ground."""
    grounds = tuple(grounds)
    darker = luminance(grounds[0]) > 0.18
    best = oklch(0.0 if darker else 1.0, 0, h)
    steps = range(round(wish * 500), -1, -1) if darker else range(round(wish * 500), 501)
    for step in steps:
        color = oklch(step / 500, c, h)
        if all(contrast(color, ground) >= ratio + SLACK for ground in grounds):
            return color
    return best


@lru_cache(maxsize=64)
def _palette(hue: int, dark: bool) -> tuple[tuple[str, str], ...]:
    return tuple((_dark(float(hue)) if dark else _light(float(hue))).items())


def palette(hue: int, *, dark: bool = False) -> Palette:
    """All colour tokens for a brand hue (0..359) in one theme."""
    return dict(_palette(hue % 360, dark))


def _light(h: float) -> Palette:
    p: Palette = {
        "bg": oklch(0.974, 0.004, h),
        "surface": "#ffffff",
        "surface-2": oklch(0.962, 0.006, h),
        "surface-3": oklch(0.935, 0.009, h),
        "line": oklch(0.915, 0.008, h),
        "line-strong": oklch(0.845, 0.012, h),
        "brand-50": oklch(0.972, 0.014, h),
        "brand-100": oklch(0.938, 0.034, h),
        "brand-300": oklch(0.775, 0.085, h),
    }
    grounds = [p["bg"], p["surface"], p["surface-2"], p["brand-50"]]
    p |= {
        "text": solved(0.022, h, [*grounds, p["surface-3"], p["brand-100"]], 13.5, wish=0.27),
        "text-2": solved(0.02, h, [*grounds, p["surface-3"]], 6.6, wish=0.44),
        "text-3": solved(0.018, h, grounds, TEXT, wish=0.56),
        "link": solved(0.1, h, [*grounds, p["brand-100"]], TEXT, wish=0.48),
        "field-line": solved(0.018, h, grounds, PART, wish=0.66),
        "brand-fill": solved(0.085, h, ["#ffffff"], 6.2, wish=0.42),
        "brand-fill-hover": solved(0.08, h, ["#ffffff"], 8, wish=0.37),
        "on-brand": "#ffffff",
        "focus": solved(0.13, h, grounds, PART + 1, wish=0.52),
        "chart": solved(0.105, h, grounds, PART, wish=0.6),
        "chart-soft": oklch(0.86, 0.055, h),
        "chart-mark": solved(0.02, h, grounds, 5, wish=0.42),
    }
    p |= _side(h, 0.29, 0.05)
    p |= _tones_light(grounds) | _accent(0.755, p["surface"], p["side"])
    p["shadow"] = "0 1px 2px rgb(16 24 22/.05),0 6px 20px -8px rgb(16 24 22/.10)"
    p["veil"] = "rgb(12 20 18/.45)"
    return p


def _dark(h: float) -> Palette:
    p: Palette = {
        "bg": oklch(0.165, 0.012, h),
        "surface": oklch(0.21, 0.016, h),
        "surface-2": oklch(0.245, 0.018, h),
        "surface-3": oklch(0.29, 0.021, h),
        "line": oklch(0.3, 0.02, h),
        "line-strong": oklch(0.385, 0.025, h),
        "brand-50": oklch(0.25, 0.03, h),
        "brand-100": oklch(0.3, 0.045, h),
        "brand-300": oklch(0.5, 0.08, h),
    }
    grounds = [p["bg"], p["surface"], p["surface-2"], p["brand-50"]]
    p |= {
        "text": solved(0.008, h, [*grounds, p["surface-3"], p["brand-100"]], 10.5, wish=0.955),
        "text-2": solved(0.015, h, [*grounds, p["surface-3"]], 6, wish=0.8),
        "text-3": solved(0.018, h, grounds, TEXT, wish=0.66),
        "link": solved(0.11, h, [*grounds, p["brand-100"]], TEXT, wish=0.8),
        "field-line": solved(0.025, h, grounds, PART, wish=0.5),
        "on-brand": oklch(0.19, 0.03, h),
    }
    p |= {
        "brand-fill": solved(0.105, h, [p["on-brand"], p["surface-2"]], TEXT + 1, wish=0.72),
        "brand-fill-hover": solved(0.105, h, [p["on-brand"], p["surface-2"]], TEXT + 1, wish=0.78),
        "focus": solved(0.12, h, grounds, PART + 1, wish=0.76),
        "chart": solved(0.11, h, grounds, PART, wish=0.66),
        "chart-soft": oklch(0.38, 0.06, h),
        "chart-mark": solved(0.02, h, grounds, 5, wish=0.82),
    }
    p |= _side(h, 0.19, 0.024)
    p |= _tones_dark(grounds) | _accent(0.785, p["surface"], p["side"])
    p["shadow"] = "0 0 0 1px transparent"
    p["veil"] = "rgb(0 0 0/.6)"
    return p


def _side(h: float, lightness: float, chroma: float) -> Palette:
    side = oklch(lightness, chroma, h)
    hover, on = oklch(lightness + 0.045, chroma * 1.04, h), oklch(lightness + 0.085, chroma * 1.1, h)
    return {
        "side": side,
        "side-hover": hover,
        "side-on": on,
        "side-line": oklch(lightness + 0.08, chroma * 0.9, h),
        "side-text": solved(0.018, h, [side, hover, on], 6, wish=0.9),
        "side-text-2": solved(0.03, h, [side], TEXT, wish=0.72),
        "side-strong": "#ffffff",
        "side-focus": solved(0.12, HUE_ACCENT, [side, hover, on], PART, wish=0.8),
    }


def _accent(lightness: float, surface: str, side: str) -> Palette:
    accent, hover = oklch(lightness, 0.128, HUE_ACCENT), oklch(lightness - 0.04, 0.128, HUE_ACCENT)
    return {
        "accent": accent,
        "accent-hover": hover,
        "accent-line": solved(0.128, HUE_ACCENT, [side], PART, wish=lightness),
        "on-accent": solved(0.03, HUE_ACCENT, [hover, accent], 6, wish=0.25),
        "chart-2": solved(0.125, HUE_ACCENT, [surface], PART + 0.3, wish=0.7 if luminance(surface) > 0.5 else 0.78),
    }


def _tones_light(grounds: list[str]) -> Palette:
    tones: Palette = {}
    for name, hue, chroma in _TONES:
        back = oklch(0.955, min(chroma * 0.25, 0.035), hue)
        tones[name] = solved(chroma, hue, [back, *grounds], TEXT, wish=0.52)
        tones[f"{name}-bg"] = back
        tones[f"{name}-line"] = oklch(0.85, chroma * 0.5, hue)
    tones["bad-fill"] = solved(0.17, HUE_BAD, ["#ffffff"], 5.5, wish=0.52)
    tones["on-bad"] = "#ffffff"
    return tones


def _tones_dark(grounds: list[str]) -> Palette:
    tones: Palette = {}
    for name, hue, chroma in _TONES:
        back = oklch(0.28, chroma * 0.36, hue)
        tones[name] = solved(chroma * 0.85, hue, [back, *grounds], TEXT, wish=0.82)
        tones[f"{name}-bg"] = back
        tones[f"{name}-line"] = oklch(0.42, chroma * 0.5, hue)
    tones["bad-fill"] = oklch(0.72, 0.15, HUE_BAD)
    tones["on-bad"] = oklch(0.2, 0.04, HUE_BAD)
    return tones


_TONES = (
    ("ok", HUE_OK, 0.115),
    ("watch", HUE_WATCH, 0.115),
    ("bad", HUE_BAD, 0.17),
    ("info", HUE_INFO, 0.12),
    ("stale", 230.0, 0.012),
)


def stylesheet(hue: int) -> str:
    """The generated sheet: light, dark by the system's wish, dark by the person's choice."""
    light, dark = _declarations(palette(hue)), _declarations(palette(hue, dark=True))
    return (
        f"/* Generated by pendopo.ui.colors for the brand hue {hue % 360}. */\n"
        f":root{{color-scheme:light;{light}}}\n"
        f"@media (prefers-color-scheme:dark){{:root:not([data-theme]){{color-scheme:dark;{dark}}}}}\n"
        f":root[data-theme=dark]{{color-scheme:dark;{dark}}}\n"
        f"@media print{{:root,:root[data-theme],:root:not([data-theme]){{color-scheme:light;{light}}}}}\n"
    )


def _declarations(colors: Palette) -> str:
    return "".join(f"--{name}:{value};" for name, value in colors.items())


def _fits(rgb: tuple[float, float, float]) -> bool:
    return all(-0.0005 <= v <= 1.0005 for v in rgb)


def _gamma(v: float) -> float:
    v = min(1.0, max(0.0, v))
    return 12.92 * v if v <= 0.0031308 else 1.055 * v ** (1 / 2.4) - 0.055


if __name__ == "__main__":
    print(stylesheet(DEFAULT_HUE), end="")
