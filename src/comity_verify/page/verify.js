/* The checks of verify.py for one receipt or one bundle, in the browser: WebCrypto only, no network, no other code.
   Formats: ../FORMAT.md, C2SP signed-note, tlog-checkpoint, tlog-cosignature, tlog-policy, tlog-proof, RFC 6962, and
   rsc.io/tmp/mpt. The names and sentences are those of verify.py; a test holds the two against each other. */
"use strict";

const LIMIT = 1 << 20, EVENT_LIMIT = 8192, RECORD_LIMIT = 49152, SIGNATURE_LIMIT = 100, DEPTH_LIMIT = 32;
const INDEX_LAG = 1000n, LOOK_AHEAD = 16, LAST_POWER = 20, CLOCK_SKEW = 3600n, MAX_AGE = 24n * 3600n;
const SPACE = "\\t-\\r \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const KEY = new RegExp(`^([^+${SPACE}]+)\\+([0-9a-f]{8})\\+([^\\n]+)$`, "u");
const SIGNATURE = new RegExp(`^\u2014 ([^+${SPACE}]+) ([A-Za-z0-9+/=]+)$`, "u");
const PUBLIC_SIZES = { 1: 32, 4: 32, 6: 1312 }, SIGNATURE_SIZES = { 1: 64, 4: 72, 6: 2428 };
const RECORDS = ["index", "key", "policy", "origin"];
const PLACED = { index: "int", leaf: "text", inclusion: ["hex"] };
const DISCLOSURE = { a: "text", payload: "base64", salt: "hex" };
const ENTRY = { ...PLACED, presence: "base64", disclosures: [DISCLOSURE] };
const MATTER = { handle: "text", tag_key: "hex", entries: [ENTRY], absence: [{ counter: "int", proof: "base64" }] };
const BUNDLE = { format: "text", checkpoint: "text", index: PLACED, matters: [MATTER], limits: ["text"] };
const NOT_JSON = "this is not restricted JSON in canonical form (RFC 8785)";

class Refused extends Error {
  constructor(why, where = "") { super(why); this.where = where; }
}

function need(condition, why, where = "") {
  if (!condition) throw new Refused(why, where);
}

/* Say where a refusal inside arises. */
async function place(name, work) {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    throw new Refused(error.message, name + (error.where && !error.where.startsWith("[") ? "." : "") + error.where);
  }
}

/* ---- bytes, numbers, base64, restricted JSON (FORMAT.md, "Words") ---- */

const utf8 = (text) => new TextEncoder().encode(text);
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const unhex = (text) => Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));
const latin1 = (bytes) => Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
const same = (left, right) => left.length === right.length && left.every((byte, at) => byte === right[at]);
const uint64 = (value) => { const out = new Uint8Array(8); new DataView(out.buffer).setBigUint64(0, value); return out; };

function join(...parts) {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((at, part) => { out.set(part, at); return at + part.length; }, 0);
  return out;
}

function decoded(bytes, why = "this is not UTF-8") {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Refused(why);
  }
}

function number(text) {
  need(/^(0|[1-9][0-9]{0,18})$/.test(text) && BigInt(text) < 1n << 63n, "this is not a plain decimal number");
  return BigInt(text);
}

function unbase64(text, size = null) {
  need(/^[A-Za-z0-9+/]*={0,2}$/.test(text) && text.length % 4 === 0, "this is not base64");
  const binary = atob(text);
  need(btoa(binary) === text, "this is not canonical base64");
  need(size === null || binary.length === size, `this is not ${size} bytes long`);
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
}

function restrictedJson(bytes) {
  const text = decoded(bytes, NOT_JSON);
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Refused(NOT_JSON);
  }
  need(canonical(value, 1) === text, NOT_JSON);
  return value;
}

/* Write restricted JSON (RFC 8785), refusing floats, null, large integers, texts not in NFC and deep nesting. */
function canonical(value, depth) {
  if (typeof value === "boolean") return String(value);
  if (typeof value === "number") {
    need(Number.isSafeInteger(value), NOT_JSON);
    return String(value);
  }
  if (typeof value === "string") {
    need(!/\p{Surrogate}/u.test(value) && value.normalize("NFC") === value, NOT_JSON);
    return JSON.stringify(value);
  }
  need(value !== null && depth <= DEPTH_LIMIT, NOT_JSON);
  if (Array.isArray(value)) return "[" + value.map((part) => canonical(part, depth + 1)).join(",") + "]";
  const names = Object.keys(value).sort();
  need(names.every((name) => /^[\x00-\x7f]*$/.test(name)), NOT_JSON);
  return "{" + names.map((name) => JSON.stringify(name) + ":" + canonical(value[name], depth + 1)).join(",") + "}";
}

