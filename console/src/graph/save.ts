import type { VisitStatus } from '../execution/history';
import type { Graph } from './layout';
import { svgOf } from './svg';

type Statuses = ReadonlyMap<string, VisitStatus> | undefined;

/** Pixels of a PNG for one of the picture's. */
const SHARPNESS = 2;

/** Browsers draw nothing that is larger. */
const MOST_PIXELS = 16_384;

function download(content: Blob, name: string): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

export function saveSvg(graph: Graph, statuses: Statuses): void {
  download(new Blob([svgOf(graph, statuses)], { type: 'image/svg+xml' }), 'state-machine.svg');
}

export async function savePng(graph: Graph, statuses: Statuses): Promise<void> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svgOf(graph, statuses))}`;
  await image.decode();
  const scale = Math.min(SHARPNESS, MOST_PIXELS / image.width, MOST_PIXELS / image.height);
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(image.width * scale);
  canvas.height = Math.round(image.height * scale);
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  canvas.toBlob((content) => content !== null && download(content, 'state-machine.png'), 'image/png');
}
