import { describe, expect, it } from 'vitest';
import { layout } from './layout';
import { svgOf } from './svg';

describe('a picture as a file', () => {
  it('has every state, and colours by status', () => {
    const graph = layout({
      StartAt: 'A',
      States: { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Succeed' } },
    });
    const svg = svgOf(graph, new Map([['A', 'failed']]));
    expect(svg).toContain('<title>A</title>');
    expect(svg).toContain('<title>B</title>');
    expect(svg.match(/#ffd9d9/gu)).toHaveLength(1);
    expect(svg.match(/<path d="M/gu)?.length).toBe(graph.edges.length + 1);
  });

  it('lets names be text alone', () => {
    const name = '</text><script>alert(1)</script>\u0001&"';
    const svg = svgOf(layout({ StartAt: name, States: { [name]: { Type: 'Succeed' } } }));
    expect(svg).not.toContain('<script');
    expect(svg).not.toContain('\u0001');
    expect(svg).toContain('&lt;script&gt;');
  });
});
