package io.proofworks.aggregation.processor;

import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;

/** Where the processors of batches send what they decided. */
public final class Sinks {

  public static final String DESK = "ask-desk";
  public static final String JOBS = "write-aggregation-jobs";
  public static final String VERDICTS = "write-verdicts";
  public static final String RECEIPTS = "write-receipts";
  public static final String DEAD_LETTERS = "write-dead-letters";
  public static final String JOURNAL = "write-journal";
  public static final String CHECKPOINTS = "write-checkpoints";

  private Sinks() {}

  /** That of a topic of journals. */
  static String ofJournal(Topic<?> topic) {
    return topic.equals(Topics.JOURNAL) ? JOURNAL : CHECKPOINTS;
  }
}
