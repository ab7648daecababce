import type { Figure } from "../plot/mod.ts";
import { hashString } from "../random.ts";
import { plotlySource } from "./live.ts";
import { PixelCanvas } from "./canvas.ts";
import { lengthOf, pointAt } from "./svg_paths.ts";
import { boxOf, type SvgElement } from "./svg_boxes.ts";

interface Plotly {
  newPlot(target: unknown, data: unknown, layout: unknown, config: unknown): Promise<unknown>;
  toImage(target: unknown, options: Record<string, unknown>): Promise<string>;
  purge(target: unknown): void;
}

/**
 * Draws figures as SVG by Plotly itself in a document without a browser (jsdom); made once, since
 * it has to read the whole of Plotly. jsdom has no layout and no canvas: what Plotly asks of them
 * (how large a text is, where to paint the cells of a heat map) is answered here.
 */
export class StaticRenderer {
  private constructor(private readonly plotly: Plotly, private readonly target: unknown) {}

  /** Loads Plotly into a document of its own; takes a second or two. */
  static async create(): Promise<StaticRenderer> {
    const [{ JSDOM }, source] = await Promise.all([import("jsdom"), plotlySource()]);
    const dom = new JSDOM("<!doctype html><body><div id=figure></div>", {
      pretendToBeVisual: true,
      runScripts: "outside-only",
    });
    addMissingApis(dom.window);
    dom.window.eval(source);
    return new StaticRenderer(dom.window.Plotly, dom.window.document.getElementById("figure"));
  }

  /**
   * Draws a figure.
   *
   * @param figure The figure; `layout.width` and `layout.height` in pixels say how large.
   * @returns The text of an SVG file. The same figure always gives the same text.
   */
  async render(figure: Figure): Promise<string> {
    // Plotly writes into what it is given, and names each trace at random unless it has a name.
    const { data, layout } = structuredClone(figure);
    data.forEach((trace, index) => trace.uid ??= `trace${index}`);
    const { width = 760, height = 380 } = layout;
    await this.plotly.newPlot(this.target, data, layout, { staticPlot: true });
    const svg = await this.plotly.toImage(this.target, {
      format: "svg",
      imageDataOnly: true,
      width,
      height,
    });
    this.plotly.purge(this.target);
    return withStableIds(svg, hashString(JSON.stringify(figure)).toString(16).padStart(8, "0"));
  }
}

/**
 * Plotly marks the ids of each drawing with six random digits. Two drawings of one figure must be
 * the same text, and two figures on one page must not share an id, so the figure's hash takes
 * their place.
 */
function withStableIds(svg: string, name: string): string {
  const uid = /id="(?:topdefs|defs)-([0-9a-f]{6})"/.exec(svg)?.[1];
  return uid === undefined ? svg : svg.replaceAll(uid, name);
}

/** Gives a jsdom window what Plotly needs and jsdom lacks. */
// deno-lint-ignore no-explicit-any
function addMissingApis(window: any): void {
  window.TextDecoder = TextDecoder;
  window.TextEncoder = TextEncoder;
  window.URL.createObjectURL = () => "blob:none";
  window.URL.revokeObjectURL = () => {};
  window.matchMedia = () => ({ matches: false, addEventListener() {}, removeEventListener() {} });
  window.CSS = { supports: () => true };
  // jsdom would ask the operating system, for which not every command has a permission.
  Object.defineProperty(window.navigator, "hardwareConcurrency", { value: 1 });
  const { HTMLCanvasElement, SVGElement, Element } = window;
  SVGElement.prototype.getBBox = function (this: SvgElement) {
    return boxOf(this, "own");
  };
  SVGElement.prototype.getComputedTextLength = function (this: SvgElement) {
    return boxOf(this, "own").width;
  };
  SVGElement.prototype.getTotalLength = function (this: SvgElement) {
    return lengthOf(this.getAttribute?.("d") ?? "");
  };
  SVGElement.prototype.getPointAtLength = function (this: SvgElement, length: number) {
    return pointAt(this.getAttribute?.("d") ?? "", length);
  };
  const ofHtml = Element.prototype.getBoundingClientRect;
  Element.prototype.getBoundingClientRect = function (this: SvgElement) {
    return this instanceof SVGElement ? boxOf(this, "page") : ofHtml.call(this);
  };
  const canvases = new WeakMap<object, PixelCanvas>();
  HTMLCanvasElement.prototype.getContext = function (this: { width: number; height: number }) {
    const canvas = new PixelCanvas(this.width, this.height);
    canvases.set(this, canvas);
    return canvas;
  };
  HTMLCanvasElement.prototype.toDataURL = function () {
    return canvases.get(this)?.toDataURL() ?? "data:,";
  };
}
