import type { Json } from '../graph/definition';
import type { Visit } from './history';

/** One time that a state was entered, in one execution or in both. */
export interface Pair {
  readonly state: string;
  /** Which time of that state, from 1 on. */
  readonly time: number;
  readonly left: Visit | null;
  readonly right: Visit | null;
  /** What differs; empty where nothing does. */
  readonly differences: readonly string[];
}

const key = (visit: Visit, time: number): string => `${visit.name}\u0000${time}`;

function numbered(visits: readonly Visit[]): Map<string, { visit: Visit; time: number }> {
  const times = new Map<string, number>();
  return new Map(
    visits.map((visit) => {
      const time = (times.get(visit.name) ?? 0) + 1;
      times.set(visit.name, time);
      return [key(visit, time), { visit, time }];
    }),
  );
}

/** Two executions state by state, in the order of the first one; what only the second has comes last. */
export function pairsOf(left: readonly Visit[], right: readonly Visit[]): Pair[] {
  const others = numbered(right);
  const pairs: Pair[] = [];
  for (const [name, { visit, time }] of numbered(left)) {
    const other = others.get(name)?.visit ?? null;
    others.delete(name);
    pairs.push({ state: visit.name, time, left: visit, right: other, differences: differencesOf(visit, other) });
  }
  for (const { visit, time } of others.values()) {
    pairs.push({ state: visit.name, time, left: null, right: visit, differences: ['only in the second'] });
  }
  return pairs;
}

function differencesOf(left: Visit, right: Visit | null): string[] {
  if (right === null) {
    return ['only in the first'];
  }
  const differs = (name: string, one: Json, other: Json): string[] =>
    JSON.stringify(one) === JSON.stringify(other) ? [] : [name];
  return [
    ...differs('status', left.status, right.status),
    ...differs('input', left.input, right.input),
    ...differs('output', left.output, right.output),
    ...differs('error', left.error, right.error),
    ...differs('attempts', left.attempts, right.attempts),
  ];
}

/** How long it took, in milliseconds; null while it goes on. */
export function millisOf(visit: Visit | null): number | null {
  return visit === null || visit.exitedAt === null ? null : Date.parse(visit.exitedAt) - Date.parse(visit.enteredAt);
}
