import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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

/** A key file in the data folder, made at first use and readable by its owner alone. */
function fileSigner(folder: string): Signer {
  const file = join(folder, 'signing-key.pem');
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
  }
  const privateKey = createPrivateKey(readFileSync(file));
  return {
    publicKey: publicKeyOf(createPublicKey(privateKey)),
    sign: async (text) => sign('sha256', Buffer.from(text), privateKey),
  };
}

async function kmsSigner(keyId: string): Promise<Signer> {
  const { GetPublicKeyCommand, KMSClient, SignCommand } = await import('@aws-sdk/client-kms');
  const client = new KMSClient({});
  const { PublicKey: der } = await client.send(new GetPublicKeyCommand({ KeyId: keyId }));
  if (!der) throw new Error('KMS gave no public key');
  return {
    publicKey: publicKeyOf(createPublicKey({ key: Buffer.from(der), format: 'der', type: 'spki' })),
    async sign(text) {
      const digest = createHash('sha256').update(text).digest();
      const { Signature } = await client.send(
        new SignCommand({
          KeyId: keyId,
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

let shared: Promise<Signer> | undefined;

/** The signer of this container: `kms:<key id>` in AWS, `file:<folder>` on one machine. */
export function signer(): Promise<Signer> {
  shared ??= (async () => {
    const [, kind, place = ''] = /^(kms|file):(.+)$/.exec(requireSetting('MONTU_SIGNER')) ?? [];
    return kind === 'kms' ? kmsSigner(place) : fileSigner(place);
  })();
  shared.catch(() => {
    shared = undefined;
  });
  return shared;
}
