// The printer of the booth: the agent on this computer, or the browser's own printing, behind one interface:
//   kind                            "agent" | "browser"
//   state()                      -> {ready, paper, cover, error}; never throws
//   print(job, slip, stub)       -> {printed, copy, confirmed}; the same job again prints nothing
//   again(job, slip, stub)       -> the same, printed once more and marked SALINAN
//   forget(job)                  -> nothing is kept of the job; never throws
// print and again throw PrinterError; its code: "printer" (state says why), "uncertain" (perhaps it is out: ask, then
// again), "unreachable" (no answer: perhaps it is out), "job", "forgotten", "storage", "fields", "origin", "agent".
// confirmed is false where only a person can tell whether paper came out: browsers, and printers that never answer.

const ALPHABET = "ACDEFGHJKMNPQRTWXY34679"; // nothing that is mistaken for another on paper
const CODE_LENGTH = 6;
const STATE_MS = 4000;
const PRINT_MS = 60000;
const AFTER_PRINT_MS = 60000;
const JOB_KEY = "pendopo-bilik-cetak";
const UNKNOWN = { ready: true, paper: "unknown", cover: "unknown", error: "" };

const UNREACHABLE = "Program pencetak di komputer ini tidak menjawab. Panggil petugas KPPS.";
const UNCERTAIN =
  "Belum pasti apakah slip sudah keluar. Lihat pencetak, lalu pilih cetak ulang; cetakan ditandai SALINAN.";
const CHANGED = "Isi cetakan berbeda dari yang sudah diterima untuk suara ini. Tidak ada yang dicetak.";

export class PrinterError extends Error {
  constructor(code, message, state = null) {
    super(message);
    this.name = "PrinterError";
    this.code = code;
    this.state = state;
  }
}

/** 32 hexadecimal digits, one for each vote that is printed. */
export function newJob() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Six random letters by which an original and its SALINAN are known as one; all equally likely. */
export function slipCode() {
  const limit = 256 - (256 % ALPHABET.length);
  let code = "";
  while (code.length < CODE_LENGTH) {
    for (const byte of crypto.getRandomValues(new Uint8Array(16))) {
      if (byte < limit && code.length < CODE_LENGTH) code += ALPHABET[byte % ALPHABET.length];
    }
  }
  return code;
}

/** The agent at `url`, as http://127.0.0.1:9101. */
export function agent(url = "http://127.0.0.1:9101") {
  const base = url.replace(/\/+$/, "");

  async function call(path, body, milliseconds) {
    const options = { cache: "no-store", credentials: "omit", signal: AbortSignal.timeout(milliseconds) };
    if (body) {
      options.method = "POST";
      options.headers = { "Content-Type": "application/json" };
      options.body = JSON.stringify(body);
    }
    let answer, content;
    try {
      answer = await fetch(base + path, options);
      content = await answer.json();
    } catch {
      throw new PrinterError("unreachable", UNREACHABLE, { ...UNKNOWN, ready: false, error: UNREACHABLE });
    }
    if (!answer.ok) throw new PrinterError(content.code ?? "agent", content.message ?? UNREACHABLE, content.state);
    return content;
  }

  async function order(job, slip, stub, repeat) {
    const { printed, copy, confirmed } = await call("/cetak", { job, slip, stub, again: repeat }, PRINT_MS);
    return { printed, copy, confirmed };
  }

  return {
    kind: "agent",
    async state() {
      try {
        return await call("/keadaan", null, STATE_MS);
      } catch (problem) {
        return problem.state ?? { ...UNKNOWN, ready: false, error: problem.message };
      }
    },
    print: (job, slip, stub) => order(job, slip, stub, false),
    again: (job, slip, stub) => order(job, slip, stub, true),
    async forget(job) {
      await call("/lupa", { job }, STATE_MS).catch(() => {});
    },
  };
}

/**
 * The browser's printing (in a kiosk with --kiosk-printing without a dialogue). It cannot tell what came out: its
 * answers say confirmed: false, and the flow asks a person. `width` is 58 or 80. Only the job's id outlives a reload.
 */
export function browserPrint({ width = 80, page = window } = {}) {
  let held = null; // {job, content, answer}: content compares a repeated request
  let busy = Promise.resolve();

  async function order(job, slip, stub, repeat) {
    const content = JSON.stringify([slip, stub]);
    const begun = page.sessionStorage.getItem(JOB_KEY) === job;
    if (held?.job === job && held.content !== content) throw new PrinterError("job", CHANGED);
    if (!repeat && begun && held?.job !== job) throw new PrinterError("uncertain", UNCERTAIN);
    if (!repeat && begun) return held.answer;
    page.sessionStorage.setItem(JOB_KEY, job);
    held = { job, content, answer: { printed: true, copy: repeat, confirmed: false } };
    await put(page, area(page.document, slip, stub, width, repeat));
    return held?.job === job ? held.answer : { printed: true, copy: repeat, confirmed: false };
  }

  function queued(...request) {
    const turn = busy.then(() => order(...request));
    busy = turn.catch(() => {});
    return turn;
  }

  return {
    kind: "browser",
    state: async () => ({ ...UNKNOWN }),
    print: (job, slip, stub) => queued(job, slip, stub, false),
    again: (job, slip, stub) => queued(job, slip, stub, true),
    async forget(job) {
      if (held?.job === job) held = null;
      if (page.sessionStorage.getItem(JOB_KEY) === job) page.sessionStorage.removeItem(JOB_KEY);
    },
  };
}

async function put(page, node) {
  const { body } = page.document;
  const done = new Promise((resolve) => {
    page.addEventListener("afterprint", resolve, { once: true });
    setTimeout(resolve, AFTER_PRINT_MS);
  });
  try {
    body.append(node);
    page.print();
    await done;
  } finally {
    node.remove();
  }
}

function area(document, slip, stub, width, copy) {
  const node = document.createElement("div");
  node.className = `print-area print-${width === 58 ? 58 : 80}`;
  node.setAttribute("aria-hidden", "true");
  node.append(slipPart(document, slip, copy), stubPart(document, stub, copy));
  return node;
}

function slipPart(document, slip, copy) {
  const part = strip(document, slip, copy);
  part.add("print-number", slip.number ? String(slip.number) : "KOSONG");
  part.add("print-name", slip.name);
  part.add("print-rule", "");
  part.add("print-small", "Kode slip");
  part.add("print-code", slip.code);
  if (copy) part.add("print-small", "Salinan slip dengan kode yang sama, dihitung satu kali.");
  part.add("print-small", "Masukkan ke kotak audit.");
  if (copy) part.add("print-mark", "* SALINAN *");
  return part.node;
}

function stubPart(document, stub, copy) {
  const part = strip(document, stub, copy, "TANDA TERIMA PEMILIH");
  part.add("print-small", "Pelacak suara Anda");
  part.add("print-tracker", stub.tracker.match(/.{1,4}/g).join(" "));
  part.add("print-small", "Simpan; cari di halaman hasil.");
  return part.node;
}

function strip(document, place, copy, heading = "") {
  const node = document.createElement("section");
  node.className = "print-strip";
  const part = {
    node,
    add(name, text) {
      const line = document.createElement("p");
      line.className = name;
      line.textContent = text;
      node.append(line);
    },
  };
  if (place.trial) part.add("print-mark", "UJI COBA: bukan suara yang sah");
  if (copy) part.add("print-mark", "* SALINAN *");
  if (heading) part.add("print-title", heading);
  part.add(heading ? "print-small" : "print-title", place.title);
  part.add("print-small", place.village);
  part.add("print-title", place.station);
  part.add("print-rule", "");
  return part;
}
