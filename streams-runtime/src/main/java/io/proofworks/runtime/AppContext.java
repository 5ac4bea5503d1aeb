package io.proofworks.runtime;

import io.proofworks.operations.Meters;
import io.proofworks.operations.RecordMeters;
import io.proofworks.proofs.VerifierRegistry;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.serde.RegistryClient;
import io.proofworks.settings.ProofSettings;

/**
 * What an application's topology is built from.
 *
 * @param verifiers the proof systems of this release, before a policy changes their status
 * @param meters what the process shows of itself
 */
public record AppContext(
    AppSettings settings, MarketSerdes serdes, VerifierRegistry verifiers, Meters meters) {

  /** Without meters that anybody reads. */
  public AppContext(AppSettings settings, MarketSerdes serdes, VerifierRegistry verifiers) {
    this(settings, serdes, verifiers, Meters.unread());
  }

  /** For a process of its own: its serdes are counted. */
  public static AppContext ofProcess(AppSettings settings) {
    Meters meters = Meters.ofProcess();
    MarketSerdes serdes =
        new MarketSerdes(new RegistryClient(settings.registry()), new RecordMeters(meters));
    return new AppContext(settings, serdes, ProofSettings.registry(settings.own()), meters);
  }
}
