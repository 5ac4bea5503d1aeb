/**
 * SnarkPack: many Groth16 proofs of one key in one of logarithmic size (Gailly, Maller, Nitulescu,
 * "SnarkPack: Practical SNARK Aggregation", ePrint 2021/529), over BN254.
 */
@NullMarked
package io.proofworks.proofs.snarkpack;

import org.jspecify.annotations.NullMarked;
