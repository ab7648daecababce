#!/usr/bin/env node
// The command `raagkit` of the npm package: starts the kit under the Deno that npm brought with it.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { constants } from "node:os";
import { fileURLToPath } from "node:url";

const deno = createRequire(import.meta.url)("deno/install_api.cjs").runInstall();
const main = fileURLToPath(new URL("./main.js", import.meta.url));
const flags = ["--quiet", "--no-prompt", "--no-config", "--no-lock", "--no-remote"];
// The kit reads and writes files; it reaches no network.
const permissions = ["--allow-read", "--allow-write", "--allow-env", "--allow-sys"];
const child = spawn(
  deno,
  ["run", ...flags, "--node-modules-dir=manual", ...permissions, main, ...process.argv.slice(2)],
  { stdio: "inherit", env: { ...process.env, DENO_NO_UPDATE_CHECK: "1" } },
);
// Ctrl+C reaches the child by itself; it decides when to end.
process.on("SIGINT", () => {});
process.on("SIGTERM", () => child.kill("SIGTERM"));
child.on("error", (error) => {
  console.error(`error: Cannot start ${deno}: ${error.message}; install the package again`);
  process.exit(1);
});
child.on("exit", (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
