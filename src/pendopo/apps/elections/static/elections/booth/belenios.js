// A ballot of Belenios v1, made in the booth (section 2.5 of the domain sheet). The same as crypto/ballots.py,
// credentials.py and proofs.py on the server, which checks what is made here. Every power is of g or of the election's
// key y, also those of the branches that are not true: who encrypts knows the exponent of every element.
import { sha256 } from "../../noble/hashes/sha2.js";
import { Invalid, generatorPowers, groupNamed, readKey } from "./groups.js";

export { Invalid };

const BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const UUID = new RegExp(`^[${BASE58}]{14,64}$`);
const CREDENTIAL = new RegExp(`^${[5, 6, 5, 6].map((length) => `[${BASE58}]{${length}}`).join("-")}$`);
const FIELDS = ["version", "description", "name", "group", "public_key", "questions", "uuid"];
const OPTIONAL = ["administrator", "credential_authority"];
const MOST_ANSWERS = 64;

// --- hashes and numbers (section 2.1)

const hash = (text) => sha256(new TextEncoder().encode(text));

const hexHash = (text) => [...hash(text)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** b64(SHA256(text)), standard alphabet without padding. */
const base64Hash = (text) => btoa(String.fromCharCode(...hash(text))).replace(/=+$/, "");

const hashToScalar = (text, q) => BigInt(`0x${hexHash(text)}`) % q;

/** H(tag, prefix, e1..ek). */
const challenge = (tag, prefix, commitments, q) => hashToScalar(`${tag}|${prefix}|${commitments.join(",")}`, q);

const modulo = (value, q) => ((value % q) + q) % q;

/** A number from 0 to q - 1, each as likely: one that is too large is thrown away and drawn again. */
function draw(q) {
  const bits = q.toString(2).length;
  const bytes = new Uint8Array(Math.ceil(bits / 8));
  for (;;) {
    crypto.getRandomValues(bytes);
    bytes[0] &= 0xff >> (8 * bytes.length - bits);
    const found = bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
    if (found < q) {
      bytes.fill(0);
      return found;
    }
  }
}

// --- the election (section 2.4)

/**
 * What `encrypt` needs of the parameters `raw`, which must be the very text of the archive. Refuses what it cannot vouch
 * for: another form, an unknown group, a key outside the subgroup, other questions than one with exactly one choice.
 * Takes a moment: the tables of g and of the key are made here, before the first voter comes.
 */
export function readElection(raw) {
  const value = readCanonical(raw);
  const names = [...FIELDS, ...OPTIONAL.filter((name) => name in value)];
  if (Object.keys(value).join() !== names.join()) throw notCanonical();
  const texts = names.filter((name) => name !== "version" && name !== "questions");
  if (texts.some((name) => typeof value[name] !== "string")) throw notCanonical();
  if (value.version !== 1) throw new Invalid("election.version", "Versi protokol pemilihan ini tidak dikenal.");
  if (!UUID.test(value.uuid)) throw new Invalid("election.uuid", "Kode pemilihan tidak sah.");
  const group = groupNamed(value.group);
  const { answers, blank } = readQuestion(value.questions);
  const key = readKey(group, value.public_key);
  const powers = { g: generatorPowers(group), y: group.powersOf(key) };
  return Object.freeze({ uuid: value.uuid, name: value.name, phi: base64Hash(raw), group, answers, blank, powers });
}

/** JSON that says its thing in the one allowed form: no blanks, no doubled fields, no other escapes. */
function readCanonical(raw) {
  let value = null;
  try {
    value = JSON.parse(raw);
  } catch {
    throw notCanonical();
  }
  if (value === null || typeof value !== "object" || JSON.stringify(value) !== raw) throw notCanonical();
  return value;
}

const notCanonical = () => new Invalid("json.form", "Data pemilihan tidak dalam bentuk baku.");

function readQuestion(questions) {
  const question = Array.isArray(questions) && questions.length === 1 ? questions[0] : {};
  const { answers, blank = false, min, max } = question ?? {};
  const names = ["answers", ...("blank" in (question ?? {}) ? ["blank"] : []), "min", "max", "question"];
  const known =
    Object.keys(question ?? {}).join() === names.join() &&
    Array.isArray(answers) &&
    answers.every((answer) => typeof answer === "string") &&
    typeof question.question === "string" &&
    typeof blank === "boolean";
  if (!known || answers.length < 1 || answers.length > MOST_ANSWERS || min !== 1 || max !== 1) {
    throw new Invalid("election.questions", "Bilik ini hanya melayani satu pertanyaan dengan tepat satu pilihan.");
  }
  return { answers: Object.freeze([...answers]), blank };
}

// --- the card (section 2.4)

/** s, from two hashes so that it is even modulo q. */
function secretOf(election, credential) {
  if (!CREDENTIAL.test(credential)) {
    throw new Invalid("credential.form", "Kode kartu tidak sah. Periksa setiap huruf dan angkanya, lalu coba lagi.");
  }
  const half = (part) => hexHash(`derive_credential|${election.uuid}|${part}|${credential}`);
  return BigInt(`0x${half(0)}${half(1)}`) % election.group.q;
}

/** W = g^s, by which the list of cards knows the credential c. */
export function publicCredential(election, c) {
  return election.group.text(election.powers.g(secretOf(election, c)));
}

// --- proofs (section 2.5)

const proofJson = ({ challenge: found, response }) => ({ challenge: `${found}`, response: `${response}` });

/**
 * That branch number `truth` holds, without telling which one it is. A branch is [opening, M]: that what was encrypted
 * with `opening.randomness` is M. For the others alpha^c = g^(rc) and (beta / g^M)^c = y^(rc) g^((m-M)c).
 */
function proveBranches({ group, powers }, tag, prefix, branches, truth) {
  const { q } = group;
  const commitments = [];
  const proofs = branches.map(([opening, shift], number) => {
    const part = { challenge: number === truth ? 0n : draw(q), response: draw(q) };
    const exponent = modulo(part.response + opening.randomness * part.challenge, q);
    const offset = modulo((opening.plaintext - BigInt(shift)) * part.challenge, q);
    const second = group.mul(powers.y(exponent), powers.g(offset));
    commitments.push(group.text(powers.g(exponent)), group.text(second));
    return part;
  });
  const others = proofs.reduce((sum, part) => sum + part.challenge, 0n);
  const own = modulo(challenge(tag, prefix, commitments, q) - others, q);
  const response = modulo(proofs[truth].response - branches[truth][0].randomness * own, q);
  proofs[truth] = { challenge: own, response };
  return proofs.map(proofJson);
}

/** challenge = SHA256("sig|" h "|" g^w) mod q, response = w - s * challenge. */
function sign({ group, powers }, message, secret) {
  const witness = draw(group.q);
  const found = hashToScalar(`sig|${message}|${group.text(powers.g(witness))}`, group.q);
  return proofJson({ challenge: found, response: modulo(witness - secret * found, group.q) });
}

// --- the ballot (section 2.5)

/**
 * Encrypts, proves and signs. `vote` is the place of the choice in the ballot: the empty vote is 0 where it is allowed,
 * then the candidates in their order. What the voter takes home is `tracker`; `ballot` goes to the station as it is.
 */
export function encrypt(election, c, vote) {
  const width = election.answers.length + Number(election.blank);
  if (!Number.isInteger(vote) || vote < 0 || vote >= width) {
    throw new Invalid("ballot.choice", "Pilihan ini tidak ada dalam surat suara.");
  }
  const secret = secretOf(election, c);
  const credential = election.group.text(election.powers.g(secret));
  const choices = Array.from({ length: width }, (_, place) => (place === vote ? 1n : 0n));
  const value = {
    election_uuid: election.uuid,
    election_hash: election.phi,
    credential,
    answers: [makeAnswer(election, `${election.phi}|${credential}`, choices)],
  };
  const message = base64Hash(JSON.stringify(value));
  const signature = { hash: message, proof: sign(election, message, secret) };
  const ballot = JSON.stringify({ ...value, signature });
  return { ballot, tracker: base64Hash(ballot) };
}

function makeAnswer(election, prefix, choices) {
  const { group, powers, blank } = election;
  const openings = choices.map((plaintext) => ({ randomness: draw(group.q), plaintext }));
  const pairs = openings.map(({ randomness, plaintext }) => ({
    alpha: powers.g(randomness),
    beta: group.mul(powers.y(randomness), plaintext ? group.g : group.one),
  }));
  const texts = pairs.map((pair) => pairText(group, pair));
  const individual = openings.map((opening, place) => {
    const branches = [[opening, 0], [opening, 1]]; // prettier-ignore
    return proveBranches(election, "prove", `${prefix}|${texts[place]}`, branches, Number(opening.plaintext));
  });
  const whole = `${prefix}|${texts.join(",")}`;
  const rest = openings.slice(Number(blank));
  const total = {
    randomness: rest.reduce((sum, one) => sum + one.randomness, 0n) % group.q,
    plaintext: rest.reduce((sum, one) => sum + one.plaintext, 0n),
  };
  const together = blank ? proveBlank(election, whole, openings[0], total) : proveOne(election, whole, pairs, total);
  return {
    choices: pairs.map(({ alpha, beta }) => ({ alpha: group.text(alpha), beta: group.text(beta) })),
    individual_proofs: individual,
    ...together,
  };
}

/** Exactly one choice, where there is no empty vote. */
function proveOne(election, whole, pairs, total) {
  const { group } = election;
  const product = pairs.reduce((one, two) => ({
    alpha: group.mul(one.alpha, two.alpha),
    beta: group.mul(one.beta, two.beta),
  }));
  const prefix = `${whole}|${pairText(group, product)}`;
  return { overall_proof: proveBranches(election, "prove", prefix, [[total, 1]], 0) };
}

/** Not both empty and a candidate (blank_proof); empty, or exactly one candidate (overall_proof). */
function proveBlank(election, whole, first, total) {
  const empty = Number(first.plaintext);
  const notBoth = [[first, 0], [total, 0]]; // prettier-ignore
  const oneOfThem = [[first, 1], [total, 1]]; // prettier-ignore
  const overall = proveBranches(election, "bproof1", whole, oneOfThem, 1 - empty);
  return { overall_proof: overall, blank_proof: proveBranches(election, "bproof0", whole, notBoth, empty) };
}

const pairText = (group, { alpha, beta }) => `${group.text(alpha)},${group.text(beta)}`;
