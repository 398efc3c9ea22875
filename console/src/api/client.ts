import type { Json } from '../graph/definition';
import { signature, type AccessKey } from './sign';

/** What the server says is wrong (docs/rest-api.md, problems). */
export class ApiProblem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
  ) {
    super(detail);
  }
}

const CREDENTIALS = 'pawl.credentials';
const BASE = '/api/v1';

/** By what somebody is known: an API token or one of an identity provider, or an access key. */
export type Credentials = { readonly token: string } | { readonly key: AccessKey };

/** The credentials of this tab; they go with it. */
export const session = {
  credentials: (): Credentials | null => {
    const kept = sessionStorage.getItem(CREDENTIALS);
    return kept === null ? null : (JSON.parse(kept) as Credentials);
  },
  begin: (credentials: Credentials): void => sessionStorage.setItem(CREDENTIALS, JSON.stringify(credentials)),
  end: (): void => sessionStorage.removeItem(CREDENTIALS),
};

/** Sends a request of whoever is signed in. */
export async function send(
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body = '',
): Promise<Response> {
  const credentials = session.credentials();
  const url = new URL(path, window.location.origin);
  const known: Record<string, string> =
    credentials === null
      ? {}
      : 'token' in credentials
        ? { Authorization: `Bearer ${credentials.token}` }
        : await signature({ method, url, headers, body }, credentials.key, new Date());
  return fetch(url, {
    method,
    headers: { ...headers, ...known },
    ...(body === '' ? {} : { body }),
  });
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/**
 * Asks the server.
 *
 * @param path below `/api/v1`, its segments encoded
 * @throws ApiProblem where it refuses
 */
export async function call<T>(method: Method, path: string, body?: Json): Promise<T> {
  const response = await send(
    method,
    BASE + path,
    { Accept: 'application/json', ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
    body === undefined ? '' : JSON.stringify(body),
  );
  const text = await response.text();
  if (!response.ok) {
    throw problemOf(response.status, text);
  }
  return (text === '' ? {} : JSON.parse(text)) as T;
}

export function problemOf(status: number, text: string): ApiProblem {
  try {
    const problem = JSON.parse(text) as { code?: string; detail?: string };
    return new ApiProblem(status, problem.code ?? '', problem.detail ?? `Status ${status}`);
  } catch {
    // A proxy in between answers with what it likes.
    return new ApiProblem(status, '', `The server answered with status ${status}`);
  }
}
