/** From what somebody is logged in, in words: "Firefox, Linux". Pure. */

const BROWSERS: readonly (readonly [sign: RegExp, name: string])[] = [
  [/\bEdgA?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bFirefox\//, 'Firefox'],
  [/Chrom(e|ium)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
];
const SYSTEMS: readonly (readonly [sign: RegExp, name: string])[] = [
  [/Windows/, 'Windows'],
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Mac OS X/, 'macOS'],
  [/Linux|X11/, 'Linux'],
];
const MOST = 40;

interface Words {
  unknown: string;
  program: string;
}

/** `userAgent` is what it says of itself, whether true or not. A program that is none of the browsers is told by its own name. */
export function clientKind(kind: 'page' | 'program', userAgent: string, words: Words): string {
  const nameOf = (known: typeof BROWSERS) => known.find(([sign]) => sign.test(userAgent))?.[1];
  const own = (/^[\w.-]+/.exec(userAgent)?.[0] ?? '').slice(0, MOST);
  const browser = nameOf(BROWSERS) ?? (kind === 'page' ? words.unknown : own);
  return [kind === 'program' ? words.program : '', browser, nameOf(SYSTEMS)].filter(Boolean).join(', ');
}
