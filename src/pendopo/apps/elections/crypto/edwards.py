"""The curve Ed25519 (RFC 8032): points, for fixed-base tables and for machines without libsodium.

Not constant in time: for public values only. A point is (X, Y, Z, T) with x = X/Z, y = Y/Z, xy = T/Z; formulas of
Hisil, Wong, Carter and Dawson 2008 for a = -1.
"""

from __future__ import annotations

from pendopo.apps.elections.crypto.arithmetic import inverse, number, power

Point = tuple[int, int, int, int]
Addend = tuple[int, int, int]  # y + x, y - x, 2dxy of an affine point

P: int = number(2**255 - 19)
Q = 2**252 + 27742317777372353535851937790883648493
D: int = -121665 * inverse(number(121666), P) % P
D2: int = 2 * D % P
ROOT: int = power(number(2), (2**255 - 20) // 4, P)  # a square root of -1
ZERO: int = number(0)
ONE: int = number(1)
IDENTITY: Point = (ZERO, ONE, ONE, ZERO)


def decode(raw: bytes) -> Point | None:
    """The point of 32 bytes, None where they are no canonical encoding of a point on the curve (RFC 8032, 5.1.3)."""
    packed = int.from_bytes(raw, "little")
    sign, y = packed >> 255, number(packed & ((1 << 255) - 1))
    if y >= P:
        return None
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * v**3 * power(u * v**7 % P, (2**255 - 24) // 8, P) % P
    if v * x * x % P != u:
        x = x * ROOT % P
        if v * x * x % P != u:
            return None
    if x == 0 and sign:
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, ONE, x * y % P


def encode(point: Point) -> bytes:
    x, y, z, _ = point
    small = inverse(z, P)
    x, y = x * small % P, y * small % P
    return int(y | (x & 1) << 255).to_bytes(32, "little")


def add(one: Point, two: Point) -> Point:
    x1, y1, z1, t1 = one
    x2, y2, z2, t2 = two
    a, b = (y1 - x1) * (y2 - x2) % P, (y1 + x1) * (y2 + x2) % P
    c, d = t1 * D2 * t2 % P, 2 * z1 * z2
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def double(point: Point) -> Point:
    x, y, z, _ = point
    a, b = x * x, y * y
    h = a + b
    e, g = h - (x + y) ** 2, a - b
    f = 2 * z * z + g
    e, f, g, h = e % P, f % P, g % P, h % P
    return e * f % P, g * h % P, f * g % P, e * h % P


def negate(point: Point) -> Point:
    x, y, z, t = point
    return -x % P, y, z, -t % P


def multiply(point: Point, factor: int) -> Point:
    """`factor` times the point, four bits at a time."""
    multiples = [IDENTITY, point]
    for _ in range(14):
        multiples.append(add(multiples[-1], point))
    found = IDENTITY
    for digit in f"{factor:x}":
        found = double(double(double(double(found))))
        if digit != "0":
            found = add(found, multiples[int(digit, 16)])
    return found


def multiples(point: Point, factors: list[int]) -> list[Point]:
    """Several multiples of one point: the doublings are done once (Yao's method with digits of four bits)."""
    places = [point]
    for _ in range(63):
        places.append(double(double(double(double(places[-1])))))
    found = []
    for factor in factors:
        sums: list[Point | None] = [None] * 16
        for place in places:
            digit, factor = factor & 15, factor >> 4
            if not digit:
                continue
            held = sums[digit]
            sums[digit] = place if held is None else add(held, place)
        running = total = IDENTITY
        for held in sums[:0:-1]:
            running = running if held is None else add(running, held)
            total = add(total, running)
        found.append(total)
    return found


def is_identity(point: Point) -> bool:
    x, y, z, _ = point
    return x % P == 0 and (y - z) % P == 0


def in_subgroup(point: Point) -> bool:
    return is_identity(multiply(point, Q))


def addends(points: list[Point]) -> list[Addend]:
    """Affine forms of many points with one inversion."""
    before, running = [], ONE
    for point in points:
        before.append(running)
        running = running * point[2] % P
    running = inverse(running, P)
    found: list[Addend] = []
    for point, product in zip(reversed(points), reversed(before), strict=True):
        small, running = running * product % P, running * point[2] % P
        x, y = point[0] * small % P, point[1] * small % P
        found.append((y + x, y - x, D2 * x * y % P))
    return found[::-1]


def plus(point: Point, addend: Addend) -> Point:
    """A point and an affine one."""
    x, y, z, t = point
    sum2, difference2, c2 = addend
    a, b, c, d = (y - x) * difference2 % P, (y + x) * sum2 % P, t * c2 % P, z + z
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


class Table:
    """All multiples that a product with one fixed point needs: one addition for each digit of `width` bits.

    Digits are signed; a negative one takes the addend of its opposite the other way round.
    """

    def __init__(self, point: Point, width: int) -> None:
        self.width = width
        self.rows: list[list[Addend]] = []
        for _ in range(253 // width + 1):
            row = [point]
            [first] = addends(row)
            for _ in range((1 << width - 1) - 1):
                row.append(plus(row[-1], first))
            self.rows.append([(ONE, ONE, ZERO), *addends(row)])
            point = double(row[-1])

    def multiply(self, factor: int) -> Point:
        """`factor` from 0 to Q - 1."""
        x, y, z, t = IDENTITY
        p, width, full = P, self.width, 1 << self.width
        half, mask = full >> 1, full - 1
        for row in self.rows:
            digit = factor & mask
            factor >>= width
            if digit > half:
                factor += 1
                high, low, c = row[full - digit]
                a, b, c, d = (y - x) * high % p, (y + x) * low % p, t * c % p, z + z
                f, g = d + c, d - c
            else:
                high, low, c = row[digit]
                a, b, c, d = (y - x) * low % p, (y + x) * high % p, t * c % p, z + z
                f, g = d - c, d + c
            e, h = b - a, b + a
            x, y, z, t = e * f % p, g * h % p, f * g % p, e * h % p
        return x, y, z, t


BASE: Point = decode(bytes.fromhex("58" + "66" * 31)) or IDENTITY
