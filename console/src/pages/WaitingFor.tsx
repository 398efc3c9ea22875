import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useState, type ReactElement } from 'react';
import { sendTaskFailure, sendTaskSuccess } from '../api/resources';
import type { Visit } from '../execution/history';
import { reasonsOf } from '../execution/waiting';
import type { Json } from '../graph/definition';

interface Props {
  readonly visits: readonly Visit[];
  readonly definition: Json;
  readonly onDone: () => void;
}

const MOST = 5;

/** Why an execution does not go on, and what would let it. */
export function WaitingFor({ visits, definition, onDone }: Props): ReactElement | null {
  const [isAnswering, setIsAnswering] = useState(false);
  const reasons = reasonsOf(visits, definition, Date.now());
  if (reasons.length === 0) {
    return null;
  }
  return (
    <Alert
      header="Why is it waiting?"
      action={
        reasons.some(({ isToken }) => isToken) && (
          <Button onClick={() => setIsAnswering(!isAnswering)}>Answer the task</Button>
        )
      }
    >
      <SpaceBetween size="s">
        <ul className="reasons">
          {reasons.slice(0, MOST).map(({ state, sentence }, index) => (
            <li key={index}>
              <bdi>{state}</bdi>: {sentence}
            </li>
          ))}
          {reasons.length > MOST && <li>and {reasons.length - MOST} more</li>}
        </ul>
        {isAnswering && <Answer onDone={onDone} />}
      </SpaceBetween>
    </Alert>
  );
}

/** Histories do not show tokens: whoever answers has one from the task's message. */
function Answer({ onDone }: { onDone: () => void }): ReactElement {
  const [token, setToken] = useState('');
  const [output, setOutput] = useState('{}');
  const [failure, setFailure] = useState('');
  const send = async (work: () => Promise<unknown>): Promise<void> => {
    try {
      await work();
      setFailure('');
      onDone();
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <SpaceBetween size="s">
      <FormField label="Task token" description="As the task has sent it" errorText={failure}>
        <Input type="password" value={token} onChange={({ detail }) => setToken(detail.value)} />
      </FormField>
      <FormField label="Output, or the cause of the failure" description="A JSON value">
        <Textarea value={output} rows={3} onChange={({ detail }) => setOutput(detail.value)} />
      </FormField>
      <SpaceBetween direction="horizontal" size="xs">
        <Button
          variant="primary"
          disabled={token === ''}
          onClick={() => void send(async () => sendTaskSuccess(token, JSON.parse(output) as Json))}
        >
          Send success
        </Button>
        <Button disabled={token === ''} onClick={() => void send(() => sendTaskFailure(token, 'Refused', output))}>
          Send failure
        </Button>
      </SpaceBetween>
    </SpaceBetween>
  );
}
