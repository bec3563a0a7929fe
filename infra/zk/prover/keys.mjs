// Secrets: made here, derived from a wallet's signature, or read from an encrypted file. None is ever written out.
//
// File: JSON {version, kdf: {name: "scrypt", salt, n, r, p}, cipher: {name: "aes-256-gcm", iv, tag}, publicKey, secret}, bytes in hex.
// The public key is authenticated with the secret.
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes, scryptSync } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { multiplyGenerator, ORDER } from "./curve.mjs";
import { ProverError } from "./errors.mjs";

const SCRYPT = { n: 1 << 15, r: 8, p: 1 };
const SCRYPT_MAX_BYTES = 64 << 20;
const SCRYPT_MAX_N = 1 << 20;
const MIN_PASSWORD_CHARS = 12;
const SIGNATURE_BYTES = 65;
const DERIVATION = "fluxledger eerc key 1";

export function keyOf(secret) {
  return { secret, point: multiplyGenerator(secret) };
}

// The wallet signs a text that names account and purpose; RFC 6979 signatures are the same each time.
export function fromSignature(signature) {
  if (signature.length !== SIGNATURE_BYTES) {
    throw new ProverError("INVALID_REQUEST", `a signature has ${SIGNATURE_BYTES} bytes`, "signature");
  }
  const wide = Buffer.from(hkdfSync("sha512", signature, Buffer.alloc(0), DERIVATION, 64));
  return keyOf((BigInt("0x" + wide.toString("hex")) % (ORDER - 1n)) + 1n);
}

function derive(password, { salt, n, r, p }) {
  return scryptSync(password, Buffer.from(salt, "hex"), 32, { N: n, r, p, maxmem: SCRYPT_MAX_BYTES + 256 * n * r });
}

export function readPassword(file) {
  let password;
  try {
    password = readFileSync(file, "utf8").replace(/\r?\n$/, "");
  } catch (e) {
    throw new ProverError("KEY_FILE", `cannot read the password file: ${e.code}`, "passwordFile");
  }
  if (password.length < MIN_PASSWORD_CHARS) {
    throw new ProverError("KEY_FILE", `a password has at least ${MIN_PASSWORD_CHARS} characters`, "passwordFile");
  }
  return password;
}

const hex64 = (value) => value.toString(16).padStart(64, "0");

export function writeKey(file, password, key) {
  const kdf = { name: "scrypt", salt: randomBytes(16).toString("hex"), ...SCRYPT };
  const iv = randomBytes(12);
  const publicKey = key.point.map(String);
  const cipher = createCipheriv("aes-256-gcm", derive(password, kdf), iv);
  cipher.setAAD(Buffer.from(publicKey.join()));
  const secret = Buffer.concat([cipher.update(Buffer.from(hex64(key.secret), "hex")), cipher.final()]).toString("hex");
  const sealed = { name: "aes-256-gcm", iv: iv.toString("hex"), tag: cipher.getAuthTag().toString("hex") };
  const content = JSON.stringify({ version: 1, kdf, cipher: sealed, publicKey, secret }, null, 1);
  if (existsSync(file)) throw new ProverError("KEY_FILE", "the file exists already", "file");
  try {
    writeFileSync(file, content + "\n", { mode: 0o600, flag: "wx" });
  } catch (e) {
    throw new ProverError("KEY_FILE", `cannot write the file: ${e.code}`, "file");
  }
}

export function readKey(file, password) {
  let json;
  try {
    json = JSON.parse(readFileSync(file, "utf8"));
  } catch (e) {
    throw new ProverError("KEY_FILE", `cannot read the file: ${e.code ?? "it is no JSON"}`, "file");
  }
  if (json.version !== 1 || json.kdf?.name !== "scrypt" || json.cipher?.name !== "aes-256-gcm") {
    throw new ProverError("KEY_FILE", "not a key file of this version", "file");
  }
  if (!(json.kdf.n <= SCRYPT_MAX_N) || json.kdf.r !== SCRYPT.r || json.kdf.p !== SCRYPT.p) {
    throw new ProverError("KEY_FILE", "the key derivation is out of bounds", "file");
  }
  let secret;
  try {
    const decipher = createDecipheriv("aes-256-gcm", derive(password, json.kdf), Buffer.from(json.cipher.iv, "hex"));
    decipher.setAAD(Buffer.from(json.publicKey.join()));
    decipher.setAuthTag(Buffer.from(json.cipher.tag, "hex"));
    secret = Buffer.concat([decipher.update(Buffer.from(json.secret, "hex")), decipher.final()]);
  } catch {
    throw new ProverError("KEY_FILE", "wrong password, or the file was changed", "file");
  }
  return keyOf(BigInt("0x" + secret.toString("hex")));
}
