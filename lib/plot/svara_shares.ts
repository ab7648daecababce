import type { DiscreteHmm } from "../hmm/mod.ts";
import { SVARAS } from "../quantize/svara.ts";
import { rounded } from "./numbers.ts";
import { svaraShares } from "./states.ts";
import { axisTitle, COLORS, makeFigure } from "./template.ts";
import type { Figure, FigureOptions, Trace } from "./types.ts";

/** A raag's model with what tradition says of the raag. */
export interface RaagProfile {
  /** The label. */
  raag: string;
  /** A model over semitones. */
  hmm: DiscreteHmm;
  /** The svara that tradition gives most weight. */
  vadi?: string;
  /** The svara that tradition gives second weight. */
  samvadi?: string;
}

/**
 * How often each svara is heard in the long run, a row a raag, with the traditional vadi and samvadi
 * set off.
 *
 * @param profiles The raags.
 * @param options Title and size.
 * @returns The figure.
 */
export function svaraShareFigure(
  profiles: readonly RaagProfile[],
  options: FigureOptions = {},
): Figure {
  const height = 1 / profiles.length;
  const axes: Record<string, unknown> = {};
  const data: Trace[] = [];
  profiles.forEach(({ raag, hmm, vadi, samvadi }, row) => {
    const shares = svaraShares(hmm);
    const axis = row === 0 ? "" : String(row + 1);
    axes[`yaxis${axis}`] = {
      title: axisTitle(raag.replaceAll("_", " ")),
      domain: [1 - (row + 1) * height + 0.02, 1 - row * height - 0.02],
      nticks: 3,
      rangemode: "tozero",
    };
    const roles = [
      { name: "vadi", color: COLORS.vermillion, has: (svara: string) => svara === vadi },
      { name: "samvadi", color: COLORS.orange, has: (svara: string) => svara === samvadi },
      {
        name: "other svaras",
        color: COLORS.blue,
        has: (svara: string) => svara !== vadi && svara !== samvadi,
      },
    ];
    for (const { name, color, has } of roles) {
      data.push({
        type: "bar",
        name,
        legendgroup: name,
        showlegend: row === 0,
        x: [...SVARAS],
        y: rounded(SVARAS.map((svara, s) => has(svara) ? 100 * shares[s] : NaN), 2),
        yaxis: `y${axis}`,
        marker: { color },
      });
    }
  });
  return makeFigure(
    data,
    {
      xaxis: {
        title: axisTitle("svara (share of notes in %, octaves together)"),
        anchor: `y${profiles.length > 1 ? profiles.length : ""}`,
        categoryorder: "array",
        categoryarray: [...SVARAS],
        type: "category",
      },
      ...axes,
      barmode: "overlay",
    },
    options,
    { title: "What is heard in the long run", height: 140 + 110 * profiles.length },
  );
}
