import { jsonLanguage } from '@codemirror/lang-json';
import type { SyntaxNode } from '@lezer/common';

/** Part of a text, by offsets. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Where in a JSON text a cursor stands. */
export interface Place {
  /** The names and indexes that lead to it. */
  readonly path: readonly string[];
  /** Whether it is the name of a member, rather than a value. */
  readonly isName: boolean;
}

const parse = (text: string): SyntaxNode => jsonLanguage.parser.parse(text).topNode;

function unquoted(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    // It is still being typed.
    return text.replace(/^"|"$/gu, '');
  }
}

function nameOf(property: SyntaxNode, text: string): string {
  const name = property.getChild('PropertyName');
  return name === null ? '' : unquoted(text.slice(name.from, name.to));
}

function values(node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (!/^[[\]{},:]$/u.test(child.name) && child.name !== '⚠') {
      found.push(child);
    }
  }
  return found;
}

/** The value that a JSON pointer such as `/States/A/Next` leads to; the nearest one above it where there is none. */
export function rangeOf(text: string, pointer: string): Range {
  let node = values(parse(text))[0] ?? null;
  let found: Range = node === null ? { from: 0, to: 0 } : { from: node.from, to: Math.min(node.to, node.from + 1) };
  for (const part of pointer.split('/').slice(1)) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~').replace(/\[\d+\]$/u, '');
    const index = /\[(\d+)\]$/u.exec(part)?.[1];
    node = node === null ? null : inner(node, name, text);
    if (node !== null && index !== undefined) {
      node = values(node)[Number(index)] ?? null;
    }
    if (node === null) {
      return found;
    }
    const whole = node.parent?.name === 'Property' ? node.parent.getChild('PropertyName') : null;
    found = node.name === 'Object' || node.name === 'Array' ? (whole ?? node) : node;
    found = { from: found.from, to: found.to };
  }
  return found;
}

function inner(node: SyntaxNode, name: string, text: string): SyntaxNode | null {
  if (node.name === 'Array') {
    return values(node)[Number(name)] ?? null;
  }
  const property = node.getChildren('Property').find((one) => nameOf(one, text) === name);
  return property === undefined ? null : (values(property)[1] ?? null);
}

/** Where an offset is. */
export function placeOf(text: string, offset: number): Place {
  const path: string[] = [];
  let node: SyntaxNode | null = jsonLanguage.parser.parse(text).resolveInner(offset, -1);
  const isName =
    node.name === 'PropertyName' || node.name === 'Object' || node.name === '{' ||
    (node.name === '⚠' && node.parent?.name === 'Object') || node.name === ',';
  for (; node !== null; node = node.parent) {
    if (node.name === 'Property' && !(isName && path.length === 0 && within(node, offset))) {
      path.unshift(nameOf(node, text));
    } else if (node.parent?.name === 'Array') {
      path.unshift(String(values(node.parent).findIndex((one) => one.from === node?.from)));
    }
  }
  return { path, isName };
}

/** Whether an offset is in a member's name. */
function within(property: SyntaxNode, offset: number): boolean {
  const name = property.getChild('PropertyName');
  return name !== null && name.from <= offset && offset <= name.to;
}
