import Button from '@cloudscape-design/components/button';
import Pagination from '@cloudscape-design/components/pagination';
import Table from '@cloudscape-design/components/table';
import { useState, type ReactElement } from 'react';
import { duration, type Visit } from '../execution/history';
import { StatusBadge } from '../parts/StatusBadge';

const PAGE = 50;

/** When each state was entered and how long it took, as bars on one line of time. */
export function StateTable({
  visits,
  onSelect,
}: {
  visits: readonly Visit[];
  onSelect: (name: string) => void;
}): ReactElement {
  const [page, setPage] = useState(1);
  const now = Date.now();
  const endOf = (visit: Visit): number =>
    visit.exitedAt === null ? now : Date.parse(visit.exitedAt);
  const begin = Date.parse(visits[0]?.enteredAt ?? new Date(now).toISOString());
  const whole = Math.max(1, visits.reduce((end, visit) => Math.max(end, endOf(visit)), begin) - begin);
  return (
    <Table<Visit>
      items={visits.slice((page - 1) * PAGE, page * PAGE)}
      trackBy={(visit) => String(visit.id)}
      columnDefinitions={[
        {
          id: 'name',
          header: 'State',
          isRowHeader: true,
          cell: (visit) => (
            <Button variant="inline-link" onClick={() => onSelect(visit.name)}>
              {visit.name}
            </Button>
          ),
        },
        { id: 'type', header: 'Type', cell: (visit) => visit.type },
        { id: 'status', header: 'Status', cell: (visit) => <StatusBadge status={visit.status} /> },
        {
          id: 'attempts',
          header: 'Attempts',
          cell: (visit) => (visit.attempts === 0 ? '–' : visit.attempts),
        },
        {
          id: 'duration',
          header: 'Duration',
          cell: (visit) => duration(endOf(visit) - Date.parse(visit.enteredAt)),
        },
        {
          id: 'timeline',
          header: 'Timeline',
          minWidth: 200,
          cell: (visit) => <Bar visit={visit} begin={begin} end={endOf(visit)} whole={whole} />,
        },
      ]}
      empty="No state was entered yet."
      pagination={
        visits.length > PAGE && (
          <Pagination
            currentPageIndex={page}
            pagesCount={Math.ceil(visits.length / PAGE)}
            onChange={({ detail }) => setPage(detail.currentPageIndex)}
          />
        )
      }
    />
  );
}

function Bar({
  visit,
  begin,
  end,
  whole,
}: {
  visit: Visit;
  begin: number;
  end: number;
  whole: number;
}): ReactElement {
  const entered = Date.parse(visit.enteredAt);
  const percent = (millis: number): string => `${(100 * millis) / whole}%`;
  return (
    <div
      className={`bar ${visit.status}`}
      style={{ marginLeft: percent(entered - begin), width: percent(end - entered) }}
      role="img"
      aria-label={`from ${duration(entered - begin)} to ${duration(end - begin)}`}
    />
  );
}
