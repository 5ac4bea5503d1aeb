package io.proofworks.aggregation.processor;

import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.AppSettings;

/**
 * What the processors of batches are made of.
 *
 * @param settings of the market
 */
record BatchSetup(AppSettings settings, Systems systems) {

  Hash32 domain() {
    return settings.domain();
  }

  /** Of every topic. */
  int partitions() {
    return settings.partitions();
  }
}
