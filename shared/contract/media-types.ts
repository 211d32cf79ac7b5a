/** The first of the two formats that everything structured is read and answered in. */
export const jsonType = 'application/json';

/** The other one, MessagePack, by its registered name, and as clients also call it. */
export const messagePackTypes = ['application/vnd.msgpack', 'application/msgpack', 'application/x-msgpack'] as const;

/** What a change may also be called where it is a merge patch (RFC 7396). */
export const mergePatchType = 'application/merge-patch+json';
