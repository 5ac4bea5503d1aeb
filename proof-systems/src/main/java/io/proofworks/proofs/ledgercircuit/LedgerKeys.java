package io.proofworks.proofs.ledgercircuit;

import io.proofworks.proofs.groth16.ProvingKey;

/** What it takes to prove a size of the ledger circuit, and what the market calls it. */
public record LedgerKeys(ProvingKey provingKey, LedgerProgram program) {}
