import Alert from '@cloudscape-design/components/alert';
import type { ReactElement } from 'react';
import type { ApiProblem } from '../api/client';

/** What went wrong, in the server's words; nothing where all is well. */
export function ProblemAlert({ problem }: { problem: ApiProblem | null }): ReactElement | null {
  return problem === null ? null : (
    <Alert type="error" header={problem.code === '' ? 'It did not work' : problem.code}>
      {problem.message}
    </Alert>
  );
}
