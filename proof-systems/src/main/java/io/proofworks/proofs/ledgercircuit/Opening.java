package io.proofworks.proofs.ledgercircuit;

import io.proofworks.proofs.ledgercircuit.LedgerTrace.Account;

/**
 * An account at one moment with the way from its leaf to the root.
 *
 * @param index its leaf
 * @param siblings from the leaf upwards, 32 bytes big-endian each
 */
record Opening(int index, Account account, byte[] siblings) {

  boolean isRightChild(int level) {
    return (index >> level & 1) == 1;
  }
}
