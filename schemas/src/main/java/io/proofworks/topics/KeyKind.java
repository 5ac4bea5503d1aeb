package io.proofworks.topics;

/** What the UTF-8 record key of a topic is. */
public enum KeyKind {
  DOMAIN("domain"),
  PROVER_ID("proverId"),
  ACCOUNT("account"),
  BATCH_ID("batchId"),
  TASK_ID("taskId"),
  /** {@code domain|taskClass}. */
  DOMAIN_AND_CLASS("domain|taskClass"),
  ROUTE_ID("routeId"),
  /** {@code task-N} or {@code account-N}. */
  JOURNAL("journal"),
  /** {@code journal|witness}. */
  JOURNAL_AND_WITNESS("journal|witness");

  private final String label;

  KeyKind(String label) {
    this.label = label;
  }

  /** The name of the field the key repeats. */
  public String label() {
    return label;
  }
}
