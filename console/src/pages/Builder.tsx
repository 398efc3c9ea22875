import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Checkbox from '@cloudscape-design/components/checkbox';
import FormField from '@cloudscape-design/components/form-field';
import Grid from '@cloudscape-design/components/grid';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { lazy, Suspense, useState, type ReactElement } from 'react';
import { useNavigate, useParams } from 'react-router';
import { createStateMachine, getStateMachine, saveStateMachine } from '../api/resources';
import { addState, connect, deleteState, renameState } from '../editor/changes';
import { useFindings } from '../editor/useFindings';
import type { Json } from '../graph/definition';
import { StateGraph } from '../graph/StateGraph';
import { ProblemAlert } from '../parts/ProblemAlert';
import { useLoaded } from '../parts/useLoaded';
import { StateTools } from './StateTools';
import { TestState } from './TestState';

const DefinitionEditor = lazy(() => import('../editor/DefinitionEditor'));

const FIRST: Json = {
  Comment: 'Says hello',
  StartAt: 'Hello',
  States: { Hello: { Type: 'Pass', Result: 'Hello', End: true } },
};

const TYPES = [
  { value: 'STANDARD', label: 'Standard' },
  { value: 'EXPRESS', label: 'Express' },
];

/** Edits a state machine, or makes a new one: text and picture side by side. */
export default function Builder(): ReactElement {
  const { machine } = useParams();
  const { value, problem } = useLoaded(machine ?? '', async () =>
    machine === undefined ? null : await getStateMachine(machine),
  );
  if (machine !== undefined && value === null) {
    return <ProblemAlert problem={problem} />;
  }
  return (
    <Workbench
      key={machine ?? ''}
      machine={machine ?? null}
      type={value?.type ?? 'STANDARD'}
      definition={value?.definition ?? FIRST}
    />
  );
}

interface Props {
  readonly machine: string | null;
  readonly type: string;
  readonly definition: Json;
}

const written = (definition: Json): string => JSON.stringify(definition, null, 2);

function Workbench({ machine, type: firstType, definition: first }: Props): ReactElement {
  const navigate = useNavigate();
  const [text, setText] = useState(() => written(first));
  const [name, setName] = useState(machine ?? '');
  const [type, setType] = useState(firstType);
  const [isPublished, setIsPublished] = useState(false);
  const [selected, setSelected] = useState<string | null>(null);
  const [failure, setFailure] = useState('');
  const { definition, diagnostics, errors, isLookedAt, isSyntax } = useFindings(text, type, first);
  const change = (made: () => Json): void => {
    try {
      setText(written(made()));
      setFailure('');
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    }
  };
  const save = async (): Promise<void> => {
    try {
      if (machine === null) {
        await createStateMachine(name, type, definition);
      } else {
        await saveStateMachine(machine, definition, isPublished ? '' : undefined);
      }
      await navigate(`/state-machines/${encodeURIComponent(name)}?tab=graph`);
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <SpaceBetween size="m">
      <Header
        variant="h1"
        actions={
          <SpaceBetween direction="horizontal" size="s" alignItems="center">
            {machine !== null && (
              <Checkbox checked={isPublished} onChange={({ detail }) => setIsPublished(detail.checked)}>
                Publish a version
              </Checkbox>
            )}
            <Button variant="primary" disabled={isSyntax || !isLookedAt || errors > 0 || name === ''} onClick={() => void save()}>
              {machine === null ? 'Create' : 'Save'}
            </Button>
          </SpaceBetween>
        }
      >
        {machine === null ? 'New state machine' : <bdi>{machine}</bdi>}
      </Header>
      {machine === null && (
        <SpaceBetween direction="horizontal" size="m">
          <FormField label="Name">
            <Input value={name} onChange={({ detail }) => setName(detail.value)} ariaRequired />
          </FormField>
          <FormField label="Type">
            <Select
              selectedOption={TYPES.find((one) => one.value === type) ?? null}
              options={TYPES}
              onChange={({ detail }) => setType(detail.selectedOption.value ?? 'STANDARD')}
            />
          </FormField>
        </SpaceBetween>
      )}
      {failure !== '' && <Alert type="error">{failure}</Alert>}
      <StateTools
        definition={definition}
        selected={selected}
        isDisabled={isSyntax}
        onAdd={(kind) =>
          change(() => {
            const added = addState(definition, selected, kind);
            setSelected(added.name);
            return added.definition;
          })
        }
        onConnect={(to) => selected !== null && change(() => connect(definition, selected, to))}
        onRename={(to) =>
          selected !== null &&
          change(() => {
            const renamed = renameState(definition, selected, to);
            setSelected(to);
            return renamed;
          })
        }
        onDelete={() =>
          selected !== null &&
          change(() => {
            const left = deleteState(definition, selected);
            setSelected(null);
            return left;
          })
        }
      />
      <Grid gridDefinition={[{ colspan: { default: 12, m: 6 } }, { colspan: { default: 12, m: 6 } }]}>
        <Suspense fallback={<span>Loading the editor</span>}>
          <DefinitionEditor text={text} diagnostics={diagnostics} definition={definition} onChange={setText} />
        </Suspense>
        <StateGraph definition={definition} selected={selected} onSelect={setSelected} />
      </Grid>
      {selected !== null && !isSyntax && <TestState key={selected} definition={definition} name={selected} />}
      <div role="status">
        {isSyntax
          ? 'This is not JSON yet.'
          : !isLookedAt
            ? 'The server looks at it.'
            : errors === 0
              ? 'The server finds no error.'
              : `${errors} errors`}
      </div>
    </SpaceBetween>
  );
}
