"""BELENIOS-2048 (section 2.2): the subgroup of order q of the numbers modulo a prime p of 2048 bits."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from pendopo.apps.elections.crypto.arithmetic import FAST, inverse, number, power, secret_power
from pendopo.apps.elections.crypto.errors import Invalid
from pendopo.apps.elections.crypto.groups import Doubts, Element, Powers, forget_old, not_a_member

P = int(
    "206947856914225464010136436575050080649229892957511040971008847870573742192427174019222372544976"
    "843381290666331380789584049600543896362897963930387739057228036059737494276713767776188985898727"
    "358650490811670993105358677809800307904916540637771737641986785272734744763418356000356983051931"
    "442845617019110007867373073335641239717328979132404745788344682606523279746479511376726586935821"
    "800463179220736688600526271863633860887968821207694323661494910029234443463732221458841005864210"
    "502421203654335612013204811188524087310770141516662001623131771693721892480785077118278423174980"
    "73276598828825169183103125680162072880719"
)
G = int(
    "240235267750185220922768770353239993271228765737836491651007531878766327414635321932028567615526"
    "967879969466829874938909508389657342560190060106847716449173547413728310461045868131451178164675"
    "540052740288984613986453266121505579709716201616827031288643245666383486363578210615491841998253"
    "431518974065818686865115135857641013888221539601604322884360393098933366277284840659313840601023"
    "167509576377798266510360682240663507669776402534625377308513317349519424896775405257365904949247"
    "763147599157519877517771148149092045660020547812705472823814097251863985833411570056835369555342"
    "3781475582491896050296680037745308460627"
)
Q = int("78571733251071885079927659812671450121821421258408794611510081919805623223441")
LIMB, LIMBS = 52, 5  # bits of a piece of an exponent, and pieces; see `many_powers`
COLUMNS = tuple(f"{place:0{LIMBS}b}" for place in range(1 << LIMBS))
NOTHING = COLUMNS[0]
WIDTH, GROUPS_OF_ROUNDS = 8, 16  # 128 rounds; see `SubsetProducts`
LONGEST = 617  # decimal digits of p


class Window:
    """base^(d * 2^(width * i)) for all digits d and places i: a power is one product a place."""

    def __init__(self, base: int, p: int, width: int) -> None:
        self.p, self.width, self.mask = p, width, (1 << width) - 1
        self.rows: list[list[int]] = []
        for _ in range(-(-256 // width)):
            row = [number(1), base]
            for _ in range(self.mask - 1):
                row.append(row[-1] * base % p)
            self.rows.append(row)
            base = row[-1] * base % p

    def power(self, exponent: int) -> int:
        found, p, width, mask = self.rows[0][exponent & self.mask], self.p, self.width, self.mask
        for row in self.rows[1:]:
            exponent >>= width
            digit = exponent & mask
            if digit:
                found = found * row[digit] % p
        return found


def width_for(uses: int) -> int:
    """Of the digits of a table, so that making it costs less than it saves. 12 takes 26 MB."""
    return 4 if uses < 200 else 7 if uses < 4000 else 10 if uses < 30_000 else 12


class Single:
    """No table: for a handful of uses."""

    def __init__(self, base: int, p: int) -> None:
        self.base, self.p = base, p

    def power(self, exponent: int) -> int:
        return power(self.base, exponent, self.p)


class Belenios2048:
    name = "BELENIOS-2048"

    def __init__(self) -> None:
        self.p, self.q = number(P), Q
        self.g, self.one = number(G), number(1)
        self.below = inverse(self.g, self.p)
        self.tables: dict[Element, Powers] = {}
        self.generator = Window(self.g, self.p, 7)

    def parse(self, text: str) -> int:
        if len(text) > LONGEST or not (text.isascii() and text.isdigit()) or text[0] == "0":
            raise Invalid("element.form", f"not a number as the group writes it: {text[:24]}")
        found: int = number(text)
        if found >= self.p:
            raise Invalid("element.form", f"not below p: {text[:24]}")
        return found

    def text(self, element: int) -> str:
        return str(element)

    def member(self, element: int) -> bool:
        return 0 < element < self.p and power(element, self.q, self.p) == 1

    def mul(self, one: int, two: int) -> int:
        found: int = one * two % self.p
        return found

    def div(self, one: int, two: int) -> int:
        return self.mul(one, inverse(two, self.p))

    def power(self, base: int, exponent: int) -> int:
        return power(base, exponent, self.p)

    def secret_power(self, base: int, exponent: int) -> int:
        return secret_power(base, exponent, self.p)

    def secret_generator_power(self, exponent: int) -> int:
        return secret_power(self.g, exponent, self.p)

    def generator_power(self, exponent: int) -> int:
        return self.generator.power(exponent)

    def expect(self, uses: int) -> None:
        if width_for(uses) > self.generator.width:
            self.generator = Window(self.g, self.p, width_for(uses))

    def table(self, base: int, uses: int) -> Powers:
        width = width_for(uses)
        if (base, width) not in self.tables:
            forget_old(self.tables)
            self.tables[base, width] = Window(base, self.p, width) if uses > 8 else Single(base, self.p)
        return self.tables[base, width]

    def powers(self, base: int, exponents: Sequence[int], doubts: Doubts | None = None) -> list[int]:
        if doubts is None:
            if not self.member(base):
                raise not_a_member(str(base))
        else:
            doubts.add(base)
        return many_powers(base, exponents, self.p)

    def shifted_powers(
        self, base: int, shifts: Sequence[int], exponents: Sequence[int], doubts: Doubts | None = None
    ) -> list[int]:
        if len(exponents) > 2:
            return [
                value * self.generator.power(-shift * exponent % self.q) % self.p if shift else value
                for value, shift, exponent in zip(self.powers(base, exponents, doubts), shifts, exponents, strict=True)
            ]
        self.powers(base, (), doubts)
        lowered = {shift: self.div(base, power(self.g, shift, self.p)) if shift > 1 else base for shift in shifts}
        if 1 in lowered:
            lowered[1] = base * self.below % self.p
        return [power(lowered[shift], exponent, self.p) for shift, exponent in zip(shifts, exponents, strict=True)]

    def doubts(self) -> Doubts:
        return SubsetProducts(self.p)

    def settled(self, summary: Sequence[int]) -> bool:
        return all(power(value, self.q, self.p) == 1 for value in summary)


def many_powers(base: int, exponents: Sequence[int], p: int) -> list[int]:
    """Several public powers of one base: most squarings are done once, for five pieces of the exponent together."""
    if not FAST or len(exponents) < 2:
        return [power(base, exponent, p) for exponent in exponents]
    products, piece = [number(1), base], base
    for _ in range(LIMBS - 1):
        piece = power(piece, 1 << LIMB, p)
        products += [value * piece % p for value in products]
    table = dict(zip(COLUMNS, products, strict=True))
    return [joint_power(exponent, table, p) for exponent in exponents]


def joint_power(exponent: int, table: dict[str, int], p: int) -> int:
    """One bit of every piece at once, from the highest down; the first digit of a column is that of the last piece."""
    bits = f"{exponent:0{LIMB * LIMBS}b}"
    found = table[bits[::LIMB]]
    for place in range(1, LIMB):
        found = found * found % p
        column = bits[place::LIMB]
        if column != NOTHING:
            found = found * table[column] % p
    return found


class SubsetProducts:
    """Whether many numbers all lie in the subgroup, for little more than the price of one.

    128 products of subsets drawn at random. If any number lies outside, each product does with a chance of one half at
    least (that number is in it or is not), so that all 128 pass by chance once in 2^128 times. The draw is made here
    and now: whoever made the numbers could not know it.
    """

    def __init__(self, p: int) -> None:
        self.p = p
        self.sums = [[number(1)] * (1 << WIDTH) for _ in range(GROUPS_OF_ROUNDS)]

    def add(self, value: int) -> None:
        drawn = secrets.token_bytes(GROUPS_OF_ROUNDS)
        p = self.p
        for row, place in zip(self.sums, drawn, strict=True):
            row[place] = row[place] * value % p

    def summary(self) -> list[int]:
        """The products, eight from each row: number i is the product of all places whose bit i is set."""
        found, p = [], self.p
        for row in self.sums:
            for _ in range(WIDTH):
                half = len(row) // 2
                product = number(1)
                for value in row[half:]:
                    if value != 1:
                        product = product * value % p
                found.append(product)
                row = [low if high == 1 else low * high % p for low, high in zip(row[:half], row[half:], strict=True)]
        return found
