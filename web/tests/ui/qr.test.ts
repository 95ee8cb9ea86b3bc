import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { qrPath, qrSquares } from '../../src/ui/qr';

const OTPAUTH = 'otpauth://totp/System%207/24:k20060-1?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=System%207/24';
const drawn = (text: string, mask?: number) => qrSquares(text, mask).map((row) => row.map(Number).join(''));
const digest = (rows: string[]) => createHash('sha256').update(rows.join('\n')).digest('hex');

// What is expected was drawn by another program (Python's qrcode 8.2, correction M, bytes).
it('draws a password as other programs do', () => {
  expect(drawn('mrkv-7h2p-wxqd-b4tz-nc8e', 2)).toEqual(
    `1111111000000010101111111
1000001000001011001000001
1011101010101001101011101
1011101011001111101011101
1011101010110110001011101
1000001010001101001000001
1111111010101010101111111
0000000011011000000000000
1011111001010101001111100
1110000000111100100001100
0110011101001011110000111
1100000111110011111000000
1010101111110110011110101
1001000110101100010100010
1010101011100111011011111
1010000101001001110001011
1010001001101111111111110
0000000010100001100010100
1111111001011100101010011
1000001010010010100011001
1011101011011101111110100
1011101010101110011110011
1011101011000001010000101
1000001001000000100000001
1111111010101110001011111`.split('\n'),
  );
});

it('draws larger ones, with several blocks and with the version in them', () => {
  expect(digest(drawn(OTPAUTH, 5))).toBe('4bbf5b5c27b6a9c660b6b5f092e41e1720809233a9e80a8a0acf28daf674a186');
  expect(digest(drawn('zażółć gęślą jaźń '.repeat(12), 7))).toBe('0ecbc251fb59acc5948b3ca990d2c52f44790a5663349ec0dd0ccf2b6ab1cadb');
});

it('takes one of the eight masks, and says what is too long', () => {
  const every = [0, 1, 2, 3, 4, 5, 6, 7].map((mask) => drawn(OTPAUTH, mask).join());
  expect(every).toContain(drawn(OTPAUTH).join());
  expect(() => qrSquares('a'.repeat(413))).toThrow(RangeError);
  expect(qrSquares('a'.repeat(412))).toHaveLength(77);
});

it('is one path', () => {
  expect(
    qrPath([
      [true, false],
      [false, true],
    ]),
  ).toBe('M0 0h1v1h-1zM1 1h1v1h-1z');
});