/* Fit a value into a shape (a word, an array of one shape, an object of these members), and decode its bytes. */
async function fit(value, shape) {
  if (Array.isArray(shape)) {
    need(Array.isArray(value), "this is not an array");
    const out = [];
    for (const [at, part] of value.entries()) out.push(await place(`[${at}]`, () => fit(part, shape[0])));
    return out;
  }
  if (typeof shape === "object") {
    need(typeof value === "object" && !Array.isArray(value), "this is not an object");
    for (const name of [...new Set([...Object.keys(shape), ...Object.keys(value)])].sort()) {
      need(Object.hasOwn(value, name), "this member is missing", name);
      need(Object.hasOwn(shape, name), "this member is unknown", name);
    }
    const out = {};
    for (const name of Object.keys(shape)) out[name] = await place(name, () => fit(value[name], shape[name]));
    return out;
  }
  if (shape === "int") {
    need(typeof value === "number" && value >= 0, "this is not an integer from 0");
    return value;
  }
  need(typeof value === "string" && (value || shape === "base64"), "this is not a text, or empty");
  if (shape === "hex") {
    need(/^[0-9a-f]{64}$/.test(value), "this is not 64 lower-case hexadecimal digits");
    return unhex(value);
  }
  return shape === "base64" ? unbase64(value) : value;
}

/* ---- the tree (RFC 6962, 2.1; RFC 9162, 2.1.3.2) ---- */

const sha256 = async (...parts) => new Uint8Array(await crypto.subtle.digest("SHA-256", join(...parts)));
const leafHash = (leaf) => sha256(Uint8Array.of(0), leaf);

async function checkInclusion(index, size, leaf, path, root) {
  need(0n <= index && index < size, "the index is not in the tree", "index");
  let low = index, high = size - 1n, at = leaf;
  for (const sibling of path) {
    need(high, "the path is too long", "inclusion");
    if (low & 1n || low === high) {
      at = await sha256(Uint8Array.of(1), sibling, at);
      while (low && !(low & 1n)) { low >>= 1n; high >>= 1n; }
    } else {
      at = await sha256(Uint8Array.of(1), at, sibling);
    }
    low >>= 1n; high >>= 1n;
  }
  need(!high, "the path is too short", "inclusion");
  need(same(at, root), "the path from this leaf does not lead to the root of the checkpoint", "inclusion");
}

/* ---- signed notes, keys, checkpoints, cosignatures (C2SP) ---- */

async function readKey(text) {
  const match = KEY.exec(text);
  need(match, "this is not a verifier key");
  const raw = unbase64(match[3]);
  need(PUBLIC_SIZES[raw[0]] === raw.length - 1, "this type or length of key is not known here");
  const id = hex((await sha256(utf8(match[1] + "\n"), raw)).slice(0, 4));
  need(id === match[2], "the key does not fit its id");
  return { name: match[1], id, kind: raw[0], public: raw.slice(1) };
}

function readNote(bytes) {
  need(bytes.length <= LIMIT, "the note is too large");
  const text = decoded(bytes);
  need(!/[\x00-\x09\x0b-\x1f]/.test(text), "the note has a control character");
  const gap = text.lastIndexOf("\n\n"), lines = text.slice(gap + 2);
  need(gap >= 0 && lines.endsWith("\n"), "the note has no signature lines, or no line end at its end");
  need(lines.split("\n").length - 1 <= SIGNATURE_LIMIT, `the note has more than ${SIGNATURE_LIMIT} signatures`);
  const signatures = lines.slice(0, -1).split("\n").map((line) => {
    const match = SIGNATURE.exec(line);
    const raw = match ? unbase64(match[2]) : [];
    need(raw.length > 4, "a signature line is malformed");
    return { name: match[1], id: hex(raw.slice(0, 4)), bytes: raw.slice(4) };
  });
  return { text: text.slice(0, gap) + "\n", signatures };
}

