/** The package ships no types. */
declare module 'tls-sig-api-v2' {
  export class Api {
    constructor(sdkAppId: number, key: string);
    /** `expire` is a duration in seconds, counted from the system clock. */
    genSig(identifier: string, expire: number, userBuf?: unknown): string;
  }
}
