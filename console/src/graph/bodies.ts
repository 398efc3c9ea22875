import { members, type Json } from './definition';

/** What a definition says of a state, in whichever scope that is; null where it has none of the name. */
export function bodyOf(definition: Json, name: string): Json {
  const machine = members(definition);
  const states = members(machine['States']);
  if (states[name] !== undefined) {
    return states[name];
  }
  for (const state of Object.values(states).map(members)) {
    const branches = Array.isArray(state['Branches']) ? state['Branches'] : [];
    for (const scope of [...branches, state['ItemProcessor'] ?? null, state['Iterator'] ?? null]) {
      const found = scope === null ? null : bodyOf(scope, name);
      if (found !== null) {
        return found;
      }
    }
  }
  return null;
}
