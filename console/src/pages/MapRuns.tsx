import Box from '@cloudscape-design/components/box';
import ProgressBar from '@cloudscape-design/components/progress-bar';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useEffect, type ReactElement } from 'react';
import { listMapRuns, type Counts } from '../api/resources';
import { ProblemAlert } from '../parts/ProblemAlert';
import { useLoaded } from '../parts/useLoaded';

interface Props {
  readonly machine: string;
  readonly name: string;
  readonly isRunning: boolean;
}

const LOOKS_AGAIN_MILLIS = 3000;
const WHOLE = 100;

/** How far the Map runs of an execution are. */
export function MapRuns({ machine, name, isRunning }: Props): ReactElement {
  const { value, problem, reload } = useLoaded(`${machine}/${name}`, () => listMapRuns(machine, name));
  useEffect(() => {
    if (!isRunning) {
      return undefined;
    }
    const timer = setInterval(reload, LOOKS_AGAIN_MILLIS);
    return () => clearInterval(timer);
  }, [isRunning, reload]);
  if (problem !== null) {
    return <ProblemAlert problem={problem} />;
  }
  return (
    <SpaceBetween size="l">
      {(value ?? []).map((run) => (
        <ProgressBar
          key={run.mapRunArn}
          label={`Started ${new Date(run.startDate).toLocaleString()}`}
          description={told(run.itemCounts, 'items')}
          additionalInfo={told(run.executionCounts, 'child executions')}
          value={doneOf(run.itemCounts)}
          status={run.status === 'RUNNING' ? 'in-progress' : run.status === 'SUCCEEDED' ? 'success' : 'error'}
          resultText={run.status}
        />
      ))}
      {value?.length === 0 && (
        <Box textAlign="center" padding="l">
          No state of it runs a distributed Map.
        </Box>
      )}
    </SpaceBetween>
  );
}

function doneOf({ total, pending, running }: Counts): number {
  return total === 0 ? 0 : Math.floor(((total - pending - running) / total) * WHOLE);
}

function told(counts: Counts, what: string): string {
  const bad = counts.failed + counts.timedOut + counts.aborted;
  return `${counts.succeeded.toLocaleString()} of ${counts.total.toLocaleString()} ${what} succeeded, ${bad.toLocaleString()} did not, ${counts.running.toLocaleString()} are running`;
}
