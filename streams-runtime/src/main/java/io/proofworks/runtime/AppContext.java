package io.proofworks.runtime;

import io.proofworks.operations.Meters;
import io.proofworks.operations.RecordMeters;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.state.RocksMemory;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.serde.RegistryClient;
import io.proofworks.settings.ProofSettings;

/**
 * What an application's topology, or the part of it that is one market's, is built from.
 *
 * @param settings of the market
 * @param proofs the proof systems, for those applications that use them
 * @param meters what the process shows of itself
 * @param markets all that the process serves
 */
public record AppContext(
    AppSettings settings,
    MarketSerdes serdes,
    ProofSettings proofs,
    Meters meters,
    Markets markets) {

  /** Of a deployment of which only its own market is known. */
  public AppContext(
      AppSettings settings, MarketSerdes serdes, ProofSettings proofs, Meters meters) {
    this(settings, serdes, proofs, meters, new Markets(settings.deployment()));
  }

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

  /** The same for that market. */
  public AppContext of(Hash32 market) {
    return new AppContext(settings.of(market), serdes, proofs, meters, markets);
  }

  /** The same for an application that finds the deployment's markets itself. */
  AppContext withOwnMarkets() {
    return new AppContext(settings, serdes, proofs, meters);
  }

  /** For a process of its own, which closes the proof systems: its serdes are counted. */
  public static AppContext ofProcess(AppSettings settings) {
    Meters meters = Meters.ofProcess();
    RocksMemory.show(meters);
    MarketSerdes serdes =
        new MarketSerdes(new RegistryClient(settings.registry()), new RecordMeters(meters));
    return new AppContext(settings, serdes, ProofSettings.of(settings.own()), meters);
  }
}
