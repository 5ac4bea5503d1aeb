package io.proofworks.settlement.domain;

import io.proofworks.protocol.Digests;
import org.jspecify.annotations.Nullable;

/**
 * What a decision on an account may look at beside the account.
 *
 * @param policy the newest one; null before the first
 * @param applied whether the input's id has been applied before
 */
public record AccountContext(@Nullable MarketPolicy policy, Digests digests, boolean applied) {}
