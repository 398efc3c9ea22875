import { describe, expect, it } from 'vitest';
import { signature } from './sign';

const KEY = { id: 'AKIDEXAMPLE', secret: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const NOW = new Date('2015-08-30T12:36:00Z');

describe('signatures', () => {
  it('are those of the documented example', async () => {
    const headers = await signature(
      {
        method: 'GET',
        url: new URL('https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08'),
        headers: { 'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8' },
        body: '',
      },
      KEY,
      NOW,
      'iam',
    );
    expect(headers['X-Amz-Date']).toBe('20150830T123600Z');
    expect(headers['Authorization']).toBe(
      'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request,' +
        ' SignedHeaders=content-type;host;x-amz-date,' +
        ' Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7',
    );
  });

  it('hold for every part of a request', async () => {
    const base = { method: 'POST', url: new URL('http://127.0.0.1:8083/a%20b?x=1'), headers: { 'X-Amz-Target': 'T' }, body: '{}' };
    const of = async (request: typeof base): Promise<string | undefined> =>
      (await signature(request, KEY, NOW))['Authorization'];
    const others = [
      { ...base, method: 'PUT' },
      { ...base, url: new URL('http://127.0.0.1:8083/a%20c?x=1') },
      { ...base, url: new URL('http://127.0.0.1:8083/a%20b?x=2') },
      { ...base, headers: { 'X-Amz-Target': 'U' } },
      { ...base, body: '{ }' },
    ];
    const signed = await Promise.all([base, ...others].map(of));
    expect(new Set(signed).size).toBe(signed.length);
    expect(signed[0]).toContain('SignedHeaders=host;x-amz-date;x-amz-target');
  });
});
