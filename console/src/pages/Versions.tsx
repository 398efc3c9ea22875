import Box from '@cloudscape-design/components/box';
import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { lazy, Suspense, type ReactElement } from 'react';
import { useSearchParams } from 'react-router';
import { getVersion, listVersions, type VersionItem } from '../api/resources';
import type { Json } from '../graph/definition';
import { ProblemAlert } from '../parts/ProblemAlert';
import { useLoaded } from '../parts/useLoaded';

const Diff = lazy(() => import('../parts/Diff'));

const LATEST = 'latest';

const numberOf = ({ stateMachineVersionArn: arn }: VersionItem): string => arn.slice(arn.lastIndexOf(':') + 1);

/** The published versions, two of which are held against each other; which ones is in the URL. */
export function Versions({ machine, latest }: { machine: string; latest: Json }): ReactElement {
  const [parameters, setParameters] = useSearchParams();
  const { value, problem } = useLoaded(machine, () => listVersions(machine));
  const versions = value?.items ?? [];
  const options = [
    { value: LATEST, label: 'The latest revision' },
    ...versions.map((one) => ({
      value: numberOf(one),
      label: `Version ${numberOf(one)}, ${new Date(one.creationDate).toLocaleString()}`,
    })),
  ];
  const left = parameters.get('left') ?? options[1]?.value ?? LATEST;
  const right = parameters.get('right') ?? LATEST;
  const compared = useLoaded(`${machine} ${left} ${right}`, () =>
    Promise.all(
      [left, right].map(async (one) => (one === LATEST ? latest : (await getVersion(machine, one)).definition)),
    ),
  );
  const choose = (side: 'left' | 'right', version: string | undefined): void => {
    const next = new URLSearchParams(parameters);
    next.set(side, version ?? LATEST);
    setParameters(next, { replace: true });
  };
  const selectOf = (side: 'left' | 'right', chosen: string): ReactElement => (
    <FormField label={side === 'left' ? 'Before' : 'After'}>
      <Select
        selectedOption={options.find((option) => option.value === chosen) ?? null}
        options={options}
        onChange={({ detail }) => choose(side, detail.selectedOption.value)}
      />
    </FormField>
  );
  return (
    <SpaceBetween size="m">
      <ProblemAlert problem={problem ?? compared.problem} />
      {versions.length === 0 && (
        <Box padding="s">No version is published yet. Publish one when you save a change, and name it by an alias.</Box>
      )}
      <SpaceBetween direction="horizontal" size="m">
        {selectOf('left', left)}
        {selectOf('right', right)}
      </SpaceBetween>
      {compared.value !== null && (
        <Suspense fallback={<span>Loading</span>}>
          <Diff before={written(compared.value[0])} after={written(compared.value[1])} />
        </Suspense>
      )}
    </SpaceBetween>
  );
}

function written(definition: Json | undefined): string {
  return JSON.stringify(definition ?? null, null, 2);
}
