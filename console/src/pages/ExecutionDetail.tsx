import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tabs from '@cloudscape-design/components/tabs';
import { useEffect, useMemo, useState, type ReactElement } from 'react';
import { useParams, useSearchParams } from 'react-router';
import {
  getExecutedMachine,
  getExecution,
  getHistory,
  redriveExecution,
  stopExecution,
  type Execution,
} from '../api/resources';
import { duration, statusByState, visitsOf, type HistoryEvent } from '../execution/history';
import { StateGraph } from '../graph/StateGraph';
import { JsonBlock } from '../parts/JsonBlock';
import { TAB_LABELS } from '../parts/labels';
import { ProblemAlert } from '../parts/ProblemAlert';
import { StatusBadge } from '../parts/StatusBadge';
import { useLoaded } from '../parts/useLoaded';
import { EventTable } from './EventTable';
import { MapRuns } from './MapRuns';
import { StartExecution } from './StartExecution';
import { StateInspector } from './StateInspector';
import { StateTable } from './StateTable';
import { WaitingFor } from './WaitingFor';

const LOOKS_AGAIN_MILLIS = 2000;

interface Seen {
  readonly execution: Execution;
  readonly events: readonly HistoryEvent[];
}

/** One execution: what it went through, with which data, and what can be done about it. */
export default function ExecutionDetail(): ReactElement {
  const { machine = '', name = '' } = useParams();
  const [parameters, setParameters] = useSearchParams();
  const [isStarting, setIsStarting] = useState(false);
  const key = `${machine}/${name}`;
  const definition = useLoaded(key, () => getExecutedMachine(machine, name));
  const { value, problem, reload } = useLoaded(key, async (): Promise<Seen> => {
    const [execution, events] = await Promise.all([
      getExecution(machine, name),
      getHistory(machine, name),
    ]);
    return { execution, events };
  });
  const isRunning = value?.execution.status === 'RUNNING';
  useEffect(() => {
    if (!isRunning) {
      return undefined;
    }
    const timer = setInterval(reload, LOOKS_AGAIN_MILLIS);
    return () => clearInterval(timer);
  }, [isRunning, reload]);
  const visits = useMemo(() => visitsOf(value?.events ?? []), [value]);
  const statuses = useMemo(() => statusByState(visits), [visits]);
  if (value === null) {
    return <ProblemAlert problem={problem} />;
  }
  const { execution, events } = value;
  // What failed is what people come for.
  const state = parameters.get('state') ?? visits.findLast(({ status }) => status === 'failed')?.name ?? null;
  const set = (member: 'state' | 'tab', chosen: string): void => {
    const next = new URLSearchParams(parameters);
    next.set(member, chosen);
    setParameters(next, { replace: true });
  };
  return (
    <SpaceBetween size="l">
      <ProblemAlert problem={problem} />
      {isStarting && (
        <StartExecution
          machine={machine}
          {...(execution.input === undefined ? {} : { input: execution.input })}
          onClose={() => setIsStarting(false)}
          onStarted={() => undefined}
        />
      )}
      <Summary
        execution={execution}
        actions={
          <Actions execution={execution} machine={machine} onDone={reload} onStart={() => setIsStarting(true)} />
        }
      />
      {isRunning === true && (
        <WaitingFor visits={visits} definition={definition.value?.definition ?? null} onDone={reload} />
      )}
      {definition.value !== null && (
        <StateGraph
          definition={definition.value.definition}
          statuses={statuses}
          selected={state}
          onSelect={(chosen) => set('state', chosen)}
        />
      )}
      {state !== null && (
        <StateInspector name={state} visits={visits} definition={definition.value?.definition ?? null} />
      )}
      <Tabs
        i18nStrings={TAB_LABELS}
        ariaLabel="Execution"
        activeTabId={parameters.get('tab') ?? 'states'}
        onChange={({ detail }) => set('tab', detail.activeTabId)}
        tabs={[
          {
            id: 'states',
            label: 'States',
            content: <StateTable visits={visits} onSelect={(chosen) => set('state', chosen)} />,
          },
          { id: 'events', label: `Events (${events.length})`, content: <EventTable events={events} /> },
          {
            id: 'map-runs',
            label: 'Map runs',
            content: <MapRuns machine={machine} name={name} isRunning={isRunning === true} />,
          },
          { id: 'input', label: 'Input', content: <JsonBlock value={execution.input ?? null} label="input" /> },
          { id: 'output', label: 'Output', content: <JsonBlock value={execution.output ?? null} label="output" /> },
        ]}
      />
    </SpaceBetween>
  );
}

function Summary({ execution, actions }: { execution: Execution; actions: ReactElement }): ReactElement {
  const { startDate, stopDate, error, cause } = execution;
  const end = stopDate === undefined ? Date.now() : Date.parse(stopDate);
  return (
    <Container
      header={
        <Header variant="h1" actions={actions}>
          <bdi>{execution.name}</bdi>
        </Header>
      }
    >
      <KeyValuePairs
        columns={4}
        items={[
          { label: 'Status', value: <StatusBadge status={execution.status} /> },
          { label: 'Started', value: new Date(startDate).toLocaleString() },
          { label: 'Duration', value: duration(end - Date.parse(startDate)) },
          { label: 'Redrives', value: String(execution.redriveCount ?? 0) },
          ...(error === undefined ? [] : [{ label: 'Error', value: <bdi>{error}</bdi> }]),
          ...(cause === undefined ? [] : [{ label: 'Cause', value: <bdi>{cause}</bdi> }]),
        ]}
      />
    </Container>
  );
}

interface ActionsProps {
  readonly execution: Execution;
  readonly machine: string;
  readonly onDone: () => void;
  readonly onStart: () => void;
}

function Actions({ execution, machine, onDone, onStart }: ActionsProps): ReactElement {
  const [failure, setFailure] = useState('');
  const doIt = async (work: Promise<unknown>): Promise<void> => {
    try {
      await work;
      setFailure('');
      onDone();
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <SpaceBetween direction="horizontal" size="xs">
      {failure !== '' && <span role="alert">{failure}</span>}
      <Button
        disabled={execution.status !== 'RUNNING'}
        onClick={() => void doIt(stopExecution(machine, execution.name))}
      >
        Stop
      </Button>
      <Button
        disabled={execution.redriveStatus !== 'REDRIVABLE'}
        onClick={() => void doIt(redriveExecution(machine, execution.name))}
      >
        Redrive
      </Button>
      <Button onClick={onStart}>Start again</Button>
      <Button href={`/console/compare?machine=${encodeURIComponent(machine)}&left=${encodeURIComponent(execution.name)}`}>
        Compare
      </Button>
    </SpaceBetween>
  );
}
