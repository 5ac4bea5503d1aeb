package io.proofworks.sharding.processor;

/** What the graph calls its processors, stores and sinks, by which they find each other. */
public final class Names {

  /** Internal topic; Kafka Streams puts the application id before the name. */
  public static final String SCHEDULE_TOPIC = "sharding-schedule";

  /** The same: what requesters have, to every partition of batches. */
  public static final String FUNDS_TOPIC = "sharding-funds";

  public static final String POLICY = "policy";
  public static final String BATCH = "batch";
  public static final String PROVER = "prover";
  public static final String VERDICT = "verdict";
  public static final String SCHEDULE = "schedule";
  public static final String FUNDS = "funds";

  public static final String DEAD_LETTERS = "dead-letters";

  public static final String POLICIES = "policies";
  public static final String BATCHES = "batches";
  public static final String BATCH_ENDS = "batch-ends";
  public static final String PARKED = "parked-supersessions";
  public static final String WINDOWS = "reveal-windows";
  public static final String KNOWN_FUNDS = "known-funds";
  public static final String TOLD_FUNDS = "told-funds";
  public static final String SESSIONS = "sessions";
  public static final String BOOK_TASKS = "book-tasks";
  public static final String BOOK_PROVERS = "book-provers";
  public static final String BOOK_MARKET = "book-market";
  public static final String BOOK_STATEMENTS = "book-statements";

  /** The end of the requests' journal, and where their clock stands. */
  public static final String REQUEST_JOURNAL = "request-journal";

  /** The end of the schedule's journal. */
  public static final String SCHEDULE_JOURNAL = "schedule-journal";

  /**
   * Among the clocks of an entry of the requests' journal: what was known of its requester's free
   * money, base units. No topic of the catalogue has this name.
   */
  public static final String FREE = "free";

  private Names() {}

  /** The store of a processor's journal. */
  public static String journalOf(String processor) {
    return switch (processor) {
      case BATCH -> REQUEST_JOURNAL;
      case SCHEDULE -> SCHEDULE_JOURNAL;
      default -> throw new IllegalArgumentException(processor + " keeps no journal");
    };
  }
}
