import type { Point } from './layout';

/** From where to where the nodes of a rank reach. */
export interface RankExtent {
  readonly top: number;
  readonly bottom: number;
}

/**
 * The way of an edge around the nodes. Between two ranks it may go aside, through a rank it goes straight down: beside it
 * may be a node that is taller than the place at which the edge was laid.
 *
 * @param laid the places of the edge as the ranks were laid out
 */
export function route(
  laid: readonly Point[],
  ranks: readonly RankExtent[],
  isLoop: boolean,
): Point[] {
  if (isLoop) {
    return [...laid];
  }
  const way: Point[] = [];
  laid.forEach((point, index) => {
    const rank = ranks.find(({ top, bottom }) => point.y >= top - 1 && point.y <= bottom + 1);
    const next = laid[index + 1];
    const before = laid[index - 1];
    const other = next ?? before;
    if (rank === undefined || other === undefined) {
      way.push(point);
      return;
    }
    const isDown = next === undefined ? point.y >= (before?.y ?? 0) : next.y >= point.y;
    const first = { x: point.x, y: isDown ? rank.top : rank.bottom };
    const last = { x: point.x, y: isDown ? rank.bottom : rank.top };
    if (index === 0) {
      way.push(point, last);
    } else if (next === undefined) {
      way.push(first, point);
    } else {
      way.push(first, last);
    }
  });
  return way.filter(
    (point, index) => index === 0 || point.x !== way[index - 1]?.x || point.y !== way[index - 1]?.y,
  );
}
