/**
 * The constant tables of AAC (ISO/IEC 14496-3, subpart 4, annex A): Huffman codebooks and the bands
 * that share a scale factor.
 *
 * All twelve codebooks are complete and canonical: within one length the code words are consecutive,
 * and the next length goes on from there. So a book is told by the number of words of each length
 * and by its symbols in the order of their words, two base-36 digits a symbol.
 */

/** A codebook: words of 1, 2, 3, ... bits, and the symbols in the order of their words. */
export interface Codebook {
  /** counts[i] words have i + 1 bits. */
  counts: readonly number[];
  /** Symbols, shortest word first. */
  symbols: Uint16Array;
}

function book(counts: readonly number[], digits: string): Codebook {
  const symbols = Uint16Array.from(
    { length: digits.length / 2 },
    (_, i) => parseInt(digits.slice(2 * i, 2 * i + 2), 36),
  );
  return { counts, symbols };
}

/** Codebooks 1..11 for the spectrum at [0..10], the one for scale factors at [11]. */
export const CODEBOOKS: readonly Codebook[] = [
  // 1: quadruples, signed
  book(
    [1, 0, 0, 0, 8, 0, 24, 0, 24, 8, 16],
    "141v0d131d1511170v1m0m121a0y162410040s1s1c0g181y0w1g1e0a1w0c1u0e0u210j1p1f1b0z0x1j1t190p0f" +
      "070t1n1l0l010r1h1x250n270509231r0b030h1z1o0k0o1k2808200600221q0q0i021i26",
  ),
  // 2: quadruples, signed
  book(
    [0, 0, 1, 1, 7, 24, 15, 19, 14],
    "141v0d1511130v171d0y0m1a161c120c1m1s04101y1w0w0g1e0s0e0u0a241g181u1b1t0j0x1p231z0p0t270f01" +
      "0b1j211n0l070h05030r1x1r191h0n091f1l0z251o0k1k000o0q28061q0i08201i022226",
  ),
  // 3: quadruples, unsigned
  book(
    [1, 0, 0, 4, 2, 6, 3, 5, 15, 15, 8, 9, 3, 3, 5, 2],
    "000r01090310040c0a0u0d0s13140v111i02051r1c070g190e1u060l0f0i0b1l1d0m16171a0x0y0j1v151s0w08" +
      "0h231f0t1j0p201g121m18240o0n0z211x260q271y1e1h0k1o1b1p1w1t28251z1n1k221q",
  ),
  // 4: quadruples, unsigned
  book(
    [0, 0, 0, 10, 6, 0, 9, 21, 8, 14, 11, 2],
    "140d11130v0r1000040u0s0c010a03091v171d151u1s1c1m0g0e160m0w1a120y1r1l191j0b0l050f0j0t070x1i" +
      "020i061g241y181e1w1f231x0p0h210n1p0z271b1n1t1h1z250o20081o0k1k280q26221q",
  ),
  // 5: pairs, signed
  book(
    [1, 0, 0, 4, 4, 0, 4, 12, 12, 12, 18, 10, 4],
    "140v1d15131c0w0u1e0m161m120l1n0t1f0n1l0x1b0d1v11170c1g1w0s0e1u1a0y0o1o0k1k0b1t0p1j1x1p0f0j" +
      "100425240318230r1h0z05191s0a0g0q02261i1q1y060i221r01071z0h27210920082800",
  ),
  // 6: pairs, signed
  book(
    [0, 0, 0, 9, 0, 16, 13, 8, 23, 8, 4],
    "141d13150v1e0w1c0u1l1n0n0l0m0x1m1b1f120t161k0o0k1o0e1w1u0y0c1g1a0s1v0d11171x0b0p1p1t1j0j0f" +
      "1y1s0a0g190r2505031h230z1006021q0i0426220q241i18090h1r211z27070128080020",
  ),
  // 7: pairs, unsigned, to 7
  book(
    [1, 0, 2, 1, 0, 4, 5, 10, 14, 15, 8, 4],
    "000801090h0a0g020p0b0i0o030j0q0c0x0d150r0k040w0y0l16051d140e0z0t0s170m1e0f0u061c101l111m18" +
      "1f0n1n1g19120v1k071h1a1o131b1p1q1i1j1r",
  ),
  // 8: pairs, unsigned, to 7
  book(
    [0, 0, 1, 5, 7, 10, 14, 15, 8, 4],
    "090h080a010i000g020p0b0q0j0r0x0c0y0k0o030z0s16150l0d170t101804110w0m1e1d0e0u1f19141g05121l" +
      "1m0n1h1n0f1a0v1i1o1c13061p1q1j1b1k071r",
  ),
  // 9: pairs, unsigned, to 12
  book(
    [1, 0, 2, 1, 0, 4, 3, 8, 11, 20, 31, 38, 32, 14, 4],
    "000d010e0r0f0q02140s0g13030t150h1h0u0i1i16041g1u0v0j171v271j050w1t0k180l2x1k1w282k062y0y19" +
      "0x1l3a0m2l261x292z073b1b1m1a083n2a0z1y2w2j2m3o3c300n2n2b1z1o1n1c402139313p1009413d2c4d1p32" +
      "0o3e3q202o110p4e421d222d33430a2p4f3m3r1q2e123f3g1r3z2f1e23342r4h1f442q4g453s1s2s240b4i2g4c" +
      "3t252t3h0c46353i3u2u4j2h37472v2i363v383j3k3l3x4l3w484k494m4n3y4a4b4o",
  ),
  // 10: pairs, unsigned, to 12
  book(
    [0, 0, 0, 3, 8, 14, 17, 25, 31, 41, 22, 8],
    "0e0f0r0s0d010g15140t160q020u1i0h1h001j1713031k0v1v0i1u1w181x1l280w291g27040j191y2a1m2b2l1a" +
      "0x1z2y2m1t2k052x0k2z2n1n0y2c2o0l1b301o2031212p2d3b262e3c1c3a0z06323d1p3o0m2q333e2r3p223q10" +
      "3n1d3f2f2w1q2j412s423s0n403g07343r1e2335440843112t2g3t1r0o4e3h4f45244g464h1f2h393u3m4d091s" +
      "3i4i12363j0p474j2u252i3v374k0a2v3z3w48490b4a3k3x4c384l3y3l4b4n0c4m4o",
  ),
  // 11: pairs, unsigned, to 15 and escape
  book(
    [0, 0, 0, 2, 6, 7, 16, 59, 55, 95, 43, 6],
    "000i800h010z0j100k1g1h0y11021i1x0l1y121z1j1f032e2f13200m2g1k2h212w142v2x1l0n2c1v7p7n7o2y7q" +
      "1w22041e2i2t7r7m7s153d1m2z2j3a7u3e3c7t3r0x0o237v3f7w487l304p162k567x3v3u1n2d7y5n3g24313h05" +
      "3w7z640p3t722l6l1o3x3i173y4b4c7j25322u4d2m3z3j0q4t064s4a4e26184f1p334u404v4g5a0r3b4w3k1q2n" +
      "4r2759673468197k2o5c5b4h3l410g29071s5d66695r1b6a42354y4x6o5s0s28581r0u5q3m1t2p2q6q2a5e6p5t" +
      "6b5u3s5f1a4i6r375075434j6s4z2r5g6n1c360t6d086c3n5v3o765p381d78770v4k2b6t456e442s1u515h5w79" +
      "7a46743p49094m4l5x6u536v5y393q4n7b5i5l0w52546g6f5k5j476x6h617c6w4q5z4o0a605762556i0d6y7d7e" +
      "5m6z650b6j7f7g636m706k5o710e0c7h730f7i",
  ),
  // scale factors
  book(
    [1, 0, 1, 3, 2, 4, 3, 5, 4, 6, 6, 6, 5, 8, 4, 7, 3, 7, 46],
    "1o1n1p1m1q1l1r1k1s1j1t1u1i1v1h1w1g1x1f1y1e1d1z201c211b221a24232526191718271615281429132a12" +
      "2b110z2d0x100y2c0w2f2h0u0v2e0t0q0r0s0o2g0p0m0n2i0l0j030102002q2r2s2t2u392p2j2k2l2m2n2o2w33" +
      "3435363738322x2y2z30313a0608090a052v3c3b04070f0g0i0k0h0b0c0e0d",
  ),
];

