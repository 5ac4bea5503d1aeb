package io.proofworks.runtime;

import io.proofworks.operations.Meters;
import io.proofworks.operations.RecordMeters;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.serde.RegistryClient;
import io.proofworks.settings.ProofSettings;

/**
 * What an application's topology is built from.
 *
 * @param proofs the proof systems, for those applications that use them
 * @param meters what the process shows of itself
 */
public record AppContext(
    AppSettings settings, MarketSerdes serdes, ProofSettings proofs, Meters meters) {

  /** Without meters that anybody reads. */
  public AppContext(AppSettings settings, MarketSerdes serdes, VerifierRegistry verifiers) {
    this(settings, serdes, ProofSettings.of(verifiers), Meters.unread());
  }

  /**
   * The proof systems, before a policy changes their status. Only applications that use them ask:
   * the first time may start an external program.
   */
  public VerifierRegistry verifiers() {
    return proofs.verifiers();
  }

  /** For a process of its own, which closes the proof systems: its serdes are counted. */
  public static AppContext ofProcess(AppSettings settings) {
    Meters meters = Meters.ofProcess();
    MarketSerdes serdes =
        new MarketSerdes(new RegistryClient(settings.registry()), new RecordMeters(meters));
    return new AppContext(settings, serdes, ProofSettings.of(settings.own()), meters);
  }
}
