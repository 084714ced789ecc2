const OWN_CA =
  'let NODE_EXTRA_CA_CERTS name a file with the certificate (PEM) of the CA that signed it: a private CA, or a proxy that reads along';
const CLOCK = `set the clock of this machine, or renew the certificate; if it is one that NODE_EXTRA_CA_CERTS names, replace it there`;

const advice: Readonly<Record<string, string>> = {
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: OWN_CA,
  UNABLE_TO_GET_ISSUER_CERT: OWN_CA,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: OWN_CA,
  SELF_SIGNED_CERT_IN_CHAIN: OWN_CA,
  DEPTH_ZERO_SELF_SIGNED_CERT: OWN_CA,
  CERT_UNTRUSTED: OWN_CA,
  CERT_SIGNATURE_FAILURE: OWN_CA,
  INVALID_CA: OWN_CA,
  CERT_HAS_EXPIRED: CLOCK,
  CERT_NOT_YET_VALID: CLOCK,
  ERR_TLS_CERT_ALTNAME_INVALID: 'ask it by a name that its certificate holds',
};

/** What the operator does about a certificate that is not accepted; undefined for an error of another kind. */
export function certificateAdvice({code}: {readonly code?: string | undefined}): string | undefined {
  return code === undefined ? undefined : advice[code];
}
