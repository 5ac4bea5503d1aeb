package io.proofworks.aggregation.processor;

import io.proofworks.proofs.VerifierRegistry;

/**
 * What a policy chooses from.
 *
 * @param verifiers before a policy changes their status
 */
record Systems(VerifierRegistry verifiers, Schemes schemes) {}
