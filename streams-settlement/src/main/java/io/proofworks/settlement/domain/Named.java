package io.proofworks.settlement.domain;

import io.proofworks.protocol.Address;
import io.proofworks.protocol.Author;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whom a verdict names. An address that only stands in a record names nobody: it takes the checked
 * signature of the record that is answered, or the place that a task holds for a prover. So nobody
 * can be spoken for by a record that it has not signed.
 */
public final class Named {

  /** Nobody: no signature was checked, or none is asked for. */
  public static final Named NOBODY = new Named("", false);

  private final String address;
  private final boolean signed;

  private Named(String address, boolean signed) {
    this.address = address;
    this.signed = signed;
  }

  /** The author of the record that is answered. */
  static Named author(Author author) {
    return new Named(author.address().hex(), true);
  }

  /** The author of a commit whose record is answered: it was checked when the commit was taken. */
  static Named author(CommitEntry commit) {
    return new Named(commit.prover().hex(), true);
  }

  /**
   * Whom a deadline or a ruling is about. There is no input, so none is signed.
   *
   * @param prover the zero address for nobody in particular
   * @throws IllegalStateException if it neither committed to the task nor is assigned to it
   */
  static Named party(TaskCase task, Address prover) {
    if (prover.equals(Address.ZERO)) {
      return NOBODY;
    }
    if (!task.isPartyTo(prover)) {
      throw new IllegalStateException(prover + " has no part in task " + task.task().taskId());
    }
    return new Named(prover.hex(), false);
  }

  /** The address as hex; empty for nobody. */
  public String address() {
    return address;
  }

  /** Whether the answered record carries that address's valid signature. */
  public boolean signed() {
    return signed;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Named named && named.address.equals(address) && named.signed == signed;
  }

  @Override
  public int hashCode() {
    return Objects.hash(address, signed);
  }

  @Override
  public String toString() {
    return address + (signed ? " (signed)" : "");
  }
}
