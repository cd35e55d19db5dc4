// The groups of Belenios v1: prime order q, generator g, written multiplicatively as in the specification. The same as
// crypto/groups.py, curve.py and modular.py, as far as a ballot needs them. What an element is inside (a point, a
// number) only its own group knows.
import { ed25519 } from "../../noble/curves/ed25519.js";

/** What does not hold: `code` is one of crypto/checks.py, the message is for the people at the booth. */
export class Invalid extends Error {
  constructor(code, message) {
    super(message);
    this.name = "Invalid";
    this.code = code;
  }
}

const notAMember = () => new Invalid("element.member", "Kunci pemilihan berada di luar grup yang sah.");
const badForm = () => new Invalid("element.form", "Kunci pemilihan tidak ditulis sebagaimana mestinya.");

// --- Ed25519: the subgroup of prime order; every multiplication is noble's constant-time one

const { Point } = ed25519;

const curve = {
  name: "Ed25519",
  q: Point.Fn.ORDER,
  g: Point.BASE,
  one: Point.ZERO,

  /** 64 hexadecimal digits of the 32 bytes of RFC 8032, reversed. */
  parse(text) {
    if (!/^[0-9a-f]{64}$/.test(text)) throw badForm();
    try {
      return Point.fromHex(reversed(text));
    } catch {
      throw notAMember(); // not on the curve, or not in the one form of its point
    }
  },

  text: (element) => reversed(element.toHex()),

  isMember: (element) => element.isTorsionFree(),

  mul: (one, two) => one.add(two),

  isOne: (element) => element.is0(),

  /** Powers of one base with noble's table of it; the table is made now, not with the first ballot. */
  powersOf(base) {
    if (base !== Point.BASE) base.precompute(6);
    base.multiply(2n);
    return (exponent) => (exponent === 0n ? Point.ZERO : base.multiply(exponent));
  },
};

function reversed(hex) {
  return hex.match(/../g).reverse().join("");
}

// --- BELENIOS-2048: the numbers of order q modulo a prime p of 2048 bits

const P = BigInt(
  "2069478569142254640101364365750500806492298929575110409710088478705737421924271740192223725449768433812906663313" +
    "8078958404960054389636289796393038773905722803605973749427671376777618898589872735865049081167099310535867780980" +
    "0307904916540637771737641986785272734744763418356000356983051931442845617019110007867373073335641239717328979132" +
    "4047457883446826065232797464795113767265869358218004631792207366886005262718636338608879688212076943236614949100" +
    "2923444346373222145884100586421050242120365433561201320481118852408731077014151666200162313177169372189248078507" +
    "711827842317498073276598828825169183103125680162072880719",
);
const G = BigInt(
  "2402352677501852209227687703532399932712287657378364916510075318787663274146353219320285676155269678799694668298" +
    "7493890950838965734256019006010684771644917354741372831046104586813145117816467554005274028898461398645326612150" +
    "5579709716201616827031288643245666383486363578210615491841998253431518974065818686865115135857641013888221539601" +
    "6043228843603930989333662772848406593138406010231675095763777982665103606822406635076697764025346253773085133173" +
    "4951942489677540525736590494924776314759915751987751777114814909204566002054781270547282381409725186398583341157" +
    "00568353695553423781475582491896050296680037745308460627",
);
const Q = BigInt("78571733251071885079927659812671450121821421258408794611510081919805623223441");
const WIDTH = 6; // bits of a digit: the tables of g and y take 2 MB and as long as five ballots

const modular = {
  name: "BELENIOS-2048",
  q: Q,
  g: G,
  one: 1n,

  /** Decimal digits, from 1 to p - 1. */
  parse(text) {
    if (!/^[1-9][0-9]{0,616}$/.test(text) || BigInt(text) >= P) throw badForm();
    return BigInt(text);
  },

  text: (element) => element.toString(),

  isMember: (element) => power(element, Q) === 1n,

  mul: (one, two) => (one * two) % P,

  isOne: (element) => element === 1n,

  /**
   * Powers of one base with a table: base^(digit * 2^(WIDTH * place)) for all digits and places. Each power takes the
   * same steps, one product a place, and looks at every entry of each row; BigInt itself is not constant in time.
   */
  powersOf(base) {
    const rows = [];
    for (let place = 0; place * WIDTH < 256; place++) {
      const row = [1n, base];
      while (row.length < 1 << WIDTH) row.push((row.at(-1) * base) % P);
      rows.push(row);
      base = (row.at(-1) * base) % P;
    }
    return (exponent) => rows.reduce((found, row, place) => (found * pick(row, digitOf(exponent, place))) % P, 1n);
  },
};

const MASK = (1n << BigInt(WIDTH)) - 1n;

const digitOf = (exponent, place) => Number((exponent >> BigInt(place * WIDTH)) & MASK);

/** row[digit], touching every entry so that the memory that is read does not depend on the digit. */
function pick(row, digit) {
  let found = row[0];
  for (let number = 1; number < row.length; number++) found = number === digit ? row[number] : found;
  return found;
}

/** base^exponent modulo p, for public values. */
function power(base, exponent) {
  let found = 1n;
  for (const bit of exponent.toString(2)) {
    found = (found * found) % P;
    if (bit === "1") found = (found * base) % P;
  }
  return found;
}

// --- choosing one

const GROUPS = [curve, modular];
const generators = new Map();

export function groupNamed(name) {
  const found = GROUPS.find((group) => group.name === name);
  if (!found) throw new Invalid("election.group", "Sistem bilangan pemilihan ini tidak dikenal.");
  return found;
}

/** Powers of g; its table is made once for the page. */
export function generatorPowers(group) {
  if (!generators.has(group.name)) generators.set(group.name, group.powersOf(group.g));
  return generators.get(group.name);
}

/** The element that is the key of an election: in the one allowed form, in the subgroup, and not the neutral one. */
export function readKey(group, text) {
  const key = group.parse(text);
  if (!group.isMember(key) || group.isOne(key)) throw notAMember();
  return key;
}
