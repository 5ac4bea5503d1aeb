package io.proofworks.operations;

/**
 * Every warning and error that the market's processes log, by a stable code that begins the line.
 * The declaration says what happened, what it does to bonds, and what to do.
 */
public enum LogCode {
  APPLICATION_FAILED(
      "An application failed again and again, or in a way that no restart within the process heals,"
          + " and ends.",
      "None: what was not committed is done again by the next start; no deadline is judged"
          + " meanwhile.",
      "Let its supervisor restart the process; if it ends again, report the cause that the line"
          + " names."),
  APPLICATION_RECOVERS(
      "An application met a failure and goes on by itself with a new thread or client.",
      "None: what was not committed is done again.",
      "Nothing; if it comes again and again, see the cause that the line names."),
  RECORD_STOPS(
      "An application failed three times at the same record, and ends.",
      "None until it runs again: no deadline is judged meanwhile.",
      "Report the record that the line names with the cause; a build that takes it goes on there."),
  ACCESS_REFUSED(
      "Brokers or registry refused an application's principal, and it ends.",
      "None.",
      "proofworks topics acls lists who may do what, topics grant grants it; then start it again."),
  INSTANCE_TWICE(
      "Another process joined the group under the same instance id, and this one ends.",
      "None.",
      "Give each process an instance.id of its own; a copied state directory copies the id."),
  STATE_SET_ASIDE(
      "A copy of state on disk was damaged; it was moved aside and is made again from the log.",
      "None: the log has everything.",
      "Nothing now; look at the disk. The line names where the damaged copy is; the last three are"
          + " kept."),
  STATE_UNUSABLE(
      "The state directory cannot be used, and the application ends.",
      "None: no deadline is judged meanwhile.",
      "As the line says: give the directory space, or to the user that runs the application, or"
          + " name another one as state.dir; the state is made again from the log."),
  FORMAT_UNKNOWN(
      "State, or a message of an application to itself, was written by another version of the"
          + " program, and the application ends before it writes anything.",
      "None: no deadline is judged meanwhile.",
      "If a newer program wrote it, start that one. If it was written before formats had versions,"
          + " go back to the program that wrote it, let its batches end and its stakes be withdrawn"
          + " (audit export keeps its log), and begin anew with another data directory, or on a"
          + " cluster with another application.prefix."),
  RULES_UNKNOWN(
      "A policy in force goes by a version of the market's rules that this build does not know, and"
          + " the application ends before it decides anything under it.",
      "None: no deadline is judged meanwhile, and what was decided before stays.",
      "Start a build that knows the version that the line names; it takes everything up where this"
          + " one ended. No older build can: the policy dates the change of the rules."),
  NOT_CLOSED_IN_TIME(
      "An application did not stop within 30 seconds.",
      "None.",
      "Nothing, if it is restarted; its session times out at the broker."),
  UNFIT(
      "Topics or brokers are not as the market needs them, and the process does not run.",
      "None: nothing is judged.",
      "Run the remedy that the line names, or doctor."),
  MISCONFIGURED(
      "A setting is missing or wrong, and the process did not start.",
      "None.",
      "Set it as the line says."),
  UNREACHABLE(
      "The brokers do not answer; the process waits for them.",
      "None.",
      "Check bootstrap.servers and the network; it goes on by itself."),
  HISTORY_FORKED(
      "A witness saw a journal that does not continue what was signed or cosigned of it, and"
          + " cosigns it no more; or the query API has entries that do not give the root that a"
          + " named witness cosigned, and does not count it.",
      "Nobody knows yet: somebody with the journal key, or with write access to the journal, wrote"
          + " two histories.",
      "Keep the witness's state: it has both, and the witness's /health shows them. Audit with the"
          + " checkpoints from before, and ask who runs the market."),
  JOURNAL_UNREADABLE(
      "A witness cannot follow a journal: entries are missing on the topic, or it was asked over"
          + " HTTP to cosign what it had read past. It cosigns no more of it.",
      "None.",
      "Start the witness again, which reads on from what it cosigned last; if the line comes again,"
          + " ask who runs the market where the entries are."),
  TICKER_SILENT(
      "The ticker has not been able to append for five seconds.",
      "None: no deadline passes without ticks, and those that were open are moved.",
      "Check the brokers and the ticker's write access to the ticked topics."),
  TICKS_MISSING(
      "Settlement or aggregation has seen no tick of a topic on a partition for a while.",
      "None: no deadline passes there.",
      "Start who the line says, a ticker or sharding; see whether it is connected."),
  TICKS_BACK(
      "Ticks arrive again on a partition.",
      "Deadlines were moved by as long as the log was closed.",
      "Nothing."),
  STANDBY_DEAF(
      "A ticker that stands by cannot read the other's ticks.",
      "None: it takes the other for silent and ticks as well, which does no harm.",
      "Nothing if the brokers are away; otherwise the cause says what is refused."),
  TICKS_UNSIGNED(
      "The ticker has no key, so no tick shows that the log was closed.",
      "After an outage of the brokers honest provers may be slashed; if the policy names a tick"
          + " key, no deadline passes any more after a gap of two seconds.",
      "Make a key with tick-key, give it to every ticker as app.tick.key.file, and publish its"
          + " public side as the policy's tickKey."),
  POLICY_AWAITED(
      "Settlement has a task whose policy it has not read: nothing behind it in its partition is"
          + " decided until it has, or until nobody can prove the task any more.",
      "None: no deadline passes there.",
      "See that every process of settlement runs: one of them reads market.policies for all. If"
          + " the topic has lost that version, publish it again."),
  CLAIM_MISSING(
      "Settlement or aggregation waits behind a gap in the log for a tick that the policy's tick"
          + " key signed.",
      "None: no deadline passes there.",
      "See that every ticker has the key in app.tick.key.file whose public side is the policy's"
          + " tickKey."),
  INPUT_LOST(
      "Records were gone before the application had read them, by retention or deletion.",
      "An application that decides money stops; told to skip, it decides without them: a reveal"
          + " among them counts as not revealed.",
      "Restore the topic from a copy; or set app.lost.input=skip and settle with those who are"
          + " harmed. Let topics keep longer than an application may be away."),
  INPUT_SET_ASIDE(
      "What follows from one record could not be written, or a defect met it: the record is in the"
          + " dead letters (not one that a task of settlement had no room for: it stands in the log"
          + " where the line says), nothing else of it was done, and the rest goes on.",
      "None: a record that is set aside moves nothing.",
      "Report the cause that the line names, with the record that has these coordinates."),
  POLICY_REFUSED(
      "A policy record contradicts itself or an earlier one and is not used.",
      "None: the policy before stays in force.",
      "Publish a policy with what the line names mended and a higher version."),
  VIEWS_FAILED(
      "A question to the query API met a defect.",
      "None.",
      "Report the cause that the line names."),
  EVENTS_ENDED(
      "A stream of events ended because the log could not be read.",
      "None.",
      "Nothing: clients connect again and resume."),
  RECORD_NOT_SENT(
      "A worker could not append a record.",
      "A commit that was not sent costs nothing; a reveal that is not sent in its window costs part"
          + " of the bond.",
      "Check the worker's connection and its write access; it sends reveals again by itself."),
  LOG_GAP(
      "Records of a topic are gone that this process had not read: retention or an operator deleted"
          + " them.",
      "A worker asks again for what became of its open commits; what nobody can answer any more may"
          + " cost part of a bond.",
      "Give the topic a retention that is longer than any process is away; read the rest"
          + " elsewhere."),
  UNKNOWN_WORD(
      "A record of the market has a word or an id that this build of the worker does not know; it"
          + " takes the record for no news. Said once for each.",
      "None.",
      "Update the worker if the word is of a newer release."),
  RECORD_PASSED_OVER(
      "A record of the market met a defect of the worker, which goes on with the next one.",
      "None by itself; open commits are still revealed.",
      "Report the cause that the line names."),
  REGISTRY_SILENT(
      "The schema registry does not answer a worker, which waits for it.",
      "A reveal that it holds up costs part of the bond.",
      "Start the registry, or check registry.url and its user."),
  SIGNER_SILENT(
      "Whoever keeps one of the worker's keys does not sign; the worker asks again.",
      "A reveal that it holds up costs part of the bond.",
      "The line says what it answers: start the signing service or the module, or check its PIN."),
  PROOF_LOST(
      "The proof of a commit is gone from the data directory; the worker makes it again.",
      "None, if the same proof comes out before the reveal window ends.",
      "Find out what deletes files there."),
  REGISTRATION_REFUSED(
      "The market did not take the worker's registration.",
      "None: it gets no work.",
      "The line has the reason; most often stake is missing or the clock is wrong."),
  WORKER_STOPPED(
      "A worker met a defect and stopped.",
      "Open commits are not revealed, and cost part of their bonds, unless it is started again in"
          + " time.",
      "Start it again on the same data directory at once: its journal has the proofs."),
  UNKNOWN_TASK_EVENT(
      "A task record has an event that this build does not know.", "None.", "Update the worker."),
  PROOF_FAILED(
      "The proving back end did not make a proof.",
      "None: nothing was committed.",
      "See the cause; the task goes to somebody else."),
  AGGREGATE_FAILED(
      "An aggregator could not make an aggregate that verifies, and tries again.",
      "Part of the lease's bond, if it is not made before the lease ends.",
      "See the cause; with an external program, see that it runs and has memory."),
  LEASE_LOST(
      "An aggregator's lease ran out before its aggregate was there; it takes no job for a while.",
      "Part of the lease's bond.",
      "Give it fewer slots (`--capacity`), or a machine with more room: it is too slow for what it"
          + " offers."),
  SCHEME_MISSING(
      "The policy aggregates by a scheme that this worker does not have; it drains and ends.",
      "None: it gets no job any more.",
      "Start it with external.command or snarkpack.ceremonies, whichever brings the scheme."),
  RECOVERING(
      "A commit of this worker is on the log and not in its journal; it makes the proof again.",
      "None, if the same proof comes out before the reveal window ends.",
      "Nothing now; find out how the data directory was lost."),
  NOT_RECOVERED(
      "A lost proof could not be made again: the back end does not make the same proof twice.",
      "The commit is not revealed, and costs part of its bond.",
      "Use a back end whose proofs follow from its input, and keep the data directory."),
  NOT_COMMITTED(
      "The journal could not be written, so the proof was not committed to.",
      "None.",
      "Check the data directory: space, rights, the disk."),
  REGISTRY_FAILED(
      "A request to the embedded schema registry met a defect.",
      "None.",
      "Report the cause that the line names."),
  REGISTRY_RECORD_UNREADABLE(
      "A record of the schemas topic cannot be read and is passed over.",
      "None.",
      "If schemas are missing, register them again with topics create."),
  WATCHER_RECOVERS(
      "The chain watcher met a failure and reads on from the beginning of the log.",
      "None: it tries again.",
      "Nothing; if it comes again and again, see the cause that the line names."),
  WORKER_RECOVERS(
      "A worker of a local market, or of a process that serves several markets, met a failure and"
          + " is started again on its directory.",
      "None, if it is back in time.",
      "Nothing; if it comes again and again, see the cause that the line names."),
  RECEIPT_REFUSED(
      "The chain watcher did not accept a receipt.", "None.", "The line says why; audit the log."),
  RECEIPT_UNCHECKED(
      "The chain watcher could not check a receipt, because the program of external.command did not"
          + " answer.",
      "None: it tries again.",
      "See the cause that the line names, and what the program prints.");

  private final String cause;
  private final String bond;
  private final String remedy;

  LogCode(String cause, String bond, String remedy) {
    this.cause = cause;
    this.bond = bond;
    this.remedy = remedy;
  }

  /** What happened. */
  public String cause() {
    return cause;
  }

  /** What it does to bonds and money. */
  public String bond() {
    return bond;
  }

  /** What to do. */
  public String remedy() {
    return remedy;
  }
}
