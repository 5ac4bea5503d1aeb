package io.proofworks.runtime;

import io.proofworks.proofs.VerifierRegistry;
import io.proofworks.serde.MarketSerdes;

/**
 * What an application's topology is built from.
 *
 * @param verifiers the proof systems of this release, before a policy changes their status
 */
public record AppContext(AppSettings settings, MarketSerdes serdes, VerifierRegistry verifiers) {}
