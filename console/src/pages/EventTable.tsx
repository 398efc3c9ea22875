import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Pagination from '@cloudscape-design/components/pagination';
import Table from '@cloudscape-design/components/table';
import { useState, type ReactElement } from 'react';
import type { HistoryEvent } from '../execution/history';
import { JsonBlock } from '../parts/JsonBlock';

const PAGE = 50;

/** All events, page by page, with their details where somebody asks for them. */
export function EventTable({ events }: { events: readonly HistoryEvent[] }): ReactElement {
  const [page, setPage] = useState(1);
  return (
    <Table<HistoryEvent>
      items={events.slice((page - 1) * PAGE, page * PAGE)}
      trackBy={(event) => String(event.id)}
      columnDefinitions={[
        { id: 'id', header: 'Id', cell: (event) => event.id },
        { id: 'type', header: 'Type', isRowHeader: true, cell: (event) => event.type },
        {
          id: 'time',
          header: 'Time',
          cell: (event) => new Date(event.timestamp).toLocaleTimeString(),
        },
        { id: 'previous', header: 'After', cell: (event) => event.previousEventId },
        { id: 'details', header: 'Details', cell: (event) => <Details event={event} /> },
      ]}
      pagination={
        events.length > PAGE && (
          <Pagination
            currentPageIndex={page}
            pagesCount={Math.ceil(events.length / PAGE)}
            onChange={({ detail }) => setPage(detail.currentPageIndex)}
          />
        )
      }
    />
  );
}

function Details({ event }: { event: HistoryEvent }): ReactElement | null {
  const [isOpen, setIsOpen] = useState(false);
  return event.details === undefined ? null : (
    <ExpandableSection
      headerText="Show"
      headerAriaLabel={`Details of event ${event.id}`}
      expanded={isOpen}
      onChange={({ detail }) => setIsOpen(detail.expanded)}
    >
      {isOpen && <JsonBlock value={{ ...event.details }} label={`details of event ${event.id}`} />}
    </ExpandableSection>
  );
}