async function readCheckpoint(text) {
  const lines = text.split("\n").slice(0, -1);
  need(lines.length >= 3 && lines.every((line) => line), "a checkpoint has at least three lines, and none is empty");
  const size = await place("size", () => number(lines[1]));
  return { origin: lines[0], size, root: await place("root", () => unbase64(lines[2], 32)) };
}

/* Check one signature. WebCrypto has no ML-DSA: for type 0x06 only the form is checked, and the caller is told. */
async function checkSignature(key, signature, text) {
  need(signature.length === SIGNATURE_SIZES[key.kind], "the signature has a wrong length");
  const stamp = new DataView(signature.buffer, signature.byteOffset).getBigUint64(0);
  need(key.kind === 1 || stamp < 1n << 63n, "the time of the signature is out of range");
  if (key.kind === 6) return { stamp, checked: false };
  const opening = key.kind === 1 ? "" : `cosignature/v1\ntime ${stamp}\n`;
  let sound = false;
  try {
    const imported = await crypto.subtle.importKey("raw", key.public, { name: "Ed25519" }, false, ["verify"]);
    sound = await crypto.subtle.verify({ name: "Ed25519" }, imported, signature.slice(-64), utf8(opening + text));
  } catch (error) {
    if (error.name === "NotSupportedError") throw error;
  }
  need(sound, "the signature does not verify");
  return { stamp: key.kind === 1 ? 0n : stamp, checked: true };
}

/* ---- the policy, and a checkpoint under it (C2SP tlog-policy) ---- */

async function readPolicy(bytes) {
  const policy = { logs: new Map(), witnesses: new Map(), groups: new Map(), quorum: "" };
  const names = new Set(["none"]), members = new Set(), text = latin1(bytes);
  need(bytes.length <= LIMIT && text.endsWith("\n"), "the policy is too large, or has no line end at its end");
  need(!/[\x00-\x08\x0b-\x1f\x7f]/.test(text), "the policy has a control character");
  for (const [row, line] of text.split("\n").entries()) {
    const words = line.split(/[ \t]+/).filter((word) => word);
    if (words.length && !words[0].startsWith("#"))
      await place(`line ${row + 1}`, () => readPolicyLine(policy, words, names, members));
  }
  need(policy.quorum, "there is no quorum line");
  need(policy.logs.size, "there is no log line");
  return policy;
}

async function readPolicyLine(policy, words, names, members) {
  const [kind, name, third] = words, chosen = words.slice(3);
  if (kind === "log" && (words.length === 2 || words.length === 3)) {
    const key = await trustedKey(name, [1, 6], [...policy.logs.values()]);
    policy.logs.set(`${key.name} ${key.id}`, key);
  } else if (kind === "witness" && (words.length === 3 || words.length === 4)) {
    const key = await trustedKey(third, [4, 6], [...policy.witnesses.values()].map((known) => known.key));
    policy.witnesses.set(`${key.name} ${key.id}`, { key, name });
    define(name, names);
  } else if (kind === "group" && chosen.length) {
    const count = third === "any" ? 1n : third === "all" ? BigInt(chosen.length) : number(third);
    need(1n <= count && count <= chosen.length, "the threshold is not between 1 and the number of members");
    for (const member of chosen) {
      need(names.has(member) && member !== "none", "a member is not defined on a line before");
      need(!members.has(member), "a member is listed twice");
      members.add(member);
    }
    policy.groups.set(name, { count, chosen });
    define(name, names);
  } else if (kind === "quorum" && words.length === 2) {
    need(!policy.quorum, "there is a second quorum line");
    need(names.has(name), "the quorum is not defined on a line before");
    policy.quorum = name;
  } else {
    throw new Refused("this line is not of the form of a policy");
  }
}

function define(name, names) {
  need(!names.has(name), "this name is defined twice");
  names.add(name);
}

async function trustedKey(vkey, kinds, known) {
  const key = await readKey(decoded(Uint8Array.from(vkey, (letter) => letter.charCodeAt(0))));
  need(kinds.includes(key.kind), "a key of this type does not fit this role");
  need(known.every((old) => !same(key.public, old.public)), "this key is listed twice");
  need(known.every((old) => key.name !== old.name || key.id !== old.id), "this key is listed twice");
  return key;
}

function isMet(policy, cosigned) {
  const reached = new Set([...cosigned, "none"]);
  for (const [name, { count, chosen }] of policy.groups)
    if (chosen.filter((member) => reached.has(member)).length >= count) reached.add(name);
  return reached.has(policy.quorum);
}

