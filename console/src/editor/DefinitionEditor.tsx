import { autocompletion, closeBrackets, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import { bracketMatching, foldGutter, HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { lintGutter, setDiagnostics, type Diagnostic } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import { EditorView, hoverTooltip, keymap, lineNumbers, type Tooltip } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { useEffect, useRef, type ReactElement } from 'react';
import type { Json } from '../graph/definition';
import { completionsAt } from './completion';
import { meaningOf } from './fields';
import { shadowOf } from '../parts/shadow';
import { placeOf } from './place';

interface Props {
  readonly text: string;
  readonly diagnostics: readonly Diagnostic[];
  /** The latest definition that could be read; completion looks into it. */
  readonly definition: Json;
  readonly onChange: (text: string) => void;
}

const COLOURS = HighlightStyle.define([
  { tag: tags.propertyName, color: 'light-dark(#0b5394, #8ab4f8)' },
  { tag: tags.string, color: 'light-dark(#116329, #7ee787)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'light-dark(#953800, #ffa657)' },
]);

const LOOK = EditorView.theme({
  '&': { height: '60vh', minHeight: '320px', fontSize: '13px', border: '1px solid #8c8c94', borderRadius: '8px' },
  '.cm-scroller': { fontFamily: 'ui-monospace, monospace' },
  '.cm-gutters': { background: 'transparent', color: 'inherit', border: 'none' },
  '.cm-content': { caretColor: 'light-dark(#000, #fff)' },
  '.cm-cursor': { borderLeftColor: 'light-dark(#000, #fff)' },
  '.hint': { padding: '4px 8px' },
  '.cm-tooltip': { background: 'light-dark(#fff, #0f1b2a)', color: 'inherit' },
});

/** A definition as text, with what the server says about it. */
export default function DefinitionEditor({ text, diagnostics, definition, onChange }: Props): ReactElement {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const known = useRef(definition);
  known.current = definition;
  const changed = useRef(onChange);
  changed.current = onChange;
  useEffect(() => {
    if (place.current === null) {
      return undefined;
    }
    const root = shadowOf(place.current);
    const editor = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc: text,
        extensions: [
          lineNumbers(),
          foldGutter(),
          lintGutter(),
          history(),
          bracketMatching(),
          closeBrackets(),
          json(),
          syntaxHighlighting(COLOURS),
          autocompletion({ override: [(context) => completed(context, known.current)] }),
          hoverTooltip(explained),
          keymap.of([...defaultKeymap, ...historyKeymap]),
          LOOK,
          EditorView.contentAttributes.of({ 'aria-label': 'Definition', tabindex: '0' }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) {
              changed.current(update.state.doc.toString());
            }
          }),
        ],
      }),
    });
    view.current = editor;
    return () => editor.destroy();
    // The editor has its own text from then on.
  }, []);
  useEffect(() => {
    const editor = view.current;
    if (editor !== null && editor.state.doc.toString() !== text) {
      editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: text } });
    }
  }, [text]);
  useEffect(() => {
    const editor = view.current;
    if (editor !== null) {
      const end = editor.state.doc.length;
      editor.dispatch(
        setDiagnostics(
          editor.state,
          diagnostics.map((one) => ({ ...one, from: Math.min(one.from, end), to: Math.min(one.to, end) })),
        ),
      );
    }
  }, [diagnostics]);
  return <div ref={place} />;
}

function completed(context: CompletionContext, definition: Json): CompletionResult | null {
  const word = context.matchBefore(/"?[\w.]*/u);
  if (word === null || (word.from === word.to && !context.explicit)) {
    return null;
  }
  const options = completionsAt(placeOf(context.state.doc.toString(), context.pos), definition);
  const quotes = word.text.startsWith('"') ? 1 : 0;
  return options.length === 0 ? null : { from: word.from + quotes, options };
}

function explained(editor: EditorView, offset: number): Tooltip | null {
  const line = editor.state.doc.lineAt(offset);
  for (const match of line.text.matchAll(/"(\w+)"\s*:/gu)) {
    const from = line.from + match.index;
    const to = from + match[0].length;
    const meaning = from <= offset && offset <= to ? meaningOf(match[1] ?? '') : null;
    if (meaning !== null) {
      return {
        pos: from,
        end: to,
        create: () => {
          const dom = document.createElement('div');
          dom.className = 'hint';
          dom.textContent = meaning;
          return { dom };
        },
      };
    }
  }
  return null;
}
