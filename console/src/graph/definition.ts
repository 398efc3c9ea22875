/** A state machine as people draw it: what leads where, scope by scope (reference: asl.md). */

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
type Members = { [name: string]: Json };

export type TransitionKind = 'next' | 'choice' | 'default' | 'catch';

export interface Transition {
  readonly from: string;
  readonly to: string;
  readonly kind: TransitionKind;
  /** Under which condition or error; empty where there is none. */
  readonly label: string;
}

export interface State {
  readonly name: string;
  readonly type: string;
  /** What the state calls, in short; empty where it calls nothing. */
  readonly detail: string;
  /** Branches of a Parallel state, or the one processor of a Map state. */
  readonly scopes: readonly Scope[];
  readonly isEnd: boolean;
}

export interface Scope {
  readonly startAt: string;
  readonly states: readonly State[];
  readonly transitions: readonly Transition[];
}

const LONGEST_LABEL = 40;

export function members(value: Json | undefined): Members {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : {};
}

function items(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

export function shortened(label: string): string {
  return label.length > LONGEST_LABEL ? `${label.slice(0, LONGEST_LABEL - 1)}…` : label;
}

/** Reads a definition, or a branch of one. What a broken one lacks is left out. */
export function scopeOf(definition: Json): Scope {
  const machine = members(definition);
  const states = Object.entries(members(machine['States']));
  return {
    startAt: text(machine['StartAt']),
    states: states.map(([name, body]) => stateOf(name, members(body))),
    transitions: states.flatMap(([name, body]) => transitionsOf(name, members(body))),
  };
}

function stateOf(name: string, body: Members): State {
  const processor = body['ItemProcessor'] ?? body['Iterator'];
  return {
    name,
    type: text(body['Type']),
    detail: detailOf(body),
    scopes:
      body['Type'] === 'Parallel'
        ? items(body['Branches']).map(scopeOf)
        : body['Type'] === 'Map' && processor !== undefined
          ? [scopeOf(processor)]
          : [],
    isEnd: body['End'] === true || body['Type'] === 'Succeed' || body['Type'] === 'Fail',
  };
}

function detailOf(body: Members): string {
  const resource = text(body['Resource']);
  if (resource.startsWith('arn:aws:states:::')) {
    return resource.slice('arn:aws:states:::'.length);
  }
  return resource.split(':').slice(5).join(':');
}

function transitionsOf(from: string, body: Members): Transition[] {
  const found: Transition[] = [];
  const add = (to: Json | undefined, kind: TransitionKind, label: string): void => {
    if (typeof to === 'string') {
      found.push({ from, to, kind, label });
    }
  };
  if (body['Type'] === 'Choice') {
    for (const rule of items(body['Choices'])) {
      add(members(rule)['Next'], 'choice', conditionOf(members(rule)));
    }
    add(body['Default'], 'default', 'Default');
  } else {
    add(body['Next'], 'next', '');
  }
  for (const catcher of items(body['Catch'])) {
    const errors = items(members(catcher)['ErrorEquals']).map(text).join(', ');
    add(members(catcher)['Next'], 'catch', errors);
  }
  return found;
}

const SIGNS: Readonly<Record<string, string>> = {
  Equals: '=',
  LessThanEquals: '≤',
  GreaterThanEquals: '≥',
  LessThan: '<',
  GreaterThan: '>',
  Matches: '~',
};

/** A rule of a Choice state as a person would write it. */
export function conditionOf(rule: Members): string {
  if (typeof rule['Condition'] === 'string') {
    return rule['Condition'].replace(/^\{%\s*|\s*%\}$/gu, '');
  }
  if (rule['Not'] !== undefined) {
    return `not (${conditionOf(members(rule['Not']))})`;
  }
  for (const [operator, word] of [['And', ' and '], ['Or', ' or ']] as const) {
    if (rule[operator] !== undefined) {
      return items(rule[operator])
        .map((part) => conditionOf(members(part)))
        .join(word);
    }
  }
  return comparisonOf(rule);
}

function comparisonOf(rule: Members): string {
  const variable = text(rule['Variable']);
  const comparison = Object.entries(rule).find(
    ([name]) => !['Variable', 'Next', 'Comment', 'Assign', 'Output'].includes(name),
  );
  if (comparison === undefined) {
    return variable;
  }
  const [name, value] = comparison;
  if (name.startsWith('Is')) {
    const kind = name.slice('Is'.length).toLowerCase();
    return `${variable} is ${value === true ? '' : 'not '}${kind}`;
  }
  const sign = Object.keys(SIGNS)
    .sort((a, b) => b.length - a.length)
    .find((word) => name.replace(/Path$/u, '').endsWith(word));
  const shown = typeof value === 'string' && !name.endsWith('Path') ? `"${value}"` : String(value);
  return `${variable} ${sign === undefined ? name : SIGNS[sign]} ${shown}`;
}