/* Check a checkpoint. What only an ML-DSA signature could settle is left open, and never counted as good. */
async function openCheckpoint(bytes, policy, now) {
  const { text, signatures } = readNote(bytes), head = await readCheckpoint(text);
  const cosigned = new Map(), unchecked = new Map();
  let signed = false, claimed = false;
  for (const { name, id, bytes: signature } of signatures) {
    const log = policy.logs.get(`${name} ${id}`), witness = policy.witnesses.get(`${name} ${id}`);
    if (!log && !witness) continue;
    const { stamp, checked } = await place(`signature of ${name}`, () => checkSignature((witness || {}).key || log, signature, text));
    if (log && checked) signed ||= name === head.origin;
    else if (log) { claimed ||= name === head.origin; unchecked.set(name, 0n); }
    else if (stamp <= now + CLOCK_SKEW) {
      const kept = checked ? cosigned : unchecked;
      if (stamp >= (kept.get(witness.name) ?? 0n)) kept.set(witness.name, stamp);
    }
  }
  need(signed || claimed, "no log of the policy has signed this checkpoint under its own name", "log signature");
  const all = new Map([...unchecked, ...cosigned]);
  need(isMet(policy, all.keys()), `the quorum \`${policy.quorum}\` is not met`, "quorum");
  const open = !signed || !isMet(policy, cosigned.keys()), counted = open ? all : cosigned;
  const stamps = [...counted.values()].sort((a, b) => (a < b ? 1 : a > b ? -1 : 0));
  const since = (at) => [...counted].filter(([, stamp]) => stamp >= at).map(([name]) => name);
  const moment = policy.quorum === "none" ? 0n : stamps.find((at) => isMet(policy, since(at)));
  return { ...head, cosigned, unchecked: [...unchecked.keys()], open, moment };
}

/* ---- leaves and the tag trie (FORMAT.md, section 1; rsc.io/tmp/mpt) ---- */

async function readLeaf(bytes) {
  need(bytes.length <= RECORD_LIMIT, "the leaf is too long");
  const leaf = restrictedJson(bytes);
  need(typeof leaf === "object" && !Array.isArray(leaf) && leaf.v === 1, "this leaf is not of version 1");
  await place("kind", () => fit(leaf.kind, "text"));
  need(bytes.length <= EVENT_LIMIT || RECORDS.includes(leaf.kind), "the leaf is too long");
  if (leaf.kind === "index") {
    await place("size", () => fit(leaf.size, "int"));
    await place("root", () => fit(leaf.root, "hex"));
    need(!Object.hasOwn(leaf, "tags"), "an index leaf has no tags", "tags");
  }
  const codes = Object.keys(leaf).filter((name) => !["c", "tags", "v"].includes(name)).sort();
  const out = { codes: codes.map((name) => [name, leaf[name]]), kind: leaf.kind, size: leaf.size, root: leaf.root, tags: [] };
  if (Object.hasOwn(leaf, "tags")) {
    out.tags = (await place("tags", () => fit(leaf.tags, ["hex"]))).map(hex);
    need([1, 2, 4, 8].includes(out.tags.length), "there are not 1, 2, 4 or 8 tags", "tags");
    need(new Set(out.tags).size === out.tags.length, "a tag stands twice", "tags");
  }
  const rows = await place("c", () => fit(Object.hasOwn(leaf, "c") ? leaf.c : [], [{ a: "text", h: "hex" }]));
  out.c = new Map(rows.map((row) => [row.a, row.h]));
  need(out.c.size === rows.length, "an audience stands twice", "c");
  return out;
}

const bit = (key, at) => (key[at >> 3] >> (7 - (at % 8))) & 1;

/* Check that a key has this value in the trie, or with null that it is absent. */
async function checkTrie(root, key, value, proof) {
  if (value === null && !proof.length) return need(same(root, await sha256()), "the trie is not empty");
  let found = key, path = proof;
  if (value === null) {
    need(proof.length >= 64, "the proof is too short");
    found = proof.slice(0, 32); value = proof.slice(32, 64); path = proof.slice(64);
    need(!same(found, key), "the tag is present");
  }
  need(path.length % 33 === 0, "the proof has a wrong length");
  let at = await sha256(found, value), before = 256;
  for (let start = 0; start < path.length; start += 33) {
    const where = path[start], sibling = path.slice(start + 1, start + 33);
    need(where < before, "the bits of the path do not decrease");
    need(bit(key, where) === bit(found, where), "a search for this tag does not end here");
    at = await (bit(key, where) ? sha256(sibling, at, [where]) : sha256(at, sibling, [where]));
    before = where;
  }
  need(same(at, root), "the path does not lead to the root in the index leaf");
}

