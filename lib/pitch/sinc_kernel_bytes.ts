// Made from sinc_kernel.as by tests/hmm/build_kernel.ts. Do not edit: 205 bytes of WebAssembly.
// deno-fmt-ignore-file

/** SHA-256 of the source, so that a test without the compiler sees when it has changed. */
export const SINC_KERNEL_SOURCE_SHA256: string =
  "96af0082ba1ba2231f30c41fee7ea8cab30351ab197f2a848d294275876a4244";

/** The compiled kernel, base64. */
export const SINC_KERNEL_BASE64: string =
  "AGFzbQEAAAABCAFgA39/fwF8AwIBAAUDAQABBxACA2RvdAAABm1lbW9yeQIACp0BAZoBAQR7IAAgAmohAgNAIAAgAkkEQC" +
  "ADIAD9AAQAIAH9AAQA/fIB/fABIQMgBCAA/QAEECAB/QAEEP3yAf3wASEEIAUgAP0ABCAgAf0ABCD98gH98AEhBSAGIAD9" +
  "AAQwIAH9AAQw/fIB/fABIQYgAEFAayEAIAFBQGshAQwBCwsgAyAE/fABIAUgBv3wAf3wASID/SEAIAP9IQGgCw==";
