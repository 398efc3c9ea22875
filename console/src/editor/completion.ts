import type { Completion } from '@codemirror/autocomplete';
import { members, type Json } from '../graph/definition';
import { fieldsOf, STATE_TYPES } from './fields';
import type { Place } from './place';

const LEADING = new Set(['Next', 'Default', 'StartAt']);

/** What may stand at a place of a definition. */
export function completionsAt({ path, isName }: Place, definition: Json): Completion[] {
  if (isName) {
    return fieldsOf(kindOf(path, definition)).map(({ name, meaning }) => ({
      label: name,
      info: meaning,
      type: 'property',
    }));
  }
  const last = path.at(-1) ?? '';
  if (last === 'Type') {
    return STATE_TYPES.map((type) => ({ label: type, type: 'enum' }));
  }
  if (last === 'QueryLanguage') {
    return ['JSONata', 'JSONPath'].map((language) => ({ label: language, type: 'enum' }));
  }
  return LEADING.has(last) ? siblings(path, definition).map((name) => ({ label: name, type: 'variable' })) : [];
}

function at(definition: Json, path: readonly string[]): Json {
  return path.reduce<Json>(
    (value, part) => (Array.isArray(value) ? (value[Number(part)] ?? null) : (members(value)[part] ?? null)),
    definition,
  );
}

/** `machine`, or the type of the state that the path leads to; empty where it is neither, or not known. */
function kindOf(path: readonly string[], definition: Json): string {
  if (path.length === 0 || ['ItemProcessor', 'Iterator'].includes(path.at(-1) ?? '') || path.at(-2) === 'Branches') {
    return 'machine';
  }
  const type = path.at(-2) === 'States' ? members(at(definition, path))['Type'] : undefined;
  return typeof type === 'string' ? type : '';
}

/** The states that a state, or its scope, may lead to. */
function siblings(path: readonly string[], definition: Json): string[] {
  const states = path.lastIndexOf('States');
  const scope = path.at(-1) === 'StartAt' ? path.slice(0, -1) : path.slice(0, Math.max(0, states));
  return Object.keys(members(members(at(definition, scope))['States']));
}
