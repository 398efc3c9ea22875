import Button from '@cloudscape-design/components/button';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import FormField from '@cloudscape-design/components/form-field';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Tabs from '@cloudscape-design/components/tabs';
import Textarea from '@cloudscape-design/components/textarea';
import { useState, type ReactElement } from 'react';
import { testState, type StateTest } from '../api/aws';
import { bodyOf } from '../graph/bodies';
import type { Json } from '../graph/definition';
import { JsonBlock } from '../parts/JsonBlock';
import { TAB_LABELS } from '../parts/labels';

interface Props {
  readonly definition: Json;
  readonly name: string;
}

/** Runs the selected state alone, with an input and, if it calls something, an answer that are written here. */
export function TestState({ definition, name }: Props): ReactElement {
  const [input, setInput] = useState('{}');
  const [mock, setMock] = useState('');
  const [result, setResult] = useState<StateTest | null>(null);
  const [failure, setFailure] = useState('');
  const run = async (): Promise<void> => {
    try {
      setResult(await testState(definition, bodyOf(definition, name), input, mock));
      setFailure('');
    } catch (error) {
      setResult(null);
      setFailure(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <ExpandableSection
      variant="container"
      headerText={
        <>
          Test <bdi>{name}</bdi>
        </>
      }
    >
      <SpaceBetween size="s">
        <FormField label="Input" errorText={failure}>
          <Textarea value={input} rows={4} spellcheck={false} onChange={({ detail }) => setInput(detail.value)} />
        </FormField>
        <FormField label="Answer of its call" description="Left empty the call is made with the rights of your role">
          <Textarea value={mock} rows={3} spellcheck={false} onChange={({ detail }) => setMock(detail.value)} />
        </FormField>
        <Button onClick={() => void run()}>Run the state</Button>
        {result !== null && <Result result={result} />}
      </SpaceBetween>
    </ExpandableSection>
  );
}

function read(value: Json | undefined): Json {
  if (typeof value !== 'string') {
    return value ?? null;
  }
  try {
    return JSON.parse(value) as Json;
  } catch {
    // A stage that is no JSON is shown as it is.
    return value;
  }
}

function Result({ result }: { result: StateTest }): ReactElement {
  const stages = Object.entries(result.inspectionData ?? {});
  return (
    <SpaceBetween size="s">
      <StatusIndicator type={result.status === 'SUCCEEDED' ? 'success' : 'error'}>
        {result.status}
        {result.nextState === undefined ? '' : `, then ${result.nextState}`}
        {result.error === undefined ? '' : `: ${result.error}: ${result.cause ?? ''}`}
      </StatusIndicator>
      <Tabs
        ariaLabel="Stages"
        i18nStrings={TAB_LABELS}
        tabs={[
          ...stages.map(([stage, value]) => ({
            id: stage,
            label: stage,
            content: <JsonBlock value={read(value)} label={stage} />,
          })),
          { id: 'end', label: 'output', content: <JsonBlock value={read(result.output)} label="output of the test" /> },
        ]}
      />
    </SpaceBetween>
  );
}
