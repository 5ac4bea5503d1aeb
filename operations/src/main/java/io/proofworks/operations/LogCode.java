package io.proofworks.operations;

/**
 * Every warning and error that the market's processes log, by a stable code that begins the line.
 * The declaration says what happened, what it does to bonds, and what to do.
 */
public enum LogCode {
  APPLICATION_FAILED(
      "An application met a defect or was fenced, and ends.",
      "None: what was not committed is done again by the next start; no deadline is judged"
          + " meanwhile.",
      "Restart it; if it fails again, report the cause that the line names."),
  NOT_CLOSED_IN_TIME(
      "An application did not stop within 30 seconds.",
      "None.",
      "Nothing, if it is restarted; its session times out at the broker."),
  UNFIT(
      "Topics or brokers are not as the market needs them, and the process did not start.",
      "None: nothing is judged.",
      "Run the remedy that the line names, or doctor."),
  MISCONFIGURED(
      "A setting is missing or wrong, and the process did not start.",
      "None.",
      "Set it as the line says."),
  UNREACHABLE(
      "The brokers did not answer, and the process did not start.",
      "None.",
      "Check bootstrap.servers and the network."),
  TICKER_SILENT(
      "The ticker has not been able to append for five seconds.",
      "None: no deadline passes without ticks, and those that were open are moved.",
      "Check the brokers and the ticker's write access to the ticked topics."),
  TICKS_MISSING(
      "Settlement has seen no tick on a partition for a while.",
      "None: no deadline passes there.",
      "Start a ticker; see whether it is connected."),
  TICKS_BACK(
      "Ticks arrive again on a partition.",
      "Deadlines were moved by as long as the log was closed.",
      "Nothing."),
  INPUT_SET_ASIDE(
      "What follows from one record of an outsider could not be written, or a defect met it: the"
          + " record is in the dead letters, nothing else of it was done, and the rest goes on.",
      "None: a record that is set aside moves nothing.",
      "Report the cause that the line names, with the dead letter that has these coordinates."),
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
      "An aggregator could not make an aggregate, and tries again.",
      "Part of the lease's bond, if it is not made before the lease ends.",
      "See the cause; with an external program, see that it runs and has memory."),
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
