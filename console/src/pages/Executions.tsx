import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useState, type ReactElement } from 'react';
import { Link, useSearchParams } from 'react-router';
import { listExecutions, STATUSES, type ExecutionItem } from '../api/resources';
import { duration } from '../execution/history';
import { PageButtons } from '../parts/PageButtons';
import { ProblemAlert } from '../parts/ProblemAlert';
import { StatusBadge } from '../parts/StatusBadge';
import { useLoaded } from '../parts/useLoaded';
import { BulkAction } from './BulkAction';
import { StartExecution } from './StartExecution';

interface Props {
  readonly machine: string;
  readonly type: 'STANDARD' | 'EXPRESS';
}

const ANY = { value: '', label: 'Any status' };
const CHOICES = [ANY, ...STATUSES.map((status) => ({ value: status, label: words(status) }))];

function words(status: string): string {
  const text = status.toLowerCase().replace('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The executions of a state machine, page by page; the status is in the URL. */
export function Executions({ machine, type }: Props): ReactElement {
  const [parameters, setParameters] = useSearchParams();
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const [isStarting, setIsStarting] = useState(false);
  const [chosen, setChosen] = useState<ExecutionItem[]>([]);
  const [bulk, setBulk] = useState<'stop' | 'redrive' | null>(null);
  const status = parameters.get('status') ?? '';
  const cursor = cursors.at(-1);
  const { value, problem, isLoading, reload } = useLoaded(`${machine} ${status} ${cursor ?? ''}`, () =>
    type === 'EXPRESS'
      ? Promise.resolve({ items: [] })
      : listExecutions(machine, status, cursor),
  );
  const choose = (wanted: string): void => {
    setCursors([]);
    setChosen([]);
    setParameters(wanted === '' ? {} : { status: wanted }, { replace: true });
  };
  return (
    <SpaceBetween size="m">
      <ProblemAlert problem={problem} />
      {isStarting && (
        <StartExecution machine={machine} onClose={() => setIsStarting(false)} onStarted={reload} />
      )}
      {bulk !== null && (
        <BulkAction machine={machine} kind={bulk} executions={chosen} onClose={() => setBulk(null)} onDone={reload} />
      )}
      <Table<ExecutionItem>
        ariaLabels={{
          tableLabel: 'Executions',
          selectionGroupLabel: 'Executions',
          allItemsSelectionLabel: () => 'All of this page',
          itemSelectionLabel: (_, { name }) => name,
        }}
        selectionType="multi"
        selectedItems={chosen}
        onSelectionChange={({ detail }) => setChosen(detail.selectedItems)}
        header={
          <Header
            variant="h2"
            actions={
              <SpaceBetween direction="horizontal" size="xs">
                <Button disabled={chosen.length === 0} onClick={() => setBulk('stop')}>
                  Stop
                </Button>
                <Button disabled={chosen.length === 0} onClick={() => setBulk('redrive')}>
                  Redrive
                </Button>
                <Button iconName="refresh" ariaLabel="Refresh" onClick={reload} />
                <Button variant="primary" onClick={() => setIsStarting(true)}>
                  Start execution
                </Button>
              </SpaceBetween>
            }
          >
            Executions
          </Header>
        }
        filter={
          <Select
            selectedOption={CHOICES.find((choice) => choice.value === status) ?? ANY}
            options={CHOICES}
            onChange={({ detail }) => choose(detail.selectedOption.value ?? '')}
            ariaLabel="Status"
          />
        }
        loading={isLoading && value === null}
        loadingText="Loading executions"
        items={value?.items ?? []}
        trackBy="name"
        columnDefinitions={[
          {
            id: 'name',
            header: 'Name',
            isRowHeader: true,
            cell: ({ name }) => (
              <Link to={`/executions/${encodeURIComponent(machine)}/${encodeURIComponent(name)}`}>
                <bdi>{name}</bdi>
              </Link>
            ),
          },
          { id: 'status', header: 'Status', cell: (item) => <StatusBadge status={item.status} /> },
          {
            id: 'started',
            header: 'Started',
            cell: ({ startDate }) => new Date(startDate).toLocaleString(),
          },
          { id: 'duration', header: 'Duration', cell: tookOf },
        ]}
        empty={<Empty type={type} isFiltered={status !== ''} />}
        pagination={<PageButtons cursors={cursors} next={value?.nextCursor} onChange={setCursors} />}
      />
    </SpaceBetween>
  );
}

function tookOf({ startDate, stopDate }: ExecutionItem): string {
  const end = stopDate === undefined ? Date.now() : Date.parse(stopDate);
  return duration(end - Date.parse(startDate));
}

function Empty({ type, isFiltered }: { type: string; isFiltered: boolean }): ReactElement {
  const text =
    type === 'EXPRESS'
      ? 'Executions of Express machines are not listed: their logs tell what becomes of them.'
      : isFiltered
        ? 'No execution has this status.'
        : 'Nothing was started yet. Start an execution to see it here.';
  return (
    <Box textAlign="center" padding="l">
      {text}
    </Box>
  );
}
