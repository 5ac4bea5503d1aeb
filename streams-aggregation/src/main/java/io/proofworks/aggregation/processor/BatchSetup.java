package io.proofworks.aggregation.processor;

import io.proofworks.protocol.Hash32;
import java.util.Optional;

/**
 * What the processors of batches are made of.
 *
 * @param partitions of every topic
 * @param journalSeed what checkpoints are signed with; empty to sign none
 */
record BatchSetup(Hash32 domain, int partitions, Systems systems, Optional<byte[]> journalSeed) {}
