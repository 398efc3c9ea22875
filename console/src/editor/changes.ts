import { members, type Json } from '../graph/definition';

type Members = { [name: string]: Json };

/** A definition in which a state is not where it was looked for, or a name is taken. */
export class ImpossibleChange extends Error {}

const ENDS = new Set(['Succeed', 'Fail', 'Choice']);

const BODIES: Readonly<Record<string, Members>> = {
  Task: { Resource: 'arn:aws:states:::lambda:invoke' },
  Pass: {},
  Wait: { Seconds: 1 },
  Succeed: {},
  Fail: { Error: 'Failed', Cause: '' },
  Choice: { Choices: [] },
  Parallel: { Branches: [] },
  Map: { ItemProcessor: { StartAt: 'Item', States: { Item: { Type: 'Pass', End: true } } } },
};

/**
 * Changes the scope that a state is in.
 *
 * @param change gets the scope's members and gives them as they are to be
 */
function inScopeOf(definition: Json, name: string, change: (scope: Members) => Members): Json {
  const machine = members(definition);
  const states = members(machine['States']);
  if (name in states) {
    return change(machine);
  }
  for (const [key, body] of Object.entries(states)) {
    const changed = inBody(members(body), name, change);
    if (changed !== null) {
      return { ...machine, States: { ...states, [key]: changed } };
    }
  }
  throw new ImpossibleChange(`There is no state ${name}`);
}

function inBody(body: Members, name: string, change: (scope: Members) => Members): Members | null {
  const branches = body['Branches'];
  if (Array.isArray(branches)) {
    const index = branches.findIndex((branch) => namesOf(branch).includes(name));
    if (index >= 0) {
      const changed = branches.map((branch, at) => (at === index ? inScopeOf(branch, name, change) : branch));
      return { ...body, Branches: changed };
    }
  }
  for (const member of ['ItemProcessor', 'Iterator']) {
    const processor = body[member];
    if (processor !== undefined && namesOf(processor).includes(name)) {
      return { ...body, [member]: inScopeOf(processor, name, change) };
    }
  }
  return null;
}

/** The names of all states, those of branches and processors as well. */
export function namesOf(definition: Json): string[] {
  return Object.entries(members(members(definition)['States'])).flatMap(([name, value]) => {
    const body = members(value);
    const branches = Array.isArray(body['Branches']) ? body['Branches'] : [];
    return [name, ...[...branches, body['ItemProcessor'] ?? null, body['Iterator'] ?? null].flatMap(namesOf)];
  });
}

function freeName(definition: Json, type: string): string {
  const taken = new Set(namesOf(definition));
  for (let number = 1; ; number++) {
    const name = number === 1 ? type : `${type} ${number}`;
    if (!taken.has(name)) {
      return name;
    }
  }
}

/** The definition with a new state after another one, and the new state's name. */
export function addState(definition: Json, after: string | null, type: string): { definition: Json; name: string } {
  const name = freeName(definition, type);
  const body: Members = { Type: type, ...BODIES[type] };
  if (after === null) {
    const machine = members(definition);
    const states = members(machine['States']);
    const start = typeof machine['StartAt'] === 'string' ? machine['StartAt'] : null;
    const leads: Members = ENDS.has(type) ? {} : start !== null && start in states ? { Next: start } : { End: true };
    return { definition: { ...machine, StartAt: name, States: { [name]: { ...body, ...leads }, ...states } }, name };
  }
  const changed = inScopeOf(definition, after, (scope) => {
    const states = members(scope['States']);
    const before = members(states[after]);
    const next = typeof before['Next'] === 'string' ? before['Next'] : null;
    const leads: Members = ENDS.has(type) ? {} : next === null ? { End: true } : { Next: next };
    const rest = Object.fromEntries(Object.entries(before).filter(([key]) => key !== 'End' && key !== 'Next'));
    const leading: Members = ENDS.has(String(before['Type'])) ? before : { ...rest, Next: name };
    return { ...scope, States: withAfter({ ...states, [after]: leading }, after, name, { ...body, ...leads }) };
  });
  return { definition: changed, name };
}

