import { ApiProblem, send } from './client';
import type { Json } from '../graph/definition';

type Members = { readonly [name: string]: Json };

async function told(response: Response): Promise<Members> {
  const body = JSON.parse((await response.text()) || '{}') as Members;
  if (!response.ok) {
    const code = String(body['__type'] ?? response.headers.get('x-amzn-ErrorType') ?? '');
    throw new ApiProblem(response.status, code, String(body['message'] ?? body['Message'] ?? `Status ${response.status}`));
  }
  return body;
}

/** Calls an operation of the AWS API, such as `AWSEvents.ListRules`, for what REST does not have. */
export const operation = async (target: string, members: Members): Promise<Members> =>
  told(
    await send(
      'POST',
      '/',
      { 'X-Amz-Target': target, 'Content-Type': 'application/x-amz-json-1.0' },
      JSON.stringify(members),
    ),
  );

/** Reads a list of the REST APIs of AWS: `/schedules`, `/v1/pipes`. */
export const listing = async (path: string): Promise<Members> => told(await send('GET', path, {}));

/** The objects under a member of an answer. */
export function objects(answer: Members, member: string): readonly Members[] {
  const list = answer[member];
  return Array.isArray(list)
    ? list.filter((one): one is { [name: string]: Json } => one !== null && typeof one === 'object' && !Array.isArray(one))
    : [];
}

export interface StateTest {
  readonly status: string;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
  readonly nextState?: string;
  readonly inspectionData?: { readonly [stage: string]: Json };
}

/**
 * Runs one state.
 *
 * @param mock what its call answers, as text; empty to make the call
 */
export async function testState(definition: Json, state: Json, input: string, mock: string): Promise<StateTest> {
  const language = (definition as Members | null)?.['QueryLanguage'];
  const body = {
    ...(language === undefined ? {} : { QueryLanguage: language }),
    ...(state as Members),
  };
  return (await operation('AWSStepFunctions.TestState', {
    definition: JSON.stringify(body),
    input,
    inspectionLevel: 'DEBUG',
    ...(mock === '' ? {} : { mock: { result: mock } }),
  })) as unknown as StateTest;
}
