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

  /** What is wrong. */
  public enum Code {
    TOPIC_MISSING,
    WRONG_PARTITIONS,
    /** Producers could choose their own times. */
    FORGEABLE_TIME,
    /** Compressed records would pass the size limit. */
    COMPRESSION,
    /** A tombstone could erase evidence, or a table could forget. */
    CLEANUP,
    /** Records are kept for less time than they may be needed. */
    RETENTION,
    SIZE_LIMIT,
    /** KIP-890 is off: a late message of a dead transaction could corrupt the next one. */
    TRANSACTION_VERSION
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
