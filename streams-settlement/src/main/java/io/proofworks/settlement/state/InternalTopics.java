package io.proofworks.settlement.state;

/** What settlement sends to itself; Kafka Streams puts the application id before these names. */
public final class InternalTopics {

  public static final String REGISTRY = "registry";

  public static final String ACCOUNT_REQUESTS = "account-requests";

  public static final String ACCOUNT_ANSWERS = "account-answers";

  private InternalTopics() {}
}
