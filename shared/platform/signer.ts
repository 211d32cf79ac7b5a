import { createHash, createPrivateKey, createPublicKey, generateKeyPair, type KeyObject, sign } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { Cache } from './cache.ts';
import { requireSetting } from './config.ts';

/** A public RSA key as it stands in the key set (RFC 7517). */
export interface PublicKey {
  kty: 'RSA';
  use: 'sig';
  alg: 'RS256';
  kid: string;
  n: string;
  e: string;
}

/** A key that is in the key set or can be put there. */
export interface KeyPair {
  publicKey: PublicKey;
  /** Where its private part is: `kms:<key id>`, or `file:<name>.pem` in the folder of keys. */
  reference: string;
}

/** A key that nobody knows of yet. */
export interface NewKey extends KeyPair {
  /** For a key that did not come into the key set. */
  discard(): Promise<void>;
}

/** Signs with a private key that the rest of the system never sees. */
export interface Signer {
  publicKey: PublicKey;
  /** RSASSA-PKCS1-v1_5 with SHA-256 over the given text. */
  sign(text: string): Promise<Buffer>;
}

function publicKeyOf(key: KeyObject): PublicKey {
  const { n = '', e = '' } = key.export({ format: 'jwk' });
  // RFC 7638: the thumbprint of the required members in lexical order names the key
  const kid = createHash('sha256')
    .update(JSON.stringify({ e, kty: 'RSA', n }))
    .digest('base64url');
  return { kty: 'RSA', use: 'sig', alg: 'RS256', kid, n, e };
}

/** Both MONTU_SIGNER and references are a kind and a place: `kms:<key id>`, `file:<folder or name>`. */
function parts(text: string): { kind: string; place: string } {
  const colon = text.indexOf(':');
  return { kind: text.slice(0, colon), place: text.slice(colon + 1) };
}

/** What a data folder had before there was a file for each key. */
const oldFile = 'signing-key.pem';

const readKey = async (file: string) => createPrivateKey(await readFile(file));

/** Makes a key, in a file that its owner alone can read. */
export async function makeKeyFile(folder: string): Promise<NewKey> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  const publicKey = publicKeyOf(createPublicKey(privateKey));
  const name = `${publicKey.kid}.pem`;
  const file = join(folder, name);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
  return { publicKey, reference: `file:${name}`, discard: () => rm(file) };
}

/** The public part of a key in KMS. */
export async function publicKeyInKms(keyId: string): Promise<PublicKey> {
  const { GetPublicKeyCommand, KMSClient } = await import('@aws-sdk/client-kms');
  const { PublicKey: der } = await new KMSClient({}).send(new GetPublicKeyCommand({ KeyId: keyId }));
  if (!der) throw new Error('KMS gave no public key');
  return publicKeyOf(createPublicKey({ key: Buffer.from(der), format: 'der', type: 'spki' }));
}

/** The key to begin with: the one that MONTU_SIGNER names in KMS; on one machine, a file that is made. */
export async function firstKey(): Promise<NewKey> {
  const { kind, place } = parts(requireSetting('MONTU_SIGNER'));
  const discard = async () => {};
  if (kind === 'kms') return { publicKey: await publicKeyInKms(place), reference: `kms:${place}`, discard };
  const old = join(place, oldFile);
  if (!existsSync(old)) return makeKeyFile(place);
  return { publicKey: publicKeyOf(createPublicKey(await readKey(old))), reference: `file:${oldFile}`, discard };
}

async function kmsSigner({ publicKey }: KeyPair, KeyId: string): Promise<Signer> {
  const { KMSClient, SignCommand } = await import('@aws-sdk/client-kms');
  const client = new KMSClient({});
  return {
    publicKey,
    async sign(text) {
      const digest = createHash('sha256').update(text).digest();
      const { Signature } = await client.send(
        new SignCommand({
          KeyId,
          Message: digest,
          MessageType: 'DIGEST',
          SigningAlgorithm: 'RSASSA_PKCS1_V1_5_SHA_256',
        }),
      );
      if (!Signature) throw new Error('KMS gave no signature');
      return Buffer.from(Signature);
    },
  };
}

async function fileSigner(file: string): Promise<Signer> {
  const privateKey = await readKey(file);
  return {
    publicKey: publicKeyOf(createPublicKey(privateKey)),
    sign: async (text) => sign('sha256', Buffer.from(text), privateKey),
  };
}

const opened = new Cache<Signer>({ max: 10, maxAgeMs: Number.POSITIVE_INFINITY });

/** A signer with a key of the key set; undefined when its private part is in another machine's folder. */
export async function openSigner(key: KeyPair): Promise<Signer | undefined> {
  const { kind, place: name } = parts(key.reference);
  if (kind === 'kms') return opened.get(name, () => kmsSigner(key, name));
  const { kind: own, place: folder } = parts(requireSetting('MONTU_SIGNER'));
  const file = join(folder, basename(name));
  if (own !== 'file' || !existsSync(file)) return undefined;
  const signer = await opened.get(file, () => fileSigner(file));
  return signer.publicKey.kid === key.publicKey.kid ? signer : undefined;
}
