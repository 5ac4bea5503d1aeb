/** Files and programs of circom and snarkjs: any circom circuit proves and verifies here. */
@NullMarked
package io.proofworks.proofs.circom;

import org.jspecify.annotations.NullMarked;
