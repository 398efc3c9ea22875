import { json } from '@codemirror/lang-json';
import { MergeView } from '@codemirror/merge';
import { EditorState, type Extension } from '@codemirror/state';
import { EditorView, lineNumbers } from '@codemirror/view';
import { useEffect, useRef, type ReactElement } from 'react';
import { shadowOf } from './shadow';

interface Props {
  readonly before: string;
  readonly after: string;
}

const LOOK = EditorView.theme({
  '&': { fontSize: '13px' },
  '.cm-gutters': { background: 'transparent', color: 'inherit', border: 'none' },
});

/** Two texts side by side; what is the same for long is folded. */
export default function Diff({ before, after }: Props): ReactElement {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (place.current === null) {
      return undefined;
    }
    const root = shadowOf(place.current);
    const shown = (label: string): Extension => [
      lineNumbers(),
      json(),
      LOOK,
      EditorState.readOnly.of(true),
      EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
    ];
    const view = new MergeView({
      a: { doc: before, extensions: shown('Before') },
      b: { doc: after, extensions: shown('After') },
      root,
      parent: root,
      collapseUnchanged: { margin: 3, minSize: 8 },
    });
    return () => view.destroy();
  }, [before, after]);
  return before === after ? <p>There is no difference.</p> : <div ref={place} className="diff" />;
}
