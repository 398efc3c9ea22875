import type { Json } from '../graph/definition';

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

const TOKEN = 'pawl.token';
const BASE = '/api/v1';

/** The token of this tab; it goes with it. */
export const session = {
  token: (): string | null => sessionStorage.getItem(TOKEN),
  begin: (token: string): void => sessionStorage.setItem(TOKEN, token),
  end: (): void => sessionStorage.removeItem(TOKEN),
};

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/**
 * Asks the server.
 *
 * @param path below `/api/v1`, its segments encoded
 * @throws ApiProblem where it refuses
 */
export async function call<T>(method: Method, path: string, body?: Json): Promise<T> {
  const token = session.token();
  const response = await fetch(BASE + path, {
    method,
    headers: {
      Accept: 'application/json',
      ...(token === null ? {} : { Authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
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