/** Band edges from runs such as "14x4 5x8": 14 bands of 4 lines, 5 of 8. */
function bands(runs: string): Uint16Array {
  const edges = [0];
  for (const run of runs.split(" ")) {
    const [count, width] = run.split("x").map(Number);
    for (let i = 0; i < count; i++) edges.push(edges[edges.length - 1] + width);
  }
  return Uint16Array.from(edges);
}

const LONG_96 = bands("14x4 5x8 5x12 2x16 1x24 1x28 1x36 1x44 11x64");
const SHORT_96 = bands("6x4 3x8 1x16 1x28 1x36");
const LONG_64 = bands("14x4 4x8 3x12 3x16 1x20 2x24 1x28 1x36 18x40");
const SHORT_64 = bands("6x4 3x8 1x16 1x28 1x36");
const LONG_48 = bands("10x4 7x8 4x12 2x16 2x20 2x24 2x28 19x32 1x96");
const SHORT_48 = bands("5x4 3x8 3x12 3x16");
const LONG_32 = bands("10x4 7x8 4x12 2x16 2x20 2x24 2x28 22x32");
const LONG_24 = bands("11x4 10x8 4x12 3x16 2x20 2x24 2x28 1x32 2x36 1x40 1x44 1x48 2x52 5x64");
const SHORT_24 = bands("7x4 3x8 2x12 2x16 1x20");
const LONG_16 = bands("11x8 9x12 4x16 3x20 2x24 2x28 1x32 1x36 2x40 1x44 1x48 1x52 1x56 1x60 3x64");
const SHORT_16 = bands("8x4 2x8 2x12 1x16 2x20");
const LONG_8 = bands("13x12 7x16 4x20 3x24 2x28 1x32 2x36 1x40 1x44 1x48 1x52 1x56 1x60 1x64 1x80");
const SHORT_8 = bands("7x4 4x8 1x12 1x16 2x20");