function withAfter(states: Members, after: string, name: string, body: Members): Members {
  return Object.fromEntries(
    Object.entries(states).flatMap(([key, value]) =>
      key === after ? [[key, value] as const, [name, body] as const] : [[key, value] as const],
    ),
  );
}

/** The definition in which one state leads to another of its scope. */
export function connect(definition: Json, from: string, to: string): Json {
  return inScopeOf(definition, from, (scope) => {
    const states = members(scope['States']);
    if (!(to in states)) {
      throw new ImpossibleChange(`${from} and ${to} are not in the same scope`);
    }
    const body = members(states[from]);
    const type = String(body['Type']);
    if (type === 'Choice') {
      return { ...scope, States: { ...states, [from]: { ...body, Default: to } } };
    }
    if (ENDS.has(type)) {
      throw new ImpossibleChange(`A ${type} state leads nowhere`);
    }
    const rest = Object.fromEntries(Object.entries(body).filter(([key]) => key !== 'End'));
    return { ...scope, States: { ...states, [from]: { ...rest, Next: to } } };
  });
}

/** The definition in which a state has another name, wherever it is named. */
export function renameState(definition: Json, from: string, to: string): Json {
  if (to === '' || namesOf(definition).includes(to)) {
    throw new ImpossibleChange(to === '' ? 'A state needs a name' : `There is a state ${to} already`);
  }
  return inScopeOf(definition, from, (scope) => ({
    ...scope,
    ...(scope['StartAt'] === from ? { StartAt: to } : {}),
    States: Object.fromEntries(
      Object.entries(members(scope['States'])).map(([key, body]) => [key === from ? to : key, renamed(body, from, to)]),
    ),
  }));
}

function renamed(value: Json, from: string, to: string): Json {
  const body = members(value);
  const lead = (one: Json): Json => {
    const rule = members(one);
    return rule['Next'] === from ? { ...rule, Next: to } : one;
  };
  return {
    ...body,
    ...(body['Next'] === from ? { Next: to } : {}),
    ...(body['Default'] === from ? { Default: to } : {}),
    ...(Array.isArray(body['Choices']) ? { Choices: body['Choices'].map(lead) } : {}),
    ...(Array.isArray(body['Catch']) ? { Catch: body['Catch'].map(lead) } : {}),
  };
}

/** The definition without a state; what led to it leads to what followed, or ends. */
export function deleteState(definition: Json, name: string): Json {
  return inScopeOf(definition, name, (scope) => {
    const states = members(scope['States']);
    if (Object.keys(states).length === 1) {
      throw new ImpossibleChange('The last state of a scope cannot go');
    }
    const gone = members(states[name]);
    const next = typeof gone['Next'] === 'string' && gone['Next'] !== name ? gone['Next'] : null;
    const left = Object.entries(states).filter(([key]) => key !== name);
    const start = scope['StartAt'] === name ? (next ?? left[0]?.[0] ?? '') : scope['StartAt'];
    return {
      ...scope,
      ...(start === undefined ? {} : { StartAt: start }),
      States: Object.fromEntries(left.map(([key, body]) => [key, without(members(body), name, next)])),
    };
  });
}

function without(body: Members, name: string, next: string | null): Members {
  const { Next: follows, Default: otherwise, ...rest } = body;
  const leads = (one: Json): Json[] => {
    const rule = members(one);
    return rule['Next'] !== name ? [one] : next === null ? [] : [{ ...rule, Next: next }];
  };
  const ends: Members = next === null ? { End: true } : { Next: next };
  return {
    ...rest,
    ...(follows === undefined ? {} : follows === name ? ends : { Next: follows }),
    ...(otherwise === undefined || (otherwise === name && next === null)
      ? {}
      : { Default: otherwise === name && next !== null ? next : otherwise }),
    ...(Array.isArray(body['Choices']) ? { Choices: body['Choices'].flatMap(leads) } : {}),
    ...(Array.isArray(body['Catch']) ? { Catch: body['Catch'].flatMap(leads) } : {}),
  };
}
