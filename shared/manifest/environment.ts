/**
 * The environment of every function, as CDK and the local stack set it and `shared/platform/config.ts` reads it.
 * SDK endpoints (`AWS_ENDPOINT_URL_…`) and AWS_REGION are read by the SDK itself.
 */
export interface Environment {
  /** dev, staging, prod or local. */
  MONTU_STAGE: string;
  MONTU_TABLE: string;
  /** `iss` and base address of links, as in `https://api.montu.example`; no slash at the end. */
  MONTU_PUBLIC_URL: string;
  /** Origins that browsers may call from, separated by commas; `*` only on one machine. */
  MONTU_ORIGINS: string;
  /** Seconds an access token lives. */
  MONTU_ACCESS_TOKEN_SECONDS: string;
  /** Seconds that the set of signing keys is kept for; 300, the most, where it is not set. */
  MONTU_KEY_SET_SECONDS?: string;
  /** `kms:<key id>`, of the first key, or `file:<folder>`, of all keys; only for functions that sign. */
  MONTU_SIGNER?: string;
  /** `off`: there are none; only on one machine. */
  MONTU_RATE_LIMITS?: string;
  /** Address of the queue that frames are pushed from. */
  MONTU_PUSH_QUEUE_URL?: string;
  /** Address of the queue that imports go on by; only for functions that import. */
  MONTU_IMPORT_QUEUE_URL?: string;
  /** Write units a second that the table takes: imports leave half of them to others. Not set: as fast as it goes. */
  MONTU_WRITE_UNITS?: string;
  /** Address of the socket management API. */
  MONTU_SOCKET_ENDPOINT?: string;
  /** What the edge sends as `x-montu-origin`: requests without it went around it. Not set where there is no edge. */
  MONTU_ORIGIN_KEY?: string;
}
