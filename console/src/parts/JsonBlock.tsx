import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import { useState, type ReactElement } from 'react';
import Button from '@cloudscape-design/components/button';
import type { Json } from '../graph/definition';

/** So much is shown at first: a browser lays out long texts slowly. */
const SHOWN = 20_000;

/** A value as text; a long one is cut until somebody asks for the rest. */
export function JsonBlock({ value, label }: { value: Json; label: string }): ReactElement {
  const [isWhole, setIsWhole] = useState(false);
  const text = JSON.stringify(value, null, 2);
  const isLong = text.length > SHOWN && !isWhole;
  return (
    <div>
      <CopyToClipboard
        variant="icon"
        textToCopy={text}
        copyButtonAriaLabel={`Copy ${label}`}
        copySuccessText="Copied"
        copyErrorText="It could not be copied"
      />
      <pre className="json" tabIndex={0} aria-label={label}>
        {isLong ? `${text.slice(0, SHOWN)}…` : text}
      </pre>
      {isLong && (
        <Button onClick={() => setIsWhole(true)}>Show all {text.length.toLocaleString()} characters</Button>
      )}
    </div>
  );
}
