package io.proofworks.runtime;

/**
 * Something about the cluster that the market cannot run on.
 *
 * @param topic the topic concerned; empty when it is the cluster
 * @param found what the cluster says
 * @param expected what it should say
 * @param remedy a command that fixes it, or what to do where no command can
 */
public record Finding(Code code, String topic, String found, String expected, String remedy) {

  /** The same as one of a market among others. */
  public Finding of(String market) {
    return new Finding(code, topic, "market " + market + ": " + found, expected, remedy);
  }

  /** How bad it is. */
  public enum Severity {
    /** Money or evidence is in danger, or the market does not run. */
    ERROR,
    /** It runs, and somebody may regret it. */
    WARNING,
    /** Good to know. */
    INFO
  }

  /** What is wrong, and why the market needs it otherwise. */
  public enum Code {
    TOPIC_MISSING(Severity.ERROR, "its records have no place to go"),
    TOPIC_REFUSED(Severity.ERROR, "this principal may not see how the topic is"),
    REPLICATION(Severity.ERROR, "records would be lost with a broker"),
    MIN_INSYNC(Severity.ERROR, "an acknowledged record would be lost with a broker"),
    WRONG_PARTITIONS(Severity.ERROR, "topics that settle together are co-partitioned"),
    FORGEABLE_TIME(Severity.ERROR, "producers could choose their own times"),
    COMPRESSION(Severity.ERROR, "compressed records would pass the size limit"),
    CLEANUP(Severity.ERROR, "a tombstone could erase evidence, or a table could forget"),
    RETENTION(Severity.ERROR, "records are kept for less time than they may be needed"),
    SIZE_LIMIT(Severity.ERROR, "larger records would cost everybody, smaller ones are refused"),
    TRANSACTION_VERSION(
        Severity.ERROR,
        "a late message of a dead transaction could corrupt the next one (KIP-890)"),
    UNCLEAN_ELECTION(Severity.ERROR, "a broker that lags could lead, and records would be gone"),
    AUTO_CREATED_TOPICS(
        Severity.WARNING, "a misspelt topic would come into being, with times that can be forged"),
    SHORT_TRANSACTIONS(
        Severity.ERROR,
        "applications that wait for the verdict of external.command would not be let in"),
    OLD_METADATA(Severity.WARNING, "the market is tried on Kafka 4.1 and newer only"),
    ACCESS_REFUSED(Severity.WARNING, "this principal may not see it, so it was not examined"),
    GRANTS_MISSING(
        Severity.WARNING, "who has another name is fine; who has none of these may do nothing"),
    GRANTS_BEYOND(
        Severity.WARNING,
        "a right that an earlier build needed, or that somebody gave by hand, stays until it is"
            + " taken"),
    STATE_DIRECTORY(Severity.ERROR, "applications keep their state stores there"),
    STATE_SPACE(Severity.WARNING, "an application stops when it cannot write its state"),
    STATE_VOLATILE(
        Severity.WARNING, "what is cleared with the machine is restored from the log, slowly"),
    INTERNAL_TOPIC_TIME(
        Severity.ERROR, "one record from a broker whose clock is wrong would stop the application"),
    REGISTRY_UNREACHABLE(Severity.ERROR, "nothing can be written without schema ids"),
    SCHEMA_DIFFERS(Severity.ERROR, "records of this build would not be readable by others"),
    SCHEMA_MISSING(Severity.ERROR, "its records cannot be written: who writes looks schemas up"),
    COMPATIBILITY_LEVEL(
        Severity.ERROR,
        "somebody could register a schema that others cannot read, or write, any more"),
    REGISTRY_OPEN(Severity.WARNING, "who deletes a schema makes the records under it unreadable"),
    LOG_CUT(Severity.ERROR, "what is kept for ever could no longer be audited"),
    INPUT_LOST(Severity.ERROR, "records were gone before an application had read them"),
    TICKER_SILENT(Severity.ERROR, "without ticks no deadline passes"),
    TICKS_UNKEYED(
        Severity.WARNING,
        "after an outage of the brokers nothing says that the log was closed, and honest provers"
            + " may be slashed"),
    WITNESSES_SILENT(
        Severity.WARNING, "who runs the market could show a history that nobody cosigned"),
    CLOCK_SKEW(Severity.WARNING, "workers here would judge their deadlines wrongly"),
    NO_AUTHORIZER(Severity.WARNING, "anybody who reaches the brokers may do anything"),
    ACLS_UNKNOWN(Severity.INFO, "this principal may not see the access control lists"),
    APPLICATION_AWAY(Severity.WARNING, "its part of the market stands still");

    private final Severity severity;
    private final String why;

    Code(Severity severity, String why) {
      this.severity = severity;
      this.why = why;
    }

    public Severity severity() {
      return severity;
    }

    /** Why the market needs it otherwise. */
    public String why() {
      return why;
    }
  }

  /** One line: the code first, then key=value pairs. */
  @Override
  public String toString() {
    return code
        + " topic="
        + (topic.isEmpty() ? "-" : topic)
        + " found="
        + found
        + " expected="
        + expected
        + " remedy=\""
        + remedy
        + "\"";
  }
}
