package io.proofworks.aggregation.processor;

import io.proofworks.operations.Meters;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.serde.MarketSerdes;

/**
 * What the processors of batches share.
 *
 * @param verifiers before a policy changes their status
 * @param meters what the process shows of itself
 */
record Systems(VerifierRegistry verifiers, Schemes schemes, MarketSerdes serdes, Meters meters) {}
