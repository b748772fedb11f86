// Checks a Folkmoot record. Written from docs/record-format.md alone, so that two programs by two hands must agree.
// It needs nothing but a browser or node: `check(read, key, kept)` takes a function that answers the bytes of a file of
// the record (or null), the key of the record as text, and texts of earlier checkpoints; it answers a list of sentences,
// which is empty when the record is whole. In the page it runs where the reader chooses a folder, or asks for this record.

const WIDTH = 256;
const KINDS_WITH_ROWS = ["agreement", "round", "entry", "reply", "approval", "revision", "memorandum", "overdue", "target", "step", "sealed", "register", "withholding", "judgement", "deed"];
const STATED_ANEW = ["register", "judgement"];
const SETTLED_LATE = ["supersedes", "came", "ruled", "entered_late_on"];
const KEYS = "area,at,facts,kind,number,subject,v,words";

const utf8 = (text) => new TextEncoder().encode(text);
const text = (bytes) => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const same = (one, other) => one.length === other.length && one.every((byte, at) => byte === other[at]);

function join(...parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

async function sha256(...parts) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", join(...parts)));
}

function fromBase64(packed) {
  try {
    const bytes = Uint8Array.from(atob(packed), (one) => one.charCodeAt(0));
    return btoa(String.fromCharCode(...bytes)) === packed ? bytes : null;
  } catch {
    return null;
  }
}