/* ---- a receipt (C2SP tlog-proof) ---- */

async function checkReceipt(bytes, policy, now) {
  const gap = bytes.findIndex((byte, at) => byte === 10 && bytes[at + 1] === 10);
  need(gap >= 0 && gap <= LIMIT, "this is not a tlog-proof of version 1");
  const lines = decoded(bytes.slice(0, gap)).split("\n");
  need(lines.shift() === "c2sp.org/tlog-proof@v1", "this is not a tlog-proof of version 1");
  const has = (word) => lines.length > 0 && lines[0].startsWith(word);
  const leaf = await place("extra", () => (has("extra ") ? unbase64(lines.shift().slice(6)) : null));
  const index = await place("index", () => {
    need(has("index "), "the line is missing");
    return number(lines.shift().slice(6));
  });
  const path = await place("inclusion", () => lines.map((line) => unbase64(line, 32)));
  const head = await place("checkpoint", () => openCheckpoint(bytes.slice(gap + 2), policy, now));
  const fields = await place("leaf", () => {
    need(leaf !== null, "the receipt carries no leaf, and none was given");
    return readLeaf(leaf);
  });
  await checkInclusion(index, head.size, await leafHash(leaf), path, head.root);
  return {
    head, stale: "", matters: [{ caption: "The entry", entries: [{ index, codes: fields.codes, opened: [] }] }],
    proved: [`This entry stands at place ${index} of the log, unchanged.`],
    unproved: ["What else the log holds: a receipt speaks of one entry."],
  };
}

/* ---- a bundle (FORMAT.md, section 3) ---- */

async function checkBundle(bytes, policy, now) {
  need(bytes.length <= 64 * LIMIT && bytes.at(-1) === 10, "the bundle is too large, or has no line end at its end");
  const bundle = await fit(restrictedJson(bytes.slice(0, -1)), BUNDLE), { matters } = bundle;
  need(bundle.format === "comity-bundle/v1", "this format is not known here", "format");
  const keys = new Set(matters.map((matter) => hex(matter.tag_key)));
  need(matters.length >= 1 && matters.length <= 1000 && keys.size === matters.length, "none, too many, or two with one key", "matters");
  need(bundle.limits.length, "the limits are missing", "limits");
  const head = await place("checkpoint", () => openCheckpoint(utf8(bundle.checkpoint), policy, now));
  const index = await place("index", async () => {
    const leaf = await checkPlaced(bundle.index, head);
    need(leaf.kind === "index", "this is not an index leaf", "leaf");
    need(leaf.size <= bundle.index.index, "the index covers what came after it", "leaf");
    return leaf;
  });
  const beyond = head.size - BigInt(index.size), shown = [];
  for (const [at, matter] of matters.entries())
    shown.push(await place(`matters[${at}]`, () => checkMatter(matter, head, index.size, unhex(index.root))));
  const stale = beyond > INDEX_LAG ? `the index does not cover the newest ${beyond} entries` : freshness(head, now);
  return {
    head, stale, matters: shown,
    proved: [`The index of tags covers the first ${index.size} entries of the log; among them each matter below has exactly the entries listed, and no other.`],
    unproved: [
      `Whether one of the ${beyond} entries after the first ${index.size} concerns these matters.`,
      "That no entry hides behind a gap of 17 or more skipped counters; beyond it only powers of two are looked at.",
      "That no entry was logged under another matter, or under a tag key that you were not given.",
      ...bundle.limits.map((limit) => `In the issuer's own words: ${limit}`),
    ],
  };
}

function freshness(head, now) {
  if (!head.moment) return "no quorum states a time, so its age is unknown";
  return now - head.moment > MAX_AGE ? `the newest time that a quorum confirms is ${day(head.moment)}` : "";
}

async function checkPlaced(placed, head) {
  const leaf = await place("leaf", () => readLeaf(utf8(placed.leaf)));
  await checkInclusion(BigInt(placed.index), head.size, await leafHash(utf8(placed.leaf)), placed.inclusion, head.root);
  return leaf;
}

