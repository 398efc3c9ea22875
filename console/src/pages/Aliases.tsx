import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import type { ReactElement } from 'react';
import { listAliases, type Alias } from '../api/resources';
import { ProblemAlert } from '../parts/ProblemAlert';
import { useLoaded } from '../parts/useLoaded';

/** The aliases of a state machine, and how much of what they start goes to which version. */
export function Aliases({ machine }: { machine: string }): ReactElement {
  const { value, problem, isLoading } = useLoaded(machine, () => listAliases(machine));
  return (
    <SpaceBetween size="m">
      <ProblemAlert problem={problem} />
      <Table<Alias>
        ariaLabels={{ tableLabel: 'Aliases' }}
        loading={isLoading && value === null}
        loadingText="Loading aliases"
        items={value ?? []}
        trackBy="name"
        columnDefinitions={[
          { id: 'name', header: 'Alias', isRowHeader: true, cell: ({ name }) => <bdi>{name}</bdi> },
          {
            id: 'routes',
            header: 'Versions',
            cell: ({ routes }) => routes.map(({ version, weight }) => `${version} (${weight} %)`).join(', '),
          },
          { id: 'description', header: 'Description', cell: ({ description }) => <bdi>{description ?? ''}</bdi> },
        ]}
        empty={
          <Box textAlign="center" padding="l">
            No alias yet. An alias gives a published version a name that callers can keep.
          </Box>
        }
      />
    </SpaceBetween>
  );
}
