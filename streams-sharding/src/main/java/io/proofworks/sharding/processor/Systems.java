package io.proofworks.sharding.processor;

import io.proofworks.operations.Meters;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.AppContext;
import io.proofworks.serde.MarketSerdes;
import java.util.function.Supplier;

/**
 * What the processors of sharding, and replays of their journals, work with.
 *
 * @param partitions of every topic
 * @param serdes that records are read with
 * @param written that what follows is written with, or measured
 * @param proofs the proof systems, before a policy changes their status; asked for only where they
 *     are needed
 */
record Systems(
    Hash32 domain,
    int partitions,
    MarketSerdes serdes,
    MarketSerdes written,
    Supplier<VerifierRegistry> proofs,
    Meters meters) {

  /** Those of an application. */
  static Systems of(AppContext app) {
    return new Systems(
        app.settings().domain(),
        app.settings().partitions(),
        app.serdes(),
        app.serdes(),
        app::verifiers,
        app.meters());
  }

  VerifierRegistry verifiers() {
    return proofs.get();
  }

  /** As records name the market. */
  String market() {
    return domain.hex();
  }
}
