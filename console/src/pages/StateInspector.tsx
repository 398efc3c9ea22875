import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tabs from '@cloudscape-design/components/tabs';
import { useState, type ReactElement } from 'react';
import { bodyOf } from '../graph/bodies';
import type { Visit } from '../execution/history';
import type { Json } from '../graph/definition';
import { JsonBlock } from '../parts/JsonBlock';
import { TAB_LABELS } from '../parts/labels';
import { StatusBadge } from '../parts/StatusBadge';

interface Props {
  readonly name: string;
  readonly visits: readonly Visit[];
  readonly definition: Json;
}

/** What one state got and gave, at each time that it was entered. */
export function StateInspector({ name, visits, definition }: Props): ReactElement {
  const own = visits.filter((visit) => visit.name === name);
  const [chosen, setChosen] = useState<number | null>(null);
  const visit = own.find((one) => one.id === chosen) ?? own.at(-1);
  const options = own.map((one, index) => ({ value: String(one.id), label: `Time ${index + 1}` }));
  const body = bodyOf(definition, name);
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={
            visit !== undefined && (
              <SpaceBetween direction="horizontal" size="s">
                <StatusBadge status={visit.status} />
                {own.length > 1 && (
                  <Select
                    selectedOption={
                      options.find((option) => option.value === String(visit.id)) ?? null
                    }
                    options={options}
                    onChange={({ detail }) => setChosen(Number(detail.selectedOption.value))}
                    ariaLabel="Which time"
                  />
                )}
              </SpaceBetween>
            )
          }
        >
          <bdi>{name}</bdi>
        </Header>
      }
    >
      <Tabs
        i18nStrings={TAB_LABELS}
        ariaLabel="State"
        tabs={[
          ...(visit === undefined
            ? []
            : [
                { id: 'input', label: 'Input', content: <JsonBlock value={visit.input} label="input of the state" /> },
                { id: 'output', label: 'Output', content: <JsonBlock value={visit.output} label="output of the state" /> },
                ...(visit.error === null
                  ? []
                  : [
                      {
                        id: 'error',
                        label: 'Error',
                        content: (
                          <JsonBlock
                            value={{ error: visit.error, cause: visit.cause, attempts: visit.attempts }}
                            label="error of the state"
                          />
                        ),
                      },
                    ]),
              ]),
          { id: 'definition', label: 'Definition', content: <JsonBlock value={body} label="definition of the state" /> },
        ]}
      />
    </Container>
  );
}