function fromHex(packed) {
  if (typeof packed !== "string" || !/^([0-9a-f]{2})*$/.test(packed)) return null;
  return Uint8Array.from(packed.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

// Section 1: canonical JSON, of which a leaf holds objects, texts, whole numbers, truths and nulls.
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const members = Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`);
  return `{${members.join(",")}}`;
}

const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

function readLeaf(bytes) {
  try {
    const written = text(bytes);
    const leaf = JSON.parse(written);
    if (!isObject(leaf) || canonical(leaf) !== written || Object.keys(leaf).join() !== KEYS || leaf.v !== 1) return null;
    if (![leaf.kind, leaf.area, leaf.subject, leaf.at].every((one) => typeof one === "string")) return null;
    return isObject(leaf.facts) && isObject(leaf.words) && Number.isInteger(leaf.number) ? leaf : null;
  } catch {
    return null;
  }
}

// Section 2: the tree, and where its files lie.
async function rootOf(hashes) {
  if (hashes.length === 0) return sha256();
  if (hashes.length === 1) return hashes[0];
  let left = 1;
  while (left * 2 < hashes.length) left *= 2;
  return sha256(Uint8Array.of(1), await rootOf(hashes.slice(0, left)), await rootOf(hashes.slice(left)));
}

function named(number, width) {
  let name = String(number % 1000).padStart(3, "0");
  for (let rest = Math.floor(number / 1000); rest > 0; rest = Math.floor(rest / 1000)) {
    name = `x${String(rest % 1000).padStart(3, "0")}/${name}`;
  }
  return width < WIDTH ? `${name}.p/${width}` : name;
}

function* parts(length) {
  for (let number = 0; number * WIDTH < length; number += 1) {
    yield [number, Math.min(WIDTH, length - number * WIDTH)];
  }
}

function leavesIn(bundle) {
  const leaves = [];
  let at = 0;
  while (at + 2 <= bundle.length) {
    const length = bundle[at] * 256 + bundle[at + 1];
    if (at + 2 + length > bundle.length) return null;
    leaves.push(bundle.subarray(at + 2, at + 2 + length));
    at += 2 + length;
  }
  return at === bundle.length ? leaves : null;
}

// Section 3: keys, notes and checkpoints.
export async function readKey(written) {
  const found = /^([^\s+]+)\+([0-9a-f]{8})\+(.+)$/.exec(written.trim());
  const held = found && fromBase64(found[3]);
  if (!held || held.length !== 33) return null;
  const id = (await sha256(utf8(`${found[1]}\n`), held)).subarray(0, 4);
  return hex(id) === found[2] ? { name: found[1], type: held[0], id, bytes: held.subarray(1) } : null;
}

async function holds(key, signature, message) {
  try {
    const known = await crypto.subtle.importKey("raw", key.bytes, { name: "Ed25519" }, false, ["verify"]);
    return await crypto.subtle.verify({ name: "Ed25519" }, known, signature, message);
  } catch {
    return false;
  }
}

async function readCheckpoint(raw, key, finds) {
  let note;
  try {
    note = text(raw);
  } catch {
    return finds("the checkpoint is not UTF-8");
  }
  const cut = note.lastIndexOf("\n\n");
  if (cut < 0 || !note.endsWith("\n") || /[\x00-\x09\x0b-\x1f]/.test(note)) return finds("the checkpoint is no signed note");
  const body = note.slice(0, cut + 1);
  let isSigned = false;
  for (const line of note.slice(cut + 2, -1).split("\n")) {
    const found = /^— ([^\s+]+) (\S+)$/.exec(line);
    const signed = found && fromBase64(found[2]);
    if (!signed || signed.length < 5) return finds("the checkpoint has a line that is no signature");
    if (found[1] === key.name && same(signed.subarray(0, 4), key.id)) {
      if (!(await holds(key, signed.subarray(4), utf8(body)))) return finds("the signature of the record does not hold");
      isSigned = true;
    }
  }
  if (!isSigned) return finds("the checkpoint is not signed by the key of this record");
  const lines = body.slice(0, -1).split("\n");
  const root = fromBase64(lines[2] ?? "");
  if (lines.some((line) => line === "") || !/^(0|[1-9]\d*)$/.test(lines[1] ?? "") || root?.length !== 32) {
    return finds("the checkpoint has no name, size and root");
  }
  if (lines[0] !== key.name) return finds("the checkpoint is that of another record");
  return { size: Number(lines[1]), root };
}

// Section 6, in its order.
export async function check(read, keyText, kept = []) {
  const found = [];
  const finds = (sentence) => void found.push(sentence);
  const key = await readKey(keyText);
  if (!key || key.type !== 1) {
    finds("this is no key of a record");
    return found;
  }
  const raw = await read("checkpoint");
  if (!raw) {
    finds("there is no checkpoint");
    return found;
  }
  const checkpoint = await readCheckpoint(raw, key, finds);
  if (!checkpoint) return found;
  const bytes = await readLeaves(read, checkpoint.size, finds);
  if (!bytes) return found;
  const hashes = await Promise.all(bytes.map((leaf) => sha256(Uint8Array.of(0), leaf)));
  if (!same(await rootOf(hashes), checkpoint.root)) finds("the leaves are not those that were signed");
  await checkTiles(read, hashes, finds);
  const leaves = bytes.map(readLeaf);
  const removed = checkLeaves(leaves, finds);
  await checkHeld(leaves, finds);
  const latest = latestStated(leaves);
  for (const [number, width] of parts(bytes.length)) {
    await checkWords(await read(`words/${named(number, width)}`), number * WIDTH, width, { bytes, leaves, removed, latest, finds });
  }
  checkStrays(await read("strays.json"), finds);
  for (const earlier of kept) await checkKept(earlier, key, checkpoint, hashes, finds);
  return found;
}

async function readLeaves(read, size, finds) {
  const all = [];
  for (const [number, width] of parts(size)) {
    const path = `tile/entries/${named(number, width)}`;
    const bundle = await read(path);
    const leaves = bundle && leavesIn(bundle);
    if (!leaves || leaves.length !== width) return finds(`${path} is missing or damaged`);
    all.push(...leaves);
  }
  return all;
}

async function checkTiles(read, hashes, finds) {
  let row = hashes;
  for (let level = 0; row.length > 0; level += 1) {
    const above = [];
    for (const [number, width] of parts(row.length)) {
      const own = row.slice(number * WIDTH, number * WIDTH + width);
      const path = `tile/${level}/${named(number, width)}`;
      const tile = await read(path);
      if (!tile || !same(tile, join(...own))) finds(`${path} does not hold what follows from the leaves`);
      if (width === WIDTH) above.push(await rootOf(own));
    }
    row = above;
  }
}

function checkLeaves(leaves, finds) {
  const seen = new Set();
  const removed = new Map();
  const days = new Set();
  leaves.forEach((leaf, number) => {
    if (!leaf) return finds(`leaf ${number} is not in canonical form`);
    const place = JSON.stringify([leaf.kind, leaf.subject, leaf.number]);
    if (seen.has(place)) finds(`leaf ${number} tells again of ${place}`);
    seen.add(place);
    if (leaf.kind === "sealed") days.add(leaf.facts.day);
    if (leaf.kind !== "removal") return;
    const of = leaf.facts.leaf;
    const names = String(leaf.facts.names ?? "").split(" ");
    const earlier = Number.isInteger(of) && of >= 0 && of < number ? leaves[of] : null;
    if (!earlier || names.some((name) => !Object.hasOwn(earlier.words, name))) {
      return finds(`leaf ${number} removes what is not there`);
    }
    removed.set(of, new Set([...(removed.get(of) ?? []), ...names]));
  });
  for (const [number, names] of withheld(leaves)) removed.set(number, new Set([...(removed.get(number) ?? []), ...names]));
  checkDays(days, finds);
  return removed;
}

// The words that are not shown for the time being, by the number of their entry's leaf: the last turn counts.
function withheld(leaves) {
  const last = new Map();
  for (const leaf of leaves) {
    if (leaf?.kind !== "withholding") continue;
    const place = leaf.subject.replace(/^withholding\//, "agreement/");
    if (leaf.number > (last.get(place)?.turn ?? 0)) {
      last.set(place, { turn: leaf.number, names: leaf.facts.is_withheld === true ? String(leaf.facts.names ?? "").split(" ") : [] });
    }
  }
  const found = new Map();
  leaves.forEach((leaf, number) => {
    const told = leaf?.kind === "entry" && last.get(`${leaf.subject}/${leaf.number}`);
    if (told) found.set(number, told.names);
  });
  return found;
}

// Section 5: what was held until its day is what was shown on it.
async function checkHeld(leaves, finds) {
  const place = (kind, subject, number) => JSON.stringify([kind, subject, number]);
  const places = new Map();
  leaves.forEach((leaf, number) => leaf && places.set(place(leaf.kind, leaf.subject, leaf.number), number));
  for (const [number, leaf] of leaves.entries()) {
    if (leaf?.kind !== "held" || leaf.number === 1) continue;
    const first = places.get(place("held", leaf.subject, 1));
    if (first === undefined || first > number) finds(`leaf ${number} shows what was not held before`);
    else if (leaf.facts.is_shown === true) {
      const numbers = String(leaf.facts.entries).split(" ").map(Number);
      const entries = numbers.map((one) => leaves[places.get(place("entry", `agreement/${leaf.facts.agreement}`, one))]);
      const early = (part) => Object.fromEntries(Object.entries(part).filter(([name]) => !SETTLED_LATE.includes(name)));
      const value = entries.every(Boolean) && canonical(entries.map(({ facts, words }) => ({ facts: early(facts), words: early(words) })));
      const opened = value && (await commitment({ salt: leaf.facts.salt, value }));
      if (!opened || opened !== leaves[first].facts.commitment) finds(`leaf ${number}: the entries shown are not those that were held`);
    }
  }
}

function latestStated(leaves) {
  const latest = new Map();
  for (const leaf of leaves) {
    if (STATED_ANEW.includes(leaf?.kind)) latest.set(leaf.subject, Math.max(leaf.number, latest.get(leaf.subject) ?? 0));
  }
  return latest;
}

function checkDays(days, finds) {
  const sorted = [...days].sort();
  if (sorted.some((day) => !/^\d{4}-\d{2}-\d{2}$/.test(day))) return finds("a sealed leaf tells no day");
  for (let at = 1; at < sorted.length; at += 1) {
    if (Date.parse(sorted[at]) - Date.parse(sorted[at - 1]) !== 86400000) {
      finds(`sealed leaves are missing between ${sorted[at - 1]} and ${sorted[at]}`);
    }
  }
}

function parsed(raw) {
  try {
    const told = JSON.parse(text(raw));
    return isObject(told) ? told : {};
  } catch {
    return {};
  }
}

async function checkWords(raw, first, width, { bytes, leaves, removed, latest, finds }) {
  const rows = raw ? parsed(raw).leaves : null;
  if (!Array.isArray(rows)) return finds(`the words of the leaves from ${first} on are missing`);
  const byNumber = new Map(rows.filter(isObject).map((row) => [row.number, row]));
  for (let number = first; number < first + width; number += 1) {
    const row = byNumber.get(number);
    const leaf = leaves[number];
    if (!row) finds(`leaf ${number}: the database does not tell it any more`);
    else if (leaf) await checkRow(row, leaf, text(bytes[number]), removed.get(number) ?? new Set(), latest, (why) => finds(`leaf ${number}: ${why}`));
  }
}

async function checkRow(row, leaf, written, gone, latest, finds) {
  const columns = [row.leaf === written, row.kind === leaf.kind, row.area === leaf.area, row.subject === leaf.subject];
  if (!columns.every(Boolean) || row.of !== leaf.number) finds("the database tells another leaf than the one that was signed");
  const words = isObject(row.words) ? row.words : {};
  for (const name of new Set([...Object.keys(leaf.words), ...Object.keys(words)])) {
    const isThere = Object.hasOwn(words, name);
    if (gone.has(name) && !isThere) continue;
    if (!isThere || !Object.hasOwn(leaf.words, name) || (await commitment(words[name])) !== leaf.words[name]) {
      finds(`“${name}” is missing, or is not what the leaf commits to`);
    } else if (gone.has(name)) finds(`“${name}” was removed or withheld, and is still there`);
  }
  const isStatedAnew = STATED_ANEW.includes(leaf.kind) && leaf.number < latest.get(leaf.subject);
  if (!isStatedAnew || (row.shown !== null && row.shown !== undefined)) checkShown(row.shown, leaf, words, gone, finds);
}

async function commitment(word) {
  const salt = isObject(word) ? fromHex(word.salt) : null;
  return salt && typeof word.value === "string" ? hex(await sha256(Uint8Array.of(2), salt, utf8(word.value))) : null;
}

function checkShown(shown, leaf, words, gone, finds) {
  if (!isObject(shown)) {
    if (KINDS_WITH_ROWS.includes(leaf.kind)) finds("what it tells is not shown any more");
    return;
  }
  if (shown.area !== leaf.area || (shown.at !== null && shown.at !== leaf.at)) {
    finds("what is shown is of another area or moment");
  }
  for (const name of Object.keys(leaf.facts)) {
    if (!isObject(shown.facts) || !Object.hasOwn(shown.facts, name) || shown.facts[name] !== leaf.facts[name]) {
      finds(`“${name}” is shown otherwise than it was told`);
    }
  }
  for (const name of Object.keys(leaf.words)) {
    if (gone.has(name)) continue;
    if (!isObject(shown.words) || typeof shown.words[name] !== "string" || shown.words[name] !== words[name]?.value) {
      finds(`“${name}” is shown otherwise than it was told`);
    }
  }
}

function checkStrays(raw, finds) {
  const strays = raw ? parsed(raw).strays : null;
  if (!Array.isArray(strays)) return finds("the record does not say whether anything is shown without a leaf");
  for (const stray of strays) finds(`shown without a leaf: ${JSON.stringify(stray)}`);
}

async function checkKept(earlier, key, checkpoint, hashes, finds) {
  const before = await readCheckpoint(utf8(earlier), key, (why) => finds(`kept: ${why}`));
  if (!before) return;
  if (before.size > checkpoint.size) finds(`the record had ${before.size} leaves, and has ${checkpoint.size} now`);
  else if (!same(await rootOf(hashes.slice(0, before.size)), before.root)) {
    finds(`the first ${before.size} leaves are not those that were signed before`);
  }
}

// In the page: a folder that the reader chose, or this record itself.
if (typeof document !== "undefined" && document.getElementById("check")) {
  const form = document.getElementById("check");
  const told = document.getElementById("told");
  form.hidden = false;
  const fromFolder = (files) => {
    const byPath = new Map([...files].map((file) => [file.webkitRelativePath.split("/").slice(1).join("/"), file]));
    return async (path) => (byPath.has(path) ? new Uint8Array(await byPath.get(path).arrayBuffer()) : null);
  };
  const fromHere = async (path) => {
    const answer = await fetch(`/record/${path}`, { cache: "no-store" });
    return answer.ok ? new Uint8Array(await answer.arrayBuffer()) : null;
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    told.textContent = "Checking …";
    const files = form.elements.folder.files;
    const read = files.length ? fromFolder(files) : fromHere;
    const kept = form.elements.kept.value.trim();
    let found;
    try {
      found = crypto.subtle
        ? await check(read, form.elements.key.value, kept ? [`${kept}\n`] : [])
        : ["this browser checks signatures over https only"];
    } catch (error) {
      found = [`the check broke off: ${error.message}`];
    }
    told.replaceChildren();
    const heading = document.createElement("strong");
    const wrong = found.length === 1 ? "One thing is not as it must be." : `${found.length} things are not as they must be.`;
    heading.textContent = found.length ? wrong : "The record is whole.";
    told.append(heading);
    const is_own = form.elements.key.value === form.elements.key.defaultValue;
    if (!found.length && is_own) told.append(" The key is the one that this page names. A key that you kept from before proves more.");
    const list = told.appendChild(document.createElement("ul"));
    for (const sentence of found.slice(0, 100)) list.appendChild(document.createElement("li")).textContent = sentence;
  });
}
