package io.proofworks.settlement.state;

/** The stores of settlement. Their names are those of their changelogs. */
public final class StoreNames {

  public static final String TASKS = "tasks";

  public static final String INTAKE = "intake";

  public static final String DEADLINES = "deadlines";

  public static final String TASK_REGISTRY = "task-registry";

  public static final String ACCOUNTS = "accounts";

  public static final String HOLDS = "holds";

  public static final String APPLIED = "applied";

  public static final String STATEMENTS = "statements";

  public static final String KEPT_PROOFS = "kept-proofs";

  public static final String ACCOUNT_REGISTRY = "account-registry";

  public static final String BATCHES = "batches";

  public static final String BATCH_REGISTRY = "batch-registry";

  public static final String POLICY_REGISTRY = "policy-registry";

  private StoreNames() {}
}
