package io.proofworks.settlement.domain;

import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a decision on an account may look at beside the account.
 *
 * @param policy the newest one; null before the first
 * @param applied by id, every input that was applied in the partition of the account: nothing of
 *     that is ever forgotten
 */
public record AccountContext(
    @Nullable MarketPolicy policy, Digests digests, Predicate<Hash32> applied) {

  boolean isApplied(Hash32 id) {
    return applied.test(id);
  }
}
