package io.proofworks.runtime;

import io.proofworks.operations.Meters;
import io.proofworks.operations.RecordMeters;
import io.proofworks.proofs.VerifierRegistry;
import io.proofworks.proofs.external.ExternalProofSystem;
import io.proofworks.proofs.external.ExternalServiceException;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.serde.RegistryClient;
import io.proofworks.settings.LayeredSettings;
import io.proofworks.settings.Setting;
import io.proofworks.settings.SettingsException;

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
    return new AppContext(settings, serdes, verifiers(settings.own()), meters);
  }

  private static VerifierRegistry verifiers(LayeredSettings settings) {
    try {
      return ExternalProofSystem.registry(settings.find(Setting.EXTERNAL_COMMAND));
    } catch (ExternalServiceException e) {
      throw new SettingsException(Setting.EXTERNAL_COMMAND.settingName() + ": " + e.getMessage());
    }
  }
}
