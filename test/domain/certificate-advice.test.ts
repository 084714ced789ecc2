import {expect, test} from '@jest/globals';
import {certificateAdvice} from '../../src/domain/certificate-advice.js';

test.each([
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
])('%s is mended by NODE_EXTRA_CA_CERTS', (code) => {
  expect(certificateAdvice({code})).toContain('let NODE_EXTRA_CA_CERTS name a file');
});

test.each(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'])('%s may be the fault of the clock', (code) => {
  expect(certificateAdvice({code})).toMatch(/^set the clock .* NODE_EXTRA_CA_CERTS/);
});

test('errors of another kind have no advice of this kind', () => {
  expect(certificateAdvice({code: 'ECONNREFUSED'})).toBeUndefined();
  expect(certificateAdvice({})).toBeUndefined();
});
