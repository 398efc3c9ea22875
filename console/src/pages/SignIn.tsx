import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Form from '@cloudscape-design/components/form';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import { useState, type FormEvent, type ReactElement } from 'react';
import { ApiProblem, session } from '../api/client';
import { listStateMachines } from '../api/resources';

/** Asks for a token, and takes one that the server knows. */
export function SignIn({ onSignedIn }: { onSignedIn: () => void }): ReactElement {
  const [way, setWay] = useState<'token' | 'key'>('token');
  const [token, setToken] = useState('');
  const [id, setId] = useState('');
  const [secret, setSecret] = useState('');
  const [problem, setProblem] = useState('');
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    session.begin(
      way === 'token' ? { token: token.trim() } : { key: { id: id.trim(), secret: secret.trim() } },
    );
    try {
      await listStateMachines();
    } catch (error) {
      // Somebody known who may not list is in, too.
      if (!(error instanceof ApiProblem) || error.status !== 403) {
        session.end();
        setProblem(error instanceof Error ? error.message : String(error));
        return;
      }
    }
    onSignedIn();
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Form
        actions={
          <Button variant="primary" formAction="submit">
            Sign in
          </Button>
        }
      >
        <Container header={<Header variant="h1">Sign in</Header>}>
          <SegmentedControl
            label="By what"
            selectedId={way}
            onChange={({ detail }) => setWay(detail.selectedId === 'key' ? 'key' : 'token')}
            options={[
              { id: 'token', text: 'API token' },
              { id: 'key', text: 'Access key' },
            ]}
          />
          {way === 'key' && (
            <>
              <FormField label="Access key ID">
                <Input autoComplete={false} value={id} onChange={({ detail }) => setId(detail.value)} ariaRequired />
              </FormField>
              <FormField
                label="Secret access key"
                description="It signs requests here, is never sent, and is kept until this tab is closed."
                errorText={problem}
              >
                <Input
                  type="password"
                  autoComplete={false}
                  value={secret}
                  onChange={({ detail }) => setSecret(detail.value)}
                  ariaRequired
                />
              </FormField>
            </>
          )}
          {way === 'token' && (
            <FormField
              label="API token"
              description="One of a user's, or of the identity provider. It is kept until this tab is closed."
              errorText={problem}
            >
              <Input
                type="password"
                autoComplete={false}
                value={token}
                onChange={({ detail }) => setToken(detail.value)}
                ariaRequired
              />
            </FormField>
          )}
          <Box variant="small" padding={{ top: 's' }}>
            <code>pawl dev</code> prints the administrator's token when it starts for the first time;{' '}
            <code>pawl admin token</code> makes another one.
          </Box>
        </Container>
      </Form>
    </form>
  );
}
