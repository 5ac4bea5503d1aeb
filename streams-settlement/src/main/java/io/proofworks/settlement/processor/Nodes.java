package io.proofworks.settlement.processor;

/** The processors of the graph, by which sinks and dead letters are found. */
public final class Nodes {

  public static final String POLICY = "policy";

  public static final String TASK = "task";

  public static final String ACCOUNT = "account";

  public static final String BATCH = "batch";

  public static final String WINDOW = "window";

  public static final String DEAD_LETTERS = "dead-letters";

  private Nodes() {}
}
