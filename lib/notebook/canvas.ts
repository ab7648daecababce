import { encode } from "fast-png";

/** Pixels on their own, as `ImageData` holds them. */
export interface PixelData {
  width: number;
  height: number;
  /** Red, green, blue, alpha of each pixel, row by row. */
  data: Uint8ClampedArray;
}

/**
 * A picture of RGBA pixels: as much of a canvas as Plotly needs to draw a heat map where there is
 * no browser.
 */
export class PixelCanvas {
  /** Width in pixels. */
  readonly width: number;
  /** Height in pixels. */
  readonly height: number;
  /** The pixels, row by row, four bytes each: red, green, blue, alpha. */
  readonly pixels: Uint8ClampedArray;
  /** `rgb(...)`, `rgba(...)` or `#rrggbb`: the colour of the next rectangle. */
  fillStyle = "rgb(0,0,0)";

  constructor(width: number, height: number) {
    this.width = Math.max(1, Math.floor(width));
    this.height = Math.max(1, Math.floor(height));
    this.pixels = new Uint8ClampedArray(4 * this.width * this.height);
  }

  /** Fills a rectangle, cut off at the edges. */
  fillRect(x: number, y: number, width: number, height: number): void {
    const color = parseColor(this.fillStyle);
    const right = Math.min(this.width, x + width), bottom = Math.min(this.height, y + height);
    for (let row = Math.max(0, y); row < bottom; row++) {
      for (let column = Math.max(0, x); column < right; column++) {
        this.pixels.set(color, 4 * (row * this.width + column));
      }
    }
  }

  /** Pixels of a given size to be filled by the caller. */
  createImageData(width: number, height: number): PixelData {
    return { width, height, data: new Uint8ClampedArray(4 * width * height) };
  }

  putImageData(image: PixelData, x: number, y: number): void {
    const columns = Math.min(image.width, this.width - x);
    for (let row = 0; row < Math.min(image.height, this.height - y); row++) {
      const from = 4 * row * image.width;
      this.pixels.set(
        image.data.subarray(from, from + 4 * columns),
        4 * ((y + row) * this.width + x),
      );
    }
  }

  toDataURL(): string {
    const { width, height, pixels } = this;
    const png = encode({ width, height, data: pixels }, { zlib: { level: 9 } });
    return `data:image/png;base64,${png.toBase64()}`;
  }
}

/** Red, green, blue and alpha, 0..255. */
function parseColor(text: string): [number, number, number, number] {
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text);
  if (hex) return [parseInt(hex[1], 16), parseInt(hex[2], 16), parseInt(hex[3], 16), 255];
  const [red, green, blue, alpha = 1] = (text.match(/[\d.]+/g) ?? []).map(Number);
  return [red, green, blue, Math.round(255 * alpha)];
}
