package io.proofworks.settings;

import io.proofworks.proofs.external.ExternalProofSystem;
import io.proofworks.proofs.external.ExternalService;
import io.proofworks.proofs.external.ExternalServiceException;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.proofs.snarkpack.SnarkPackScheme;
import org.jspecify.annotations.Nullable;

/**
 * The proof systems and aggregation schemes of a market, as the settings of a process have them:
 * the standard ones, an external system if one is named, and SnarkPack under the string of two
 * ceremonies if they are named. An external program is started when the systems are first asked for
 * and the ceremonies are read when a scheme is, since most of what has settings needs neither.
 * Closing this ends the program. Safe for use by many threads.
 */
public final class ProofSettings implements AutoCloseable {

  private static final int CORES = Runtime.getRuntime().availableProcessors();

  private final @Nullable ExternalService service;
  private final @Nullable Ceremonies ceremonies;
  private @Nullable VerifierRegistry made;

  private ProofSettings(
      @Nullable ExternalService service,
      @Nullable Ceremonies ceremonies,
      @Nullable VerifierRegistry made) {
    this.service = service;
    this.ceremonies = ceremonies;
    this.made = made;
  }

  /** As settings have them; nothing is started or read yet. */
  public static ProofSettings of(LayeredSettings settings) {
    return new ProofSettings(
        settings.find(Setting.EXTERNAL_COMMAND).map(ExternalService::of).orElse(null),
        settings.find(Setting.SNARKPACK_CEREMONIES).map(Ceremonies::new).orElse(null),
        null);
  }

  /** Systems that are there already and that somebody else closes. */
  public static ProofSettings of(VerifierRegistry made) {
    return new ProofSettings(null, null, made);
  }

  /**
   * The same settings with an external program of their own, which is started when it is first
   * asked something: one that merges for minutes answers nobody else.
   */
  public ProofSettings another() {
    return service == null ? this : new ProofSettings(service.another(), ceremonies, null);
  }

  /**
   * The systems. Takes the time that an external program takes to start, the first time.
   *
   * @throws SettingsException naming the setting that is wrong; about ceremonies only when a scheme
   *     is asked for, or by {@link #requireCeremonies}
   */
  public synchronized VerifierRegistry verifiers() {
    VerifierRegistry known = made;
    if (known == null) {
      known = make();
      made = known;
    }
    return known;
  }

  private VerifierRegistry make() {
    VerifierRegistry standard = VerifierRegistry.standard();
    VerifierRegistry joined = service == null ? standard : joining(standard, service);
    Ceremonies two = ceremonies;
    return two == null
        ? joined
        : joined.with(registry -> SnarkPackScheme.of(registry, two.string(), CORES));
  }

  private static VerifierRegistry joining(VerifierRegistry standard, ExternalService service) {
    try {
      return ExternalProofSystem.joining(standard, service);
    } catch (ExternalServiceException e) {
      throw new SettingsException(Setting.EXTERNAL_COMMAND.settingName() + ": " + e.getMessage());
    }
  }

  /**
   * Reads and checks the ceremonies now, so that who needs them learns at once what is wrong.
   *
   * @throws SettingsException naming the setting and what is wrong with which file
   */
  public void requireCeremonies() {
    if (ceremonies != null) {
      var unused = ceremonies.string();
    }
  }

  /** Ends an external program, also while it is asked something. */
  @Override
  public void close() {
    if (service != null) {
      service.close();
    }
  }
}
