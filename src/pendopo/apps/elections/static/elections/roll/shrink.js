// A ZIP of pictures as they come from a camera, made into one of pictures that fit the desk of a polling station.
// Done here: the large ones never leave this computer, and neither does what the camera wrote beside them.

export const WIDTH = 240;
export const HEIGHT = 320;
export const MOST = 20 * 1024;
const QUALITIES = [0.85, 0.75, 0.6, 0.45, 0.3, 0.15];
const LARGEST = 60 * 1024 * 1024;
const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;

/** The same names, small JPEGs. What is no picture stays as a stub, so that it is still reported. Rejects for what is no ZIP. */
export async function shrunk(zip, tell = () => {}) {
  const members = await list(zip);
  const made = [];
  for (const [place, member] of members.entries()) {
    tell(place + 1, members.length);
    made.push(await one(zip, member));
  }
  return pack(made);
}

async function one(zip, member) {
  const content = await extract(zip, member);
  try {
    const picture = await createImageBitmap(content);
    const scale = Math.min(1, WIDTH / picture.width, HEIGHT / picture.height);
    if (scale === 1 && content.size <= MOST) return { ...member, content };
    return { ...member, name: asJpeg(member.name), content: await drawn(picture, scale) };
  } catch {
    return { ...member, content: content.slice(0, 512) };
  }
}

async function drawn(picture, scale) {
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.floor(picture.width * scale));
  canvas.height = Math.max(1, Math.floor(picture.height * scale));
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff"; // a PNG may be transparent
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.imageSmoothingQuality = "high";
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  let found;
  for (const quality of QUALITIES) {
    found = await new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
    if (found.size <= MOST) break;
  }
  return found;
}

/** The bytes of a name with the ending .jpg. */
function asJpeg(name) {
  const dot = name.lastIndexOf(46);
  return new Uint8Array([...name.slice(0, dot < 0 ? name.length : dot), ...new TextEncoder().encode(".jpg")]);
}

// --- ZIP

async function bytes(blob) {
  return new DataView(await blob.arrayBuffer());
}

async function list(zip) {
  const tail = await bytes(zip.slice(Math.max(0, zip.size - 65557)));
  let at = tail.byteLength - 22;
  while (at >= 0 && tail.getUint32(at, true) !== END) at -= 1;
  if (at < 0) throw new Error("no zip");
  const count = tail.getUint16(at + 10, true);
  const start = tail.getUint32(at + 16, true);
  if (count === 0xffff || start === 0xffffffff) throw new Error("zip64");
  const told = await bytes(zip.slice(start, start + tail.getUint32(at + 12, true)));
  const found = [];
  let place = 0;
  for (let number = 0; number < count; number += 1) {
    if (told.getUint32(place, true) !== CENTRAL) throw new Error("damaged");
    const long = told.getUint16(place + 28, true);
    const name = new Uint8Array(told.buffer.slice(place + 46, place + 46 + long));
    const member = {
      name,
      flags: told.getUint16(place + 8, true),
      method: told.getUint16(place + 10, true),
      packed: told.getUint32(place + 20, true),
      size: told.getUint32(place + 24, true),
      offset: told.getUint32(place + 42, true),
    };
    if (member.flags & 1) throw new Error("locked");
    if (name[long - 1] !== 47) found.push(member); // not a folder
    place += 46 + long + told.getUint16(place + 30, true) + told.getUint16(place + 32, true);
  }
  return found;
}

async function extract(zip, member) {
  const head = await bytes(zip.slice(member.offset, member.offset + 30));
  if (head.getUint32(0, true) !== LOCAL) throw new Error("damaged");
  const start = member.offset + 30 + head.getUint16(26, true) + head.getUint16(28, true);
  const raw = zip.slice(start, start + member.packed);
  if (member.method === 0 || member.size > LARGEST) return raw;
  if (member.method !== 8) throw new Error("packed otherwise");
  return new Response(raw.stream().pipeThrough(new DecompressionStream("deflate-raw"))).blob();
}

async function pack(members) {
  const parts = [];
  const directory = [];
  let at = 0;
  for (const { name, flags, content } of members) {
    const raw = new Uint8Array(await content.arrayBuffer());
    const about = [20, flags & 0x800, 0, 0, 0x21]; // version, UTF-8 name, stored, 1 January 1980
    const sizes = [crc(raw), raw.length, raw.length];
    const local = head(30, [LOCAL], about, sizes, [name.length, 0]);
    directory.push(head(46, [CENTRAL], [20, ...about], sizes, [name.length, 0, 0, 0, 0], [0, at]), name);
    parts.push(local, name, raw);
    at += local.length + name.length + raw.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const end = head(22, [END], [0, 0, members.length, members.length], [size, at], [0]);
  return new Blob([...parts, ...directory, end], { type: "application/zip" });
}

/** Groups of numbers in turn: four bytes, two bytes, four bytes … */
function head(length, ...groups) {
  const view = new DataView(new ArrayBuffer(length));
  let at = 0;
  groups.forEach((group, turn) => {
    for (const value of group) {
      if (turn % 2) view.setUint16(at, value, true);
      else view.setUint32(at, value, true);
      at += turn % 2 ? 2 : 4;
    }
  });
  return new Uint8Array(view.buffer);
}

const TABLE = Uint32Array.from({ length: 256 }, (_value, start) => {
  let value = start;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

function crc(raw) {
  let value = 0xffffffff;
  for (const one of raw) value = (value >>> 8) ^ TABLE[(value ^ one) & 0xff];
  return (value ^ 0xffffffff) >>> 0;
}
