import { readdirSync, readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

interface Locked {
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
}

/** The texts of the licences under which libraries come with the console, as a file beside it. */
export function licences(): Plugin {
  return {
    name: 'licences',
    apply: 'build',
    generateBundle() {
      const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
        readonly packages: Readonly<Record<string, Locked>>;
      };
      const texts = Object.entries(lock.packages)
        .filter(([path, { dev }]) => path !== '' && dev !== true)
        .map(([path, { version, license }]) => {
          const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
          return `${name} ${version ?? ''} (${license ?? 'unknown'})\n\n${textIn(path)}\n`;
        });
      this.emitFile({ type: 'asset', fileName: 'licences.txt', source: texts.join(`\n${'-'.repeat(80)}\n\n`) });
    },
  };
}

function textIn(folder: string): string {
  const file = readdirSync(folder).find((name) => /^(?:licen[cs]e|notice)/iu.test(name));
  return file === undefined ? '' : readFileSync(`${folder}/${file}`, 'utf8');
}
