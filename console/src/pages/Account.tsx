import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tabs from '@cloudscape-design/components/tabs';
import type { ReactElement } from 'react';
import { useSearchParams } from 'react-router';
import { call } from '../api/client';
import type { Json } from '../graph/definition';
import { TAB_LABELS } from '../parts/labels';
import { Listing, type Row } from '../parts/Listing';

/** A list of REST whose items are objects, or names. */
async function rows(path: string): Promise<readonly Row[]> {
  const { items } = await call<{ readonly items: readonly Json[] }>('GET', path);
  return items.map((item) =>
    item !== null && typeof item === 'object' && !Array.isArray(item) ? item : { name: item },
  );
}

/** Who may do what in the account, what was done, and its activities. */
export default function Account(): ReactElement {
  const [parameters, setParameters] = useSearchParams();
  const named = (id: string, label: string, path: string, empty: string): { id: string; label: string; content: ReactElement } => ({
    id,
    label,
    content: <Listing title={label} load={() => rows(path)} columns={[['name', 'Name']]} empty={empty} />,
  });
  return (
    <SpaceBetween size="m">
      <Header variant="h1">Account</Header>
      <Tabs
        ariaLabel="Account"
        i18nStrings={TAB_LABELS}
        activeTabId={parameters.get('tab') ?? 'activities'}
        onChange={({ detail }) => setParameters({ tab: detail.activeTabId }, { replace: true })}
        tabs={[
          {
            id: 'activities',
            label: 'Activities',
            content: (
              <Listing
                title="Activities"
                load={() => rows('/activities')}
                columns={[
                  ['name', 'Name'],
                  ['creationDate', 'Created'],
                ]}
                empty="No activity. Workers of your own take tasks from one: aws stepfunctions create-activity."
              />
            ),
          },
          named('users', 'Users', '/access/users', 'No user yet: pawl admin user.'),
          named('roles', 'Roles', '/access/roles', 'No role yet: pawl admin role.'),
          named('policies', 'Policies', '/access/policies', 'No policy yet: pawl admin policy.'),
          {
            id: 'audit',
            label: 'Audit',
            content: (
              <Listing
                title="Audit"
                load={() => rows('/access/audit')}
                columns={[
                  ['at', 'When'],
                  ['principal', 'Who'],
                  ['action', 'What'],
                  ['resource', 'On'],
                  ['result', 'Result'],
                ]}
                empty="Nothing was changed or refused yet."
              />
            ),
          },
        ]}
      />
    </SpaceBetween>
  );
}
