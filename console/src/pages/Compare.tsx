import Box from '@cloudscape-design/components/box';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { lazy, Suspense, useMemo, useState, type ReactElement } from 'react';
import { useSearchParams } from 'react-router';
import { getHistory, listExecutions } from '../api/resources';
import { millisOf, pairsOf, type Pair } from '../execution/compare';
import { duration, visitsOf, type Visit } from '../execution/history';
import { ProblemAlert } from '../parts/ProblemAlert';
import { StatusBadge } from '../parts/StatusBadge';
import { useLoaded } from '../parts/useLoaded';

const Diff = lazy(() => import('../parts/Diff'));

/** Two executions of a state machine, state by state; which ones is in the URL. */
export default function Compare(): ReactElement {
  const [parameters, setParameters] = useSearchParams();
  const [chosen, setChosen] = useState<Pair | null>(null);
  const machine = parameters.get('machine') ?? '';
  const left = parameters.get('left') ?? '';
  const right = parameters.get('right') ?? '';
  const others = useLoaded(machine, () => listExecutions(machine));
  const { value, problem } = useLoaded(`${machine} ${left} ${right}`, () =>
    Promise.all(
      [left, right].map(async (name) => (name === '' ? [] : visitsOf(await getHistory(machine, name)))),
    ),
  );
  const pairs = useMemo(() => pairsOf(value?.[0] ?? [], value?.[1] ?? []), [value]);
  const choose = (side: 'left' | 'right', name: string | undefined): void => {
    const next = new URLSearchParams(parameters);
    next.set(side, name ?? '');
    setParameters(next, { replace: true });
    setChosen(null);
  };
  const options = (others.value?.items ?? []).map(({ name }) => ({ value: name, label: name }));
  const selectOf = (side: 'left' | 'right', name: string): ReactElement => (
    <FormField label={side === 'left' ? 'First' : 'Second'}>
      <Select
        selectedOption={name === '' ? null : { value: name, label: name }}
        options={options}
        placeholder="Choose an execution"
        filteringType="auto"
        onChange={({ detail }) => choose(side, detail.selectedOption.value)}
      />
    </FormField>
  );
  return (
    <SpaceBetween size="m">
      <Header variant="h1">
        Compare executions of <bdi>{machine}</bdi>
      </Header>
      <ProblemAlert problem={problem ?? others.problem} />
      <SpaceBetween direction="horizontal" size="m">
        {selectOf('left', left)}
        {selectOf('right', right)}
      </SpaceBetween>
      <Table<Pair>
        ariaLabels={{ tableLabel: 'States', selectionGroupLabel: 'States', itemSelectionLabel: (_, { state }) => state }}
        selectionType="single"
        selectedItems={chosen === null ? [] : [chosen]}
        onSelectionChange={({ detail }) => setChosen(detail.selectedItems[0] ?? null)}
        items={right === '' ? [] : pairs}
        columnDefinitions={[
          {
            id: 'state',
            header: 'State',
            isRowHeader: true,
            cell: ({ state, time }) => (
              <bdi>
                {state}
                {time > 1 ? ` (time ${time})` : ''}
              </bdi>
            ),
          },
          { id: 'left', header: 'First', cell: ({ left: one }) => <Went visit={one} /> },
          { id: 'right', header: 'Second', cell: ({ right: one }) => <Went visit={one} /> },
          { id: 'differences', header: 'Differs in', cell: ({ differences }) => differences.join(', ') },
        ]}
        empty={
          <Box textAlign="center" padding="l">
            Choose a second execution to see where it went another way.
          </Box>
        }
      />
      {chosen !== null && (
        <Suspense fallback={<span>Loading</span>}>
          <Diff before={dataOf(chosen.left)} after={dataOf(chosen.right)} />
        </Suspense>
      )}
    </SpaceBetween>
  );
}

function Went({ visit }: { visit: Visit | null }): ReactElement {
  const millis = millisOf(visit);
  return visit === null ? (
    <>–</>
  ) : (
    <SpaceBetween direction="horizontal" size="xs">
      <StatusBadge status={visit.status} />
      {millis !== null && <span>{duration(millis)}</span>}
    </SpaceBetween>
  );
}

function dataOf(visit: Visit | null): string {
  return visit === null
    ? ''
    : JSON.stringify({ input: visit.input, output: visit.output, error: visit.error, cause: visit.cause }, null, 2);
}
