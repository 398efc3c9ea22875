import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import type { ReactElement } from 'react';
import type { Json } from '../graph/definition';
import { ProblemAlert } from './ProblemAlert';
import { useLoaded } from './useLoaded';

export type Row = { readonly [member: string]: Json };

interface Props {
  readonly title: string;
  readonly load: () => Promise<readonly Row[]>;
  /** The members that are shown, the name first, and what they are called. */
  readonly columns: readonly (readonly [string, string])[];
  /** What to do where there is nothing yet. */
  readonly empty: string;
}

/** A table of what the server lists. */
export function Listing({ title, load, columns, empty }: Props): ReactElement {
  const { value, problem, isLoading } = useLoaded(title, load);
  return (
    <SpaceBetween size="s">
      <ProblemAlert problem={problem} />
      <Table<Row>
        ariaLabels={{ tableLabel: title }}
        loading={isLoading && value === null}
        loadingText={`Loading ${title.toLowerCase()}`}
        items={value ?? []}
        wrapLines
        columnDefinitions={columns.map(([member, header], index) => ({
          id: member,
          header,
          isRowHeader: index === 0,
          cell: (row: Row) => <bdi>{shown(row[member])}</bdi>,
        }))}
        empty={
          <Box textAlign="center" padding="l">
            {empty}
          </Box>
        }
      />
    </SpaceBetween>
  );
}

function shown(value: Json | undefined): string {
  if (value === undefined || value === null) {
    return '';
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}
