package io.proofworks.runtime;

import java.util.List;
import java.util.Map;

/** What the market needs of the cluster as a whole. */
final class FeatureCheck {

  private static final String TRANSACTIONS = "transaction.version";

  /** KIP-890 part two. */
  private static final int LEAST_TRANSACTION_VERSION = 2;

  private FeatureCheck() {}

  /**
   * @param finalized feature to the level in force
   */
  static List<Finding> of(Map<String, Short> finalized) {
    short level = finalized.getOrDefault(TRANSACTIONS, (short) 0);
    return level >= LEAST_TRANSACTION_VERSION
        ? List.of()
        : List.of(
            new Finding(
                Finding.Code.TRANSACTION_VERSION,
                "",
                TRANSACTIONS + "=" + level,
                TRANSACTIONS + ">=" + LEAST_TRANSACTION_VERSION,
                "kafka-features.sh --bootstrap-server <server> upgrade --feature "
                    + TRANSACTIONS
                    + "="
                    + LEAST_TRANSACTION_VERSION));
  }
}
