// Made from sinc_kernel.as by tests/hmm/build_kernel.ts. Do not edit: 328 bytes of WebAssembly.
// deno-fmt-ignore-file

/** SHA-256 of the source, so that a test without the compiler sees when it has changed. */
export const SINC_KERNEL_SOURCE_SHA256: string =
  "d1fed9a549637999d6523a1088c5e6e466ac74718c2e43c38ffa927ecc80ef4b";

/** The compiled kernel, base64. */
export const SINC_KERNEL_BASE64: string =
  "AGFzbQEAAAABDAFgCH9/f39/f39/AAMCAQAFAwEAAQcWAgl0aHJlZURvdHMAAAZtZW1vcnkCAAqOAgGLAgEGeyAAIAZqIQ" +
  "YDQCAAIAZJBEAgCCAA/QAEACAB/QAEAP3yAf3wASEIIAkgAv0ABAAgA/0ABAD98gH98AEhCSAKIAT9AAQAIAX9AAQA/fIB" +
  "/fABIQogCyAA/QAEECAB/QAEEP3yAf3wASELIAwgAv0ABBAgA/0ABBD98gH98AEhDCANIAT9AAQQIAX9AAQQ/fIB/fABIQ" +
  "0gAUEgaiEBIAJBIGohAiADQSBqIQMgBEEgaiEEIAVBIGohBSAAQSBqIQAMAQsLIAcgCCAL/fABIgj9IQAgCP0hAaA5AwAg" +
  "ByAJIAz98AEiCP0hACAI/SEBoDkDCCAHIAogDf3wASII/SEAIAj9IQGgOQMQCw==";
