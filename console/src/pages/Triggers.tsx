import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tabs from '@cloudscape-design/components/tabs';
import type { ReactElement } from 'react';
import { useSearchParams } from 'react-router';
import { listing, objects, operation } from '../api/aws';
import { TAB_LABELS } from '../parts/labels';
import { Listing } from '../parts/Listing';

/** What starts executions beside callers, and what HTTP tasks and rules call. */
export default function Triggers(): ReactElement {
  const [parameters, setParameters] = useSearchParams();
  return (
    <SpaceBetween size="m">
      <Header variant="h1">Triggers</Header>
      <Tabs
        ariaLabel="Triggers"
        i18nStrings={TAB_LABELS}
        activeTabId={parameters.get('tab') ?? 'rules'}
        onChange={({ detail }) => setParameters({ tab: detail.activeTabId }, { replace: true })}
        tabs={[
          {
            id: 'rules',
            label: 'Rules',
            content: (
              <Listing
                title="Rules"
                load={async () => objects(await operation('AWSEvents.ListRules', {}), 'Rules')}
                columns={[
                  ['Name', 'Name'],
                  ['State', 'State'],
                  ['ScheduleExpression', 'Schedule'],
                  ['EventPattern', 'Event pattern'],
                ]}
                empty="No rule on the default bus. A rule starts executions by events or on a schedule: aws events put-rule."
              />
            ),
          },
          {
            id: 'schedules',
            label: 'Schedules',
            content: (
              <Listing
                title="Schedules"
                load={async () => objects(await listing('/schedules'), 'Schedules')}
                columns={[
                  ['Name', 'Name'],
                  ['GroupName', 'Group'],
                  ['State', 'State'],
                  ['Target', 'Target'],
                ]}
                empty="No schedule. A schedule starts an execution once or again and again: aws scheduler create-schedule."
              />
            ),
          },
          {
            id: 'pipes',
            label: 'Pipes',
            content: (
              <Listing
                title="Pipes"
                load={async () => objects(await listing('/v1/pipes'), 'Pipes')}
                columns={[
                  ['Name', 'Name'],
                  ['CurrentState', 'State'],
                  ['Source', 'From'],
                  ['Target', 'To'],
                ]}
                empty="No pipe. A pipe starts executions for the messages of a queue: aws pipes create-pipe."
              />
            ),
          },
          {
            id: 'connections',
            label: 'Connections',
            content: (
              <Listing
                title="Connections"
                load={async () => objects(await operation('AWSEvents.ListConnections', {}), 'Connections')}
                columns={[
                  ['Name', 'Name'],
                  ['AuthorizationType', 'Kind'],
                  ['ConnectionState', 'State'],
                  ['ConnectionArn', 'ARN'],
                ]}
                empty="No connection. A connection holds the credentials of HTTP tasks: aws events create-connection."
              />
            ),
          },
          {
            id: 'destinations',
            label: 'API destinations',
            content: (
              <Listing
                title="API destinations"
                load={async () => objects(await operation('AWSEvents.ListApiDestinations', {}), 'ApiDestinations')}
                columns={[
                  ['Name', 'Name'],
                  ['HttpMethod', 'Method'],
                  ['InvocationEndpoint', 'Endpoint'],
                  ['ApiDestinationState', 'State'],
                ]}
                empty="No API destination. Rules call one with a connection's credentials: aws events create-api-destination."
              />
            ),
          },
        ]}
      />
    </SpaceBetween>
  );
}
