import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactElement } from 'react';

interface Props {
  /** Those of the pages that lead here; empty for the first page. */
  readonly cursors: readonly string[];
  readonly next: string | undefined;
  readonly onChange: (cursors: readonly string[]) => void;
}

/** Forth and back through pages whose number nobody knows. */
export function PageButtons({ cursors, next, onChange }: Props): ReactElement {
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <Button
        iconName="angle-left"
        ariaLabel="Previous page"
        disabled={cursors.length === 0}
        onClick={() => onChange(cursors.slice(0, -1))}
      />
      <Button
        iconName="angle-right"
        ariaLabel="Next page"
        disabled={next === undefined}
        onClick={() => next !== undefined && onChange([...cursors, next])}
      />
    </SpaceBetween>
  );
}
