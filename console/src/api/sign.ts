/** An access key, as AWS's clients have it. */
export interface AccessKey {
  readonly id: string;
  readonly secret: string;
}

/** What of a request is signed. */
export interface Unsigned {
  readonly method: string;
  /** With a host; the path as it is sent. */
  readonly url: URL;
  /** Beside `host` and `x-amz-date`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const REGION = 'us-east-1';
const encoder = new TextEncoder();

function hex(bytes: ArrayBuffer): string {
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function hash(text: string): Promise<string> {
  return hex(await crypto.subtle.digest('SHA-256', encoder.encode(text)));
}

async function mac(key: BufferSource, text: string): Promise<ArrayBuffer> {
  const imported = await crypto.subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return crypto.subtle.sign('HMAC', imported, encoder.encode(text));
}

/** As signatures want it: letters, digits and four signs stand for themselves. */
function encoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/gu, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

function canonicalQuery(url: URL): string {
  return [...url.searchParams]
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .sort()
    .join('&');
}

/**
 * The headers that sign a request (Signature Version 4, header form).
 *
 * @param service as the scope names it
 */
export async function signature(
  request: Unsigned,
  key: AccessKey,
  now: Date,
  service = 'states',
  region = REGION,
): Promise<Record<string, string>> {
  const time = now.toISOString().replace(/[-:]|\.\d{3}/gu, '');
  const all: Record<string, string> = { host: request.url.host, 'x-amz-date': time };
  for (const [name, value] of Object.entries(request.headers)) {
    if (name.toLowerCase() === 'content-type' || name.toLowerCase().startsWith('x-amz-')) {
      all[name.toLowerCase()] = value.trim();
    }
  }
  const names = Object.keys(all).sort();
  const path = request.url.pathname.split('/').map(encoded).join('/');
  const canonical = [
    request.method,
    path,
    canonicalQuery(request.url),
    ...names.map((name) => `${name}:${all[name] ?? ''}`),
    '',
    names.join(';'),
    await hash(request.body),
  ].join('\n');
  const scope = `${time.slice(0, 8)}/${region}/${service}/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', time, scope, await hash(canonical)].join('\n');
  let secret: BufferSource = encoder.encode(`AWS4${key.secret}`);
  for (const part of scope.split('/')) {
    secret = await mac(secret, part);
  }
  return {
    'X-Amz-Date': time,
    Authorization: `AWS4-HMAC-SHA256 Credential=${key.id}/${scope}, SignedHeaders=${names.join(';')}, Signature=${hex(await mac(secret, text))}`,
  };
}
