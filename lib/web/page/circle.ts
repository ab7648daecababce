import { SVARAS } from "../../quantize/svara.ts";
import { inScript, type Script } from "./words.ts";

/** A point on the circle: angle in cents from the top, clockwise. */
function point(cents: number, radius: number): string {
  const angle = 2 * Math.PI * cents / 1200;
  const x = 100 + radius * Math.sin(angle), y = 100 - radius * Math.cos(angle);
  return `${x.toFixed(1)} ${y.toFixed(1)}`;
}

/**
 * Draws the svaras on a circle, Sa on top, those in `used` standing out, as SVG. The needle is the
 * element of class `needle`, and points to Sa.
 */
export function svaraCircle(used: readonly string[], script: Script): string {
  const names = SVARAS.map((svara, s) => {
    const [x, y] = point(100 * s, 82).split(" ");
    const look = used.includes(svara) ? 'font-weight="700"' : 'class="rare"';
    const place = `x="${x}" y="${y}" text-anchor="middle" dominant-baseline="central"`;
    return `<text ${place} font-size="15" ${look}>${inScript(svara, script)}</text>` +
      `<path class="axis" d="M${point(100 * s, 62)}L${point(100 * s, 68)}"/>`;
  });
  return `<svg class="figure" role="img" aria-label="Circle of the twelve svaras with a needle; the svara and its cents are written beside it" viewBox="0 0 200 200" width="100%"><circle class="axis" cx="100" cy="100" r="68"/>${
    names.join("")
  }<g class="needle" style="display:none"><path d="M100 100V36" stroke="currentColor" stroke-width="4" stroke-linecap="round"/><circle cx="100" cy="100" r="5" fill="currentColor"/></g></svg>`;
}

/** Angle of the needle in degrees. */
export function needleAngle(cents: number): number {
  return 360 * (cents - 1200 * Math.floor(cents / 1200)) / 1200;
}
