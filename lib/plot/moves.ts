import type { DiscreteHmm } from "../hmm/mod.ts";
import { SVARAS } from "../quantize/svara.ts";
import { rounded } from "./numbers.ts";
import { svaraMoves, svaraShares } from "./states.ts";
import { COLORS, makeFigure } from "./template.ts";
import type { Figure, FigureOptions } from "./types.ts";

/**
 * The network of a model's strongest moves: the svaras on a circle, clockwise from Sa, as large as
 * they are frequent (grey where under 3 % of the notes), and an arrow for each of the most frequent
 * moves.
 *
 * @param hmm A model over semitones: 12 symbols to the octave.
 * @param options Title and size; `most`: how many arrows. @default 20
 * @returns The figure.
 */
export function movesFigure(
  hmm: DiscreteHmm,
  options: FigureOptions & { most?: number } = {},
): Figure {
  const { most = 20 } = options;
  const shares = svaraShares(hmm), flow = svaraMoves(hmm);
  const moves = Array.from(flow, (share, cell) => ({
    from: Math.floor(cell / 12),
    to: cell % 12,
    share,
  }))
    .filter(({ from, to }) => from !== to)
    .sort((a, b) => b.share - a.share)
    .slice(0, most);
  const strongest = moves[0]?.share ?? 1;
  const heard = SVARAS.map((_, svara) => shares[svara] >= 0.03);
  const range = [-1.25, 1.25];
  return makeFigure(
    [{
      type: "scatter",
      mode: "markers+text",
      x: rounded(SVARAS.map((_, svara) => place(svara)[0]), 4),
      y: rounded(SVARAS.map((_, svara) => place(svara)[1]), 4),
      text: [...SVARAS],
      textfont: { size: 16, color: heard.map((isHeard) => isHeard ? "#fff" : "#999") },
      hovertext: SVARAS.map((name, s) => `${name}: ${(100 * shares[s]).toFixed(1)} % of notes`),
      hoverinfo: "text",
      marker: {
        size: rounded(Array.from(shares, (share) => 24 + 90 * Math.sqrt(share) * 0.6), 1),
        color: heard.map((isHeard) => isHeard ? COLORS.blue : "#eee"),
        opacity: 1,
      },
    }],
    {
      xaxis: { visible: false, range },
      yaxis: { visible: false, range, scaleanchor: "x" },
      annotations: moves.map(({ from, to, share }) => arrow(from, to, share / strongest)),
      margin: { l: 16, r: 16, t: 48, b: 16 },
      showlegend: false,
    },
    options,
    { title: "The strongest moves", height: 520 },
  );
}

/** Where a svara lies on the circle: Sa on top, then clockwise. */
function place(svara: number): [number, number] {
  const angle = Math.PI / 2 - svara * Math.PI / 6;
  return [Math.cos(angle), Math.sin(angle)];
}

/** An arrow from svara to svara; a little to its left, so that there and back are two arrows. */
function arrow(from: number, to: number, strength: number): Record<string, unknown> {
  const [x0, y0] = place(from), [x1, y1] = place(to);
  const length = Math.hypot(x1 - x0, y1 - y0);
  const aside = 0.035, gap = 0.17;
  const [ux, uy] = [(x1 - x0) / length, (y1 - y0) / length];
  const [dx, dy] = [-uy * aside, ux * aside];
  const [ax, ay, x, y] = rounded([
    x0 + ux * gap + dx,
    y0 + uy * gap + dy,
    x1 - ux * gap + dx,
    y1 - uy * gap + dy,
  ], 3);
  return {
    ...{ x, y, ax, ay, xref: "x", yref: "y", axref: "x", ayref: "y" },
    text: "",
    showarrow: true,
    arrowhead: 2,
    arrowsize: 0.8,
    arrowwidth: Math.round(10 * (1 + 3.5 * strength)) / 10,
    arrowcolor: COLORS.vermillion,
    opacity: Math.round(100 * (0.35 + 0.6 * strength)) / 100,
  };
}
