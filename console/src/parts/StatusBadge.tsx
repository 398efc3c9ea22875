import StatusIndicator, {
  type StatusIndicatorProps,
} from '@cloudscape-design/components/status-indicator';
import type { ReactElement } from 'react';
import type { Status } from '../api/resources';
import type { VisitStatus } from '../execution/history';

const LOOKS: Readonly<Record<Status | VisitStatus, [StatusIndicatorProps.Type, string]>> = {
  RUNNING: ['in-progress', 'Running'],
  SUCCEEDED: ['success', 'Succeeded'],
  FAILED: ['error', 'Failed'],
  TIMED_OUT: ['error', 'Timed out'],
  ABORTED: ['stopped', 'Aborted'],
  PENDING_REDRIVE: ['pending', 'Pending redrive'],
  running: ['in-progress', 'Running'],
  succeeded: ['success', 'Succeeded'],
  failed: ['error', 'Failed'],
  caught: ['warning', 'Caught error'],
  aborted: ['stopped', 'Aborted'],
};

export function StatusBadge({ status }: { status: Status | VisitStatus }): ReactElement {
  const [type, text] = LOOKS[status];
  return <StatusIndicator type={type}>{text}</StatusIndicator>;
}