/** Edges of the bands of a long window (1024 lines) by sampling rate index 0..11. */
export const LONG_BANDS: readonly Uint16Array[] = [
  ...[LONG_96, LONG_96, LONG_64, LONG_48, LONG_48, LONG_32],
  ...[LONG_24, LONG_24, LONG_16, LONG_16, LONG_16, LONG_8],
];

/** Edges of the bands of a short window (128 lines) by sampling rate index 0..11. */
export const SHORT_BANDS: readonly Uint16Array[] = [
  ...[SHORT_96, SHORT_96, SHORT_64, SHORT_48, SHORT_48, SHORT_48],
  ...[SHORT_24, SHORT_24, SHORT_16, SHORT_16, SHORT_16, SHORT_8],
];

/** Bands of a long window that temporal noise shaping may reach, by sampling rate index. */
export const TNS_LONG_BANDS: readonly number[] = [31, 31, 34, 40, 42, 51, 46, 46, 42, 42, 42, 39];

/** The same for a short window. */
export const TNS_SHORT_BANDS: readonly number[] = [9, 9, 10, 14, 14, 14, 14, 14, 14, 14, 14, 14];

/** Sampling rates by index (table 1.18). */
export const SAMPLE_RATES: readonly number[] = [
  ...[96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350],
];
