package io.proofworks.worker.keys;

import io.proofworks.worker.keys.pkcs11.TokenKey;
import org.jspecify.annotations.Nullable;

/**
 * Where a worker's keys are kept.
 *
 * @param owner null for a file
 * @param session null for a file
 */
public record KeyPlaces(@Nullable OwnerPlace owner, @Nullable TokenKey session) {

  /** Both in files of the worker's directory. */
  public static final KeyPlaces FILES = new KeyPlaces(null, null);

  /**
   * As somebody says it.
   *
   * @param owner as {@link OwnerPlace#parse} reads it, or null
   * @param session as {@link TokenKey#parse} reads it, or null
   * @throws IllegalArgumentException naming what is out of form
   */
  public static KeyPlaces parse(@Nullable String owner, @Nullable String session) {
    return new KeyPlaces(
        owner == null ? null : OwnerPlace.parse(owner),
        session == null ? null : TokenKey.parse(session));
  }
}
