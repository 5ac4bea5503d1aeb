package io.proofworks.sharding.domain;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The statements of which the market has a proof already. Settlement rewards a statement once and
 * for ever, so they are kept for ever too, and not in memory.
 */
public interface ProvenStatements {

  /** Whose proof it was. */
  record Proven(String taskId, String batchId) {}

  Optional<Proven> find(String statementId);

  void put(String statementId, Proven by);

  /** For books without a disk. */
  static ProvenStatements inMemory() {
    Map<String, Proven> all = new HashMap<>();
    return new ProvenStatements() {
      @Override
      public Optional<Proven> find(String statementId) {
        return Optional.ofNullable(all.get(statementId));
      }

      @Override
      public void put(String statementId, Proven by) {
        all.putIfAbsent(statementId, by);
      }
    };
  }
}
