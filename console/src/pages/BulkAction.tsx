import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState, type ReactElement } from 'react';
import { redriveExecution, stopExecution, type ExecutionItem } from '../api/resources';

interface Props {
  readonly machine: string;
  readonly kind: 'stop' | 'redrive';
  readonly executions: readonly ExecutionItem[];
  readonly onClose: () => void;
  readonly onDone: () => void;
}

const REDRIVABLE = new Set(['FAILED', 'TIMED_OUT', 'ABORTED']);

/** Those of some executions that something can be done to. */
export function doable(kind: 'stop' | 'redrive', executions: readonly ExecutionItem[]): readonly ExecutionItem[] {
  return executions.filter(({ status }) => (kind === 'stop' ? status === 'RUNNING' : REDRIVABLE.has(status)));
}

/** Shows what would be done to several executions, and does it when it is agreed to. */
export function BulkAction({ machine, kind, executions, onClose, onDone }: Props): ReactElement {
  const [outcomes, setOutcomes] = useState<ReadonlyMap<string, string>>(new Map());
  const [isBusy, setIsBusy] = useState(false);
  const wanted = doable(kind, executions);
  const word = kind === 'stop' ? 'Stop' : 'Redrive';
  const perform = async (): Promise<void> => {
    setIsBusy(true);
    const told = new Map<string, string>();
    for (const { name } of wanted) {
      try {
        await (kind === 'stop' ? stopExecution(machine, name) : redriveExecution(machine, name));
        told.set(name, 'done');
      } catch (error) {
        told.set(name, error instanceof Error ? error.message : String(error));
      }
      setOutcomes(new Map(told));
    }
    setIsBusy(false);
    onDone();
  };
  return (
    <Modal
      visible
      header={`${word} ${wanted.length} of ${executions.length} executions`}
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onClose}>
              {outcomes.size > 0 ? 'Close' : 'Cancel'}
            </Button>
            <Button
              variant="primary"
              loading={isBusy}
              disabled={wanted.length === 0 || outcomes.size > 0}
              onClick={() => void perform()}
            >
              {word}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="s">
        {wanted.length < executions.length && (
          <span>
            {executions.length - wanted.length} of them{' '}
            {kind === 'stop' ? 'have ended already' : 'run or have succeeded'} and stay as they are.
          </span>
        )}
        <ul aria-live="polite">
          {wanted.map(({ name }) => (
            <li key={name}>
              <bdi>{name}</bdi>
              {outcomes.has(name) ? `: ${outcomes.get(name) ?? ''}` : ''}
            </li>
          ))}
        </ul>
      </SpaceBetween>
    </Modal>
  );
}
