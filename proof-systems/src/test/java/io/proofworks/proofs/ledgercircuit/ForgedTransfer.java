package io.proofworks.proofs.ledgercircuit;

import io.proofworks.proofs.bn254.Fr;
import io.proofworks.proofs.circuit.Poseidon;
import java.math.BigInteger;

/**
 * One transfer between the two accounts of a tree of depth 1, computed mod r by someone who has no
 * respect for ranges: what a dishonest prover would put into the circuit.
 */
record ForgedTransfer(long[] publicInputs, long[] inputs) {

  private static final BigInteger SENDER = BigInteger.valueOf(17);
  private static final BigInteger RECEIVER = BigInteger.valueOf(18);

  static ForgedTransfer between(BigInteger sender, BigInteger receiver, BigInteger amount) {
    BigInteger paid = sender.subtract(amount);
    BigInteger received = receiver.add(amount);
    BigInteger other = hash(RECEIVER, receiver);
    BigInteger pre = hash(hash(SENDER, sender), other);
    BigInteger payer = hash(SENDER, paid);
    BigInteger post = hash(payer, hash(RECEIVER, received));
    BigInteger chain = hash(BigInteger.ZERO, SENDER, RECEIVER, amount);
    return new ForgedTransfer(
        elements(pre, post, chain, BigInteger.ZERO),
        elements(
            amount,
            SENDER,
            sender,
            BigInteger.ZERO,
            other,
            RECEIVER,
            receiver,
            BigInteger.ONE,
            payer));
  }

  private static BigInteger hash(BigInteger... values) {
    long[] out = new long[Fr.LIMBS];
    (values.length == 2 ? Poseidon.TWO : Poseidon.FOUR).hash(out, 0, elements(values), 0);
    return Fr.toBigInteger(out, 0);
  }

  private static long[] elements(BigInteger... values) {
    long[] elements = new long[values.length * Fr.LIMBS];
    for (int i = 0; i < values.length; i++) {
      Fr.fromBigInteger(values[i].mod(Fr.MODULUS), elements, i * Fr.LIMBS);
    }
    return elements;
  }
}
