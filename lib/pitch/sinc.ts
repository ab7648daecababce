/**
 * Maxima of a sampled, band-limited curve, found between its samples.
 *
 * @module
 */

import { compileKernel, type KernelExports, WasmKernel } from "../wasm.ts";
import kernelFile from "./sinc_kernel.json" with { type: "json" };

/** Positions between two samples at which the kernel is tabulated. */
const PHASES = 32;
/** Rows are filled up with zeros to a multiple of this many weights. */
const ROW_STEP = 4;

interface SincExports extends KernelExports {
  threeDots(
    a: number,
    x: number,
    b: number,
    y: number,
    c: number,
    z: number,
    bytes: number,
    out: number,
  ): void;
}

const compiled = compileKernel(kernelFile.bytes);

/** A curve and the rows of weights that it is multiplied with. */
interface Machine {
  curve: Float64Array;
  /** Row p: weights of the samples -depth+1..depth around position p / PHASES, and zeros. */
  rows: Float64Array;
  /** What `look` found: the interpolated curve one phase before a position, at it, and behind it. */
  found: Float64Array;
  /** Interpolates around `at / PHASES`. */
  look(at: number): void;
}

/**
 * Finds maxima by interpolation with a windowed sinc. The kernel is tabulated at 32 phases between
 * two samples; a parabola through three neighbouring phases, which is exact there to well under a
 * thousandth of a sample, gives the rest.
 *
 * @see Boersma 1993, section 4, for why a parabola through the samples themselves is not enough.
 */
export class PeakInterpolator {
  /** Samples on either side that the interpolation reads. */
  readonly depth: number;
  /** The curve, which the caller fills. */
  readonly curve: Float64Array;
  readonly #machine: Machine;

  /**
   * Tabulates the kernel.
   *
   * @param depth Samples to read on either side of the maximum, >= 1.
   * @param length Samples of the curve.
   */
  constructor(depth: number, length: number) {
    this.depth = depth;
    const width = ROW_STEP * Math.ceil(2 * depth / ROW_STEP);
    const machine = this.#machine = startMachine(depth, width, length + ROW_STEP);
    this.curve = machine.curve.subarray(0, length);
    for (let p = 0; p < PHASES; p++) {
      for (let j = 0; j < 2 * depth; j++) {
        const phase = p / PHASES, distance = phase - (j - depth + 1);
        // The raised cosine reaches 0 one sample behind the last one read on its side.
        const reach = distance >= 0 ? depth + phase : depth + 1 - phase;
        const window = 0.5 + 0.5 * Math.cos(Math.PI * distance / reach);
        const angle = Math.PI * distance;
        machine.rows[p * width + j] = angle === 0 ? 1 : window * Math.sin(angle) / angle;
      }
    }
  }

  /**
   * The maximum near a sample that is larger than its neighbours.
   *
   * @param index The largest sample; those within `depth + 1` of it must exist in the curve.
   * @param out Receives the position (in samples) and the height of the maximum.
   */
  refine(index: number, out: { position: number; height: number }): void {
    const { curve, found, look } = this.#machine;
    const start = parabolaOffset(curve[index - 1], curve[index], curve[index + 1]);
    // Position in phases; the walk stays within one sample of where it began.
    let at = index * PHASES + Math.round(start * PHASES);
    const low = (index - 1) * PHASES, high = (index + 1) * PHASES;
    look(at);
    if (found[1] < curve[index]) {
      // A plateau, where the parabola misleads: begin at the sample.
      at = index * PHASES;
      look(at);
    }
    // The parabola's own vertex is a good guess near the maximum and a wild one near an inflexion:
    // hence steps of an eighth of a sample at most.
    for (let step = 0; step < 16 && (found[0] > found[1] || found[2] > found[1]); step++) {
      const left = found[0], middle = found[1], right = found[2];
      const uphill = right > left ? 1 : -1;
      const curvature = left - 2 * middle + right;
      const vertex = curvature < 0 ? Math.abs(0.5 * (left - right) / curvature) : Infinity;
      const next = at + uphill * Math.max(1, Math.min(PHASES / 8, Math.round(vertex)));
      if (next <= low || next >= high) break;
      at = next;
      look(at);
    }
    const left = found[0], middle = found[1], right = found[2];
    const offset = Math.max(-1, Math.min(1, parabolaOffset(left, middle, right)));
    out.position = (at + offset) / PHASES;
    out.height = middle - 0.25 * (left - right) * offset;
  }
}

/** Starts the compiled sums. */
export function startMachine(depth: number, width: number, length: number): Machine {
  const kernel = new WasmKernel<SincExports>(compiled), { threeDots } = kernel.run;
  const curveAt = kernel.allocate(8 * length), rowsAt = kernel.allocate(8 * PHASES * width);
  const foundAt = kernel.allocate(24), bytes = 8 * width;
  const curve = (at: number) => curveAt + 8 * (Math.floor(at / PHASES) - depth + 1);
  const row = (at: number) => rowsAt + bytes * (at % PHASES);
  return {
    curve: kernel.doubles(curveAt, length),
    rows: kernel.doubles(rowsAt, PHASES * width),
    found: kernel.doubles(foundAt, 3),
    look(at) {
      const a = curve(at - 1), b = curve(at), c = curve(at + 1);
      threeDots(a, row(at - 1), b, row(at), c, row(at + 1), bytes, foundAt);
    },
  };
}

/**
 * Where a parabola through three equidistant points has its vertex.
 *
 * @returns Distance from the middle point, -0.5..0.5 if that is the largest (or smallest); 0 for
 * points on a line.
 */
export function parabolaOffset(left: number, middle: number, right: number): number {
  const curvature = left - 2 * middle + right;
  return curvature === 0 ? 0 : 0.5 * (left - right) / curvature;
}
