package io.proofworks.market.outage;

/** How a process is away. */
enum Manner {
  /** SIGKILL; later started again. Its connections are refused. */
  KILLED,
  /** SIGSTOP; later SIGCONT. Its connections stand open, and nobody answers. */
  FROZEN
}
