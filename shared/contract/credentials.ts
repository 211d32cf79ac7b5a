import * as z from 'zod';

/** OWASP ASVS 5: length, and no rules of composition; what is too common is refused by the rules behind. */
export const newPassword = z.string().min(12).max(128);

/** MB: scrypt at N=2^17, r=8 takes 128 MB by itself, and CPU comes with memory: 1,769 MB is one whole core. */
export const hashingMemory = 1_769;
