package io.proofworks.aggregation.processor;

/** What aggregation sends to itself; Kafka Streams puts the application id before these names. */
public final class InternalTopics {

  /**
   * {@code market.tasks} and {@code market.assignments} by batch, without the trace shards; and
   * which jobs of {@code market.aggregation-jobs} can be read.
   */
  public static final String TASKS_BY_BATCH = "aggregation-tasks";

  /** Of {@code market.verdicts}, by batch: slashes, and the answers to requests. */
  public static final String SLASHES_BY_BATCH = "aggregation-slashes";

  /** Aggregators and policies, in every partition. */
  public static final String DIRECTORY = "aggregation-directory";

  /** What the desk is told: aggregators, and what nodes want of them. One partition. */
  public static final String DESK = "aggregation-desk";

  /** What the desk says, by batch. */
  public static final String TURNS = "aggregation-turns";

  /** How Kafka Streams calls a named repartition topic. */
  public static final String TOPIC_SUFFIX = "-repartition";

  private InternalTopics() {}
}
