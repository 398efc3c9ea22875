import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

interface Locked {
  readonly license?: string;
  readonly dev?: boolean;
  readonly resolved?: string;
}

/** Those under which a library may come with the product, as for the server's own (docs/licences.md). */
const ALLOWED = new Set(['MIT', 'Apache-2.0', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD']);

const lock = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8')) as {
  readonly packages: Readonly<Record<string, Locked>>;
};

describe('libraries of the console', () => {
  it('come under licences that allow it', () => {
    const shipped = Object.entries(lock.packages).filter(([name, { dev }]) => name !== '' && dev !== true);
    const odd = shipped.filter(([, { license }]) => license === undefined || !ALLOWED.has(license));
    expect(shipped.length).toBeGreaterThan(10);
    expect(odd.map(([name, { license }]) => `${name}: ${license ?? 'none'}`)).toEqual([]);
  });

  it('name no registry', () => {
    expect(Object.values(lock.packages).filter(({ resolved }) => resolved !== undefined)).toEqual([]);
  });
});
