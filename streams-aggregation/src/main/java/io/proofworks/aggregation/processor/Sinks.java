package io.proofworks.aggregation.processor;

/** Where the processors of batches send what they decided. */
public final class Sinks {

  public static final String DESK = "ask-desk";
  public static final String JOBS = "write-aggregation-jobs";
  public static final String VERDICTS = "write-verdicts";
  public static final String RECEIPTS = "write-receipts";
  public static final String DEAD_LETTERS = "write-dead-letters";

  private Sinks() {}
}
