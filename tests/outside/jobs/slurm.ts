/**
 * A real Slurm of two nodes on this machine, in a folder of its own: as root, without systemd,
 * cgroups or a database.
 *
 * @module
 */

import { join } from "@std/path";

/** Whether Slurm can be started here: Debian's slurmctld, slurmd, slurm-client and munge, as root. */
export const HAS_SLURM: boolean = Deno.uid() === 0 &&
  ["slurmctld", "slurmd", "munged", "sbatch"].every((program) =>
    ["/usr/sbin", "/usr/bin"].some((folder) => isFile(join(folder, program)))
  );

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

/** A Slurm that runs until it is disposed of. */
export interface Slurm extends AsyncDisposable {
  /** Runs one of its commands, or a script that uses them; gives what it printed. */
  run(...words: string[]): Promise<string>;
  /** The tasks that wait or run, one a line: id, name, state, node. */
  queue(): Promise<string[]>;
  /** Resolves once what is asked of the queue holds. */
  until(holds: (queue: string[]) => boolean | Promise<boolean>): Promise<void>;
  /** Ends a node's slurmd as a power cut would, with the tasks that it runs. */
  loseNode(name: string): Promise<void>;
  /** Ends a running task as the kernel would for want of memory; false if it had just ended. */
  killTask(id: string): Promise<boolean>;
  /** Starts a node's slurmd. */
  startNode(name: string): Promise<void>;
}

/** Names of the nodes. */
export const NODES = ["na", "nb"];

/** Starts a Slurm. */
export async function startSlurm(folder: string): Promise<Slurm> {
  const env = { SLURM_CONF: join(folder, "slurm.conf"), PATH: "/usr/sbin:/usr/bin:/sbin:/bin" };
  const run = async (...words: string[]): Promise<string> => {
    const { code, stdout, stderr } = await new Deno.Command(words[0], {
      args: words.slice(1),
      env,
      stdin: "null",
    }).output();
    const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
    if (code !== 0) throw new Error(`${words.join(" ")}: exit code ${code}: ${out}${err}`);
    return out;
  };
  for (const part of ["state", "munge", ...NODES]) await Deno.mkdir(join(folder, part));
  await Deno.chmod(join(folder, "munge"), 0o700);
  await Deno.chmod(folder, 0o755);
  const key = join(folder, "munge", "key");
  await Deno.writeFile(key, crypto.getRandomValues(new Uint8Array(128)), { mode: 0o400 });
  await Deno.writeTextFile(env.SLURM_CONF, configuration(folder));
  const at = (name: string) => join(folder, "munge", name);
  await run(
    ...["munged", "--force", `--key-file=${key}`, `--socket=${at("socket")}`],
    ...[`--pid-file=${at("pid")}`, `--log-file=${at("log")}`, `--seed-file=${at("seed")}`],
  );
  await run("slurmctld");
  const startNode = async (name: string) => void await run("slurmd", "-N", name);
  for (const name of NODES) await startNode(name);
  const end = async (pidFile: string, signal: Deno.Signal) => {
    const pid = Number(await Deno.readTextFile(pidFile).catch(() => "0"));
    if (pid > 0) await run("kill", `-${signal.slice(3)}`, String(pid)).catch(() => {});
  };
  const killTask = async (id: string, andItsDaemon: boolean) => {
    const processes = (await run("ps", "-eo", "pid=,ppid=,args=")).split("\n")
      .map((line) => line.trim().split(/\s+/));
    const daemon = processes.find((words) =>
      words.slice(2).join(" ") === `slurmstepd: [${id}.batch]`
    );
    if (daemon === undefined) return false;
    const task = processes.find(([, parent]) => parent === daemon[0]);
    if (andItsDaemon) await run("kill", "-KILL", daemon[0]).catch(() => {});
    if (task === undefined) return false;
    return await run("kill", "-KILL", task[0]).then(() => true, () => false);
  };
  const queue = async () =>
    (await run("squeue", "-h", "-r", "-o", "%A %j %T %N")).split("\n").filter((line) =>
      line !== ""
    );
  return {
    run,
    queue,
    startNode,
    async until(holds) {
      const deadline = Date.now() + 240_000;
      while (!await holds(await queue())) {
        if (Date.now() > deadline) throw new Error(`still ${(await queue()).join("; ")}`);
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    },
    async loseNode(name) {
      const jobs = (await queue()).filter((line) => line.endsWith(` ${name}`));
      await end(join(folder, `${name}.pid`), "SIGKILL");
      for (const job of jobs) await killTask(job.split(" ")[0], true);
    },
    killTask: (id) => killTask(id, false),
    async [Symbol.asyncDispose]() {
      await run("scancel", "-u", "root").catch(() => {});
      for (const name of NODES) await end(join(folder, `${name}.pid`), "SIGKILL");
      await end(join(folder, "slurmctld.pid"), "SIGKILL");
      await end(at("pid"), "SIGKILL");
    },
  };
}

function configuration(folder: string): string {
  const host = Deno.hostname().split(".")[0];
  const [control, ...ports] = freePorts(1 + NODES.length);
  const nodes = NODES.map((name, i) =>
    `NodeName=${name} NodeHostname=${host} NodeAddr=127.0.0.1 Port=${
      ports[i]
    } CPUs=1 RealMemory=8000`
  );
  return `ClusterName=raagkit
SlurmctldHost=${host}(127.0.0.1)
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
SlurmctldPort=${control}
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=${folder}/munge/socket
CredType=cred/munge
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerType=sched/backfill
SchedulerParameters=sched_interval=1,sched_min_interval=0,bf_interval=1,batch_sched_delay=0,defer
ReturnToService=2
MpiDefault=none
MinJobAge=2
KillWait=2
SlurmdTimeout=5
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/%n
SlurmctldPidFile=${folder}/slurmctld.pid
SlurmdPidFile=${folder}/%n.pid
SlurmctldLogFile=${folder}/slurmctld.log
SlurmdLogFile=${folder}/%n.log
${nodes.join("\n")}
PartitionName=work Nodes=ALL Default=YES MaxTime=INFINITE State=UP
`;
}

/** Ports that nobody listens on at the moment. */
function freePorts(n: number): number[] {
  const listeners = Array.from(
    { length: n },
    () => Deno.listen({ hostname: "127.0.0.1", port: 0 }),
  );
  const ports = listeners.map(({ addr }) => (addr as Deno.NetAddr).port);
  for (const listener of listeners) listener.close();
  return ports;
}
