package io.proofworks.protocol;

import java.util.Optional;

/** Why money moved. */
public enum MovementKind {

  /** From outside to free. */
  DEPOSIT,
  /** From free to outside. */
  WITHDRAW,
  /** From free to reserved: a bond. */
  LOCK,
  /** From reserved back to free. */
  RELEASE,
  /** From reserved to whom the fault harmed. */
  SLASH,
  /** From reserved to nobody. */
  BURN,
  /** From free to escrow: a requester's budget. */
  ESCROW,
  /** From escrow back to free. */
  REFUND,
  /** From escrow to the prover or aggregator that earned it. */
  PAY,
  /** From escrow to a prover whose work went stale. */
  COMPENSATE;

  /** The constant of that exact name, or empty for any other word. */
  public static Optional<MovementKind> find(String word) {
    return Vocabulary.find(MovementKind.class, word);
  }
}
