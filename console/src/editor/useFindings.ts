import type { Diagnostic } from '@codemirror/lint';
import { useEffect, useMemo, useState } from 'react';
import { validate, type Finding } from '../api/resources';
import type { Json } from '../graph/definition';
import { rangeOf } from './place';

/** The server is asked once nobody has typed for so long. */
const PAUSE_MILLIS = 400;

export interface Findings {
  /** The latest that could be read. */
  readonly definition: Json;
  readonly diagnostics: readonly Diagnostic[];
  readonly errors: number;
  /** Whether the server has looked at this very text. */
  readonly isLookedAt: boolean;
  /** Whether the text is no JSON. */
  readonly isSyntax: boolean;
}

function read(text: string): { readonly definition: Json } | { readonly why: string } {
  try {
    return { definition: JSON.parse(text) as Json };
  } catch (error) {
    return { why: error instanceof Error ? error.message : String(error) };
  }
}

/** Where a message about JSON points to; the end where it does not say. */
export function offsetOf(why: string, text: string): number {
  const offset = /position (\d+)/u.exec(why)?.[1];
  return offset === undefined ? text.length : Math.min(Number(offset), text.length);
}

/** What is wrong with a definition's text: that it is no JSON, or else what the server says. */
export function useFindings(text: string, type: string, first: Json): Findings {
  const [definition, setDefinition] = useState(first);
  const [findings, setFindings] = useState<readonly Finding[]>([]);
  const [lookedAt, setLookedAt] = useState<object | null>(null);
  const now = useMemo(() => read(text), [text]);
  useEffect(() => {
    if ('why' in now) {
      return undefined;
    }
    setDefinition(now.definition);
    let isWanted = true;
    const timer = setTimeout(() => {
      void validate(now.definition, type)
        .then(({ diagnostics }) => diagnostics)
        .catch((error: unknown) => [asFinding(error)])
        .then((found) => {
          if (isWanted) {
            setFindings(found);
            setLookedAt(now);
          }
        });
    }, PAUSE_MILLIS);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [now, type]);
  const diagnostics = useMemo(
    () => ('why' in now ? [syntax(now.why, text)] : findings.map((one) => diagnostic(one, text))),
    [now, findings, text],
  );
  return {
    definition,
    diagnostics,
    errors: findings.filter(({ severity }) => severity === 'ERROR').length,
    isLookedAt: lookedAt === now,
    isSyntax: 'why' in now,
  };
}

function asFinding(error: unknown): Finding {
  return { severity: 'ERROR', code: '', message: error instanceof Error ? error.message : String(error) };
}

function syntax(why: string, text: string): Diagnostic {
  const at = offsetOf(why, text);
  return { from: at, to: Math.min(at + 1, text.length), severity: 'error', message: why };
}

function diagnostic({ severity, code, message, location }: Finding, text: string): Diagnostic {
  return {
    ...rangeOf(text, location ?? ''),
    severity: severity === 'ERROR' ? 'error' : 'warning',
    message: code === '' ? message : `${code}: ${message}`,
  };
}
