import { setTimeout as sleep } from 'node:timers/promises';
import { CreateKeyCommand, KMSClient, NotFoundException, ScheduleKeyDeletionCommand } from '@aws-sdk/client-kms';
import { signingKeyTag } from '../../shared/manifest/stages.ts';
import { type NewKey, type PublicKey, publicKeyInKms } from '../../shared/platform/signer.ts';

/** A key that was made this second may not be found everywhere yet. */
async function publicKeyOfNew(keyId: string): Promise<PublicKey> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await publicKeyInKms(keyId);
    } catch (error) {
      if (!(error instanceof NotFoundException) || attempt === 10) throw error;
      await sleep(500 * attempt);
    }
  }
}

/** Makes a key in KMS that the functions of the stage may sign with. */
export async function makeKmsKey(stage: string): Promise<NewKey> {
  const client = new KMSClient({});
  const { KeyMetadata } = await client.send(
    new CreateKeyCommand({
      KeySpec: 'RSA_2048',
      KeyUsage: 'SIGN_VERIFY',
      Description: 'Signs the access tokens of Montu (RS256)',
      Tags: Object.entries({ project: 'montu', stage, [signingKeyTag]: stage }).map(([TagKey, TagValue]) => ({
        TagKey,
        TagValue,
      })),
    }),
  );
  const KeyId = KeyMetadata?.KeyId;
  if (!KeyId) throw new Error('KMS gave no key id');
  const discard = async () => {
    await client.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }));
  };
  try {
    return { publicKey: await publicKeyOfNew(KeyId), reference: `kms:${KeyId}`, discard };
  } catch (error) {
    await discard();
    throw error;
  }
}