async function checkMatter(matter, head, covered, root) {
  const secret = await crypto.subtle.importKey("raw", matter.tag_key, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const tag = async (counter) => new Uint8Array(await crypto.subtle.sign("HMAC", secret, uint64(BigInt(counter))));
  const seen = new Set(), entries = [];
  for (const [count, entry] of matter.entries.entries())
    await place(`entries[${count}]`, async () => {
      const leaf = await checkPlaced(entry, head), key = await tag(count);
      need(entry.index < covered, "the index does not cover this entry", "index");
      need(!seen.has(entry.index), "an entry stands twice", "index");
      seen.add(entry.index);
      need(leaf.tags.includes(hex(key)), "the leaf does not carry the tag of this matter and counter", "leaf");
      await place("presence", async () => checkTrie(root, key, await leafHash(utf8(entry.leaf)), entry.presence));
      entries.push({ index: entry.index, codes: leaf.codes, opened: await checkOpened(entry.disclosures, leaf) });
    });
  const count = matter.entries.length, wanted = absentCounters(count).join();
  need(matter.absence.map((row) => row.counter).join() === wanted, "these are not the counters to be proved absent", "absence");
  for (const [at, row] of matter.absence.entries())
    await place(`absence[${at}]`, async () => checkTrie(root, await tag(row.counter), null, row.proof));
  return { caption: `Matter ${matter.handle}: exactly ${count} ${count === 1 ? "entry" : "entries"}`, entries };
}

function absentCounters(count) {
  const near = Array.from({ length: LOOK_AHEAD + 1 }, (_, step) => count + step);
  const powers = Array.from({ length: LAST_POWER + 1 }, (_, power) => 2 ** power);
  return [...near, ...powers.filter((power) => power > count + LOOK_AHEAD)];
}

async function checkOpened(disclosures, leaf) {
  need(new Set(disclosures.map((row) => row.a)).size === disclosures.length, "an audience stands twice", "disclosures");
  for (const [at, row] of disclosures.entries())
    await place(`disclosures[${at}]`, async () => {
      need(leaf.c.has(row.a), "the leaf has no commitment for this audience", "a");
      const salt = await crypto.subtle.importKey("raw", row.salt, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
      const made = new Uint8Array(await crypto.subtle.sign("HMAC", salt, row.payload));
      need(same(made, leaf.c.get(row.a)), "the payload is not what the leaf commits to", "payload");
    });
  return disclosures;
}

/* ---- the page ---- */

const MEANING = {
  good: "Every check succeeded, and the log has the witnesses that your policy asks for.",
  stale: "Every check succeeded, but this is a picture of an earlier moment. Ask for a newer one: what came later may be missing.",
  open: "Everything that a browser can check is right, but the verdict depends on post-quantum signatures (ML-DSA-44), which browsers cannot check yet. Use verify.py for these.",
  bad: "Do not rely on this file. Above is the first thing that fails. It may be damaged, made for another log, or tampered with; ask for it again, and keep this copy.",
  unreadable: "Nothing was checked.",
};
const TITLES = { good: "Verified", stale: "Verified, but stale", open: "Not fully checked here", bad: "Not verified", unreadable: "Cannot be read" };
const COLOURS = { good: "good", stale: "wait", open: "wait", bad: "bad", unreadable: "wait" };
const given = { policy: null, paper: null };
let turn = 0;

const day = (stamp) => (stamp ? new Date(Number(stamp) * 1000).toISOString().replace("T", " ").slice(0, 16) + " UTC" : "no time stated");

/* Judge a paper under a policy: the verdict, its reason, and for a sound paper the report. */
async function judge(policyBytes, paperBytes, now) {
  let policy;
  try {
    policy = await readPolicy(policyBytes);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { verdict: "unreadable", reason: ["the policy", error.where, error.message].filter((part) => part).join(": ") };
  }
  try {
    const isReceipt = latin1(paperBytes.slice(0, 20)) === "c2sp.org/tlog-proof@";
    const report = await (isReceipt ? checkReceipt : checkBundle)(paperBytes, policy, now);
    const verdict = report.head.open ? "open" : report.stale ? "stale" : "good";
    return { verdict, reason: report.stale, report };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { verdict: "bad", reason: [error.where, error.message].filter((part) => part).join(": ") };
  }
}

const $ = (id) => document.getElementById(id);

function element(name, text = "", ...children) {
  const made = document.createElement(name);
  made.textContent = text;
  made.append(...children);
  return made;
}

async function check() {
  if (!given.policy || !given.paper) return;
  const mine = ++turn;
  let judged;
  try {
    judged = await judge(given.policy, given.paper, BigInt(Math.floor(Date.now() / 1000)));
  } catch {
    judged = { verdict: "unreadable", reason: "this browser lacks what the check needs (WebCrypto with Ed25519); use a newer one, or verify.py" };
  }
  if (mine !== turn) return;
  show(judged);
}

function show({ verdict, reason, report }) {
  $("result").hidden = false;
  $("result").className = COLOURS[verdict];
  $("result").dataset.verdict = verdict;
  $("verdict").textContent = TITLES[verdict];
  $("reason").textContent = reason;
  $("meaning").textContent = inWords(reason) + MEANING[verdict];
  $("account").hidden = !report;
  $("announcement").textContent = [TITLES[verdict], reason].filter((part) => part).join(": ");
  if (report) account(report);
  $("result").dataset.turn = turn;
  $("verdict").focus();
}

/* Say in words to which matter and entry a path like `matters[0].entries[3].leaf` leads. */
function inWords(reason) {
  const match = /^matters\[(\d+)\](?:\.(entries|absence)\[(\d+)\])?/.exec(reason);
  if (!match) return "";
  const inner = { entries: "entry", absence: "proof of absence" }[match[2]];
  return `This is in matter ${+match[1] + 1}${inner ? `, ${inner} ${+match[3] + 1}` : ""} of the bundle. `;
}

function account({ head, matters, proved, unproved }) {
  const witnesses = [...head.cosigned].map(([name, stamp]) => `${name} (${day(stamp)})`).sort().join(", ");
  const lines = [
    `The log ${head.origin} has signed ${head.size} entries with root ${hex(head.root)}.`,
    `Cosigned by: ${witnesses || "no witness of the policy"}.`,
    ...proved,
  ];
  $("proved-title").textContent = head.open ? "What is proved if the signatures not checked here are good" : "What was proved";
  $("proved").replaceChildren(...lines.map((line) => element("li", line)));
  $("entries").replaceChildren(...matters.map(table));
  const open = head.unchecked.map((name) => `The post-quantum signature of ${name}: not checked here, and not counted.`);
  const always = ["That everything that happened was logged, or that what was logged is true.", "Whom an entry is about: the log holds no name."];
  $("unproved").replaceChildren(...[...open, ...unproved, ...always].map((line) => element("li", line)));
}

function table({ caption, entries }) {
  if (!entries.length) return element("p", `${caption}.`);
  const head = element("tr", "", ...["Place", "What it says", "What was opened"].map((text) => element("th", text)));
  const rows = entries.map((entry) => element("tr", "", element("td", String(entry.index)), codes(entry), opened(entry)));
  const made = element("table", "", element("caption", caption), element("thead", "", head), element("tbody", "", ...rows));
  const scroll = element("div", "", made);
  scroll.className = "scroll matter";
  return scroll;
}

function codes(entry) {
  const words = entry.codes.map(([name, value]) => `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`);
  return element("td", words.join(" \u00b7 "));
}

function opened(entry) {
  const cell = element("td", entry.opened.length ? "" : "nothing");
  for (const { a, payload } of entry.opened) {
    let text = `${payload.length} bytes that are not text`;
    try {
      text = decoded(payload);
    } catch { /* shown as a number of bytes */ }
    cell.append(element("div", `for ${a}:`), element("pre", text));
  }
  return cell;
}

async function take(file, slot = null) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const start = latin1(bytes.slice(0, 20));
  const kind = slot ?? (start === "c2sp.org/tlog-proof@" || start.startsWith("{") ? "paper" : "policy");
  given[kind] = bytes;
  $(`${kind}-name`).textContent = file.name;
  $(`${kind}-slot`).classList.add("filled");
}

document.addEventListener("DOMContentLoaded", () => {
  for (const slot of ["policy", "paper"])
    $(slot).addEventListener("change", async (event) => {
      if (!event.target.files.length) return;
      await take(event.target.files[0], slot);
      await check();
    });
  for (const name of ["dragover", "dragleave", "drop"])
    document.addEventListener(name, async (event) => {
      event.preventDefault();
      document.body.classList.toggle("over", name === "dragover");
      if (name !== "drop") return;
      for (const file of event.dataTransfer.files) await take(file);
      await check();
    });
});
