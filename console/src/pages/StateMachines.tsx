import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import TextFilter from '@cloudscape-design/components/text-filter';
import { useState, type ReactElement } from 'react';
import { Link, useSearchParams } from 'react-router';
import { listStateMachines, type StateMachineItem } from '../api/resources';
import { PageButtons } from '../parts/PageButtons';
import { ProblemAlert } from '../parts/ProblemAlert';
import { useLoaded } from '../parts/useLoaded';

/** All state machines, page by page; the search is within the page that is shown. */
export default function StateMachines(): ReactElement {
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const [parameters, setParameters] = useSearchParams();
  const search = parameters.get('search') ?? '';
  const cursor = cursors.at(-1);
  const { value, problem, isLoading, reload } = useLoaded(cursor ?? '', () =>
    listStateMachines(cursor),
  );
  const items = (value?.items ?? []).filter((item) =>
    item.name.toLowerCase().includes(search.toLowerCase()),
  );
  return (
    <SpaceBetween size="l">
      <ProblemAlert problem={problem} />
      <Table<StateMachineItem>
        header={
          <Header
            variant="h1"
            actions={
              <SpaceBetween direction="horizontal" size="xs">
                <Button iconName="refresh" ariaLabel="Refresh" onClick={reload} />
                <Button variant="primary" href="/console/create">
                  Create state machine
                </Button>
              </SpaceBetween>
            }
          >
            State machines
          </Header>
        }
        filter={
          <TextFilter
            filteringText={search}
            filteringPlaceholder="Find by name"
            filteringAriaLabel="Find state machines by name"
            onChange={({ detail }) =>
              setParameters(detail.filteringText === '' ? {} : { search: detail.filteringText }, {
                replace: true,
              })
            }
          />
        }
        loading={isLoading && value === null}
        loadingText="Loading state machines"
        items={items}
        trackBy="name"
        ariaLabels={{ tableLabel: 'State machines' }}
        columnDefinitions={[
          {
            id: 'name',
            header: 'Name',
            isRowHeader: true,
            cell: ({ name }) => (
              <Link to={`/state-machines/${encodeURIComponent(name)}`}>
                <bdi>{name}</bdi>
              </Link>
            ),
          },
          { id: 'type', header: 'Type', cell: ({ type }) => (type === 'EXPRESS' ? 'Express' : 'Standard') },
          {
            id: 'created',
            header: 'Created',
            cell: ({ creationDate }) => new Date(creationDate).toLocaleString(),
          },
        ]}
        empty={<Empty />}
        pagination={
          <PageButtons cursors={cursors} next={value?.nextCursor} onChange={setCursors} />
        }
      />
    </SpaceBetween>
  );
}

function Empty(): ReactElement {
  return (
    <Box textAlign="center" padding="l">
      <Box variant="p">No state machines yet. Create the first one here, or by the command line:</Box>
      <Box variant="code">./pawl deploy hello hello.json</Box>
    </Box>
  );
}
