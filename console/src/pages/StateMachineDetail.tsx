import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Container from '@cloudscape-design/components/container';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tabs from '@cloudscape-design/components/tabs';
import type { ReactElement } from 'react';
import { useParams, useSearchParams } from 'react-router';
import { getStateMachine } from '../api/resources';
import { StateGraph } from '../graph/StateGraph';
import { JsonBlock } from '../parts/JsonBlock';
import { TAB_LABELS } from '../parts/labels';
import { ProblemAlert } from '../parts/ProblemAlert';
import { useLoaded } from '../parts/useLoaded';
import { Aliases } from './Aliases';
import { Executions } from './Executions';
import { Versions } from './Versions';

/** One state machine: its picture, its definition and its executions. */
export default function StateMachineDetail(): ReactElement {
  const { machine = '' } = useParams();
  const [parameters, setParameters] = useSearchParams();
  const { value, problem } = useLoaded(machine, () => getStateMachine(machine));
  if (value === null) {
    return <ProblemAlert problem={problem} />;
  }
  return (
    <SpaceBetween size="l">
      <Container
        header={
          <Header
            variant="h1"
            actions={
              <Button href={`/console/state-machines/${encodeURIComponent(value.name)}/edit`}>Edit</Button>
            }
          >
            <bdi>{value.name}</bdi>
          </Header>
        }
      >
        <KeyValuePairs
          columns={3}
          items={[
            { label: 'Type', value: value.type === 'EXPRESS' ? 'Express' : 'Standard' },
            { label: 'Created', value: new Date(value.creationDate).toLocaleString() },
            { label: 'Role', value: value.roleArn ?? '–' },
          ]}
        />
      </Container>
      <Tabs
        i18nStrings={TAB_LABELS}
        ariaLabel="State machine"
        activeTabId={parameters.get('tab') ?? 'executions'}
        onChange={({ detail }) => setParameters({ tab: detail.activeTabId }, { replace: true })}
        tabs={[
          {
            id: 'executions',
            label: 'Executions',
            content: <Executions machine={value.name} type={value.type} />,
          },
          { id: 'graph', label: 'Graph', content: <StateGraph definition={value.definition} /> },
          {
            id: 'definition',
            label: 'Definition',
            content: <JsonBlock value={value.definition} label="definition" />,
          },
          { id: 'versions', label: 'Versions', content: <Versions machine={value.name} latest={value.definition} /> },
          { id: 'aliases', label: 'Aliases', content: <Aliases machine={value.name} /> },
        ]}
      />
    </SpaceBetween>
  );
}
