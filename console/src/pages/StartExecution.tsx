import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useState, type ReactElement } from 'react';
import { startExecution } from '../api/resources';
import type { Json } from '../graph/definition';

interface Props {
  readonly machine: string;
  readonly input?: Json;
  readonly onClose: () => void;
  readonly onStarted: () => void;
}

/** Starts an execution with an input that is written here. */
export function StartExecution({ machine, input = {}, onClose, onStarted }: Props): ReactElement {
  const [text, setText] = useState(() => JSON.stringify(input, null, 2));
  const [failure, setFailure] = useState('');
  const [isSending, setIsSending] = useState(false);
  const syntax = syntaxErrorOf(text);
  const start = async (): Promise<void> => {
    setIsSending(true);
    try {
      await startExecution(machine, JSON.parse(text) as Json);
      onStarted();
      onClose();
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    } finally {
      setIsSending(false);
    }
  };
  return (
    <Modal
      visible
      header="Start execution"
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onClose}>
              Cancel
            </Button>
            <Button
              variant="primary"
              loading={isSending}
              disabled={syntax !== ''}
              onClick={() => void start()}
            >
              Start
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <FormField label="Input" description="A JSON value" errorText={syntax === '' ? failure : syntax}>
        <Textarea
          value={text}
          rows={12}
          spellcheck={false}
          onChange={({ detail }) => setText(detail.value)}
        />
      </FormField>
    </Modal>
  );
}

function syntaxErrorOf(text: string): string {
  try {
    JSON.parse(text);
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
