package io.proofworks.proofs.bn254;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PairingTest {
  private final Random random = new Random(197);
  private final long[] p = G1.generator();
  private final long[] q = G2.generator();

  @Test
  void shouldBeBilinearAndNotDegenerate() {
    PairingValue base = new Pairing().add(p, 0, q, 0).finish();
    assertThat(base.isOne()).isFalse();
    assertThat(base.power(Fr.MODULUS).isOne()).isTrue();
    for (int i = 0; i < 5; i++) {
      BigInteger k = Elements.random(random, Fr.MODULUS);
      BigInteger m = Elements.random(random, Fr.MODULUS);
      long[] kp = Elements.times(Points.g1(), p, k);
      long[] mq = Elements.times(Points.g2(), q, m);
      PairingValue value = new Pairing().add(kp, 0, mq, 0).finish();
      assertThat(value.sameAs(base.power(k.multiply(m).mod(Fr.MODULUS)))).isTrue();
      assertThat(value.sameAs(base)).isFalse();
    }
  }

  @Test
  void shouldMultiplyPairsAndIgnoreInfinity() {
    long[] minusP = new long[G1.LONGS];
    G1.negate(minusP, 0, p, 0);
    PairingValue product =
        new Pairing()
            .add(p, 0, q, 0)
            .add(new long[G1.LONGS], 0, q, 0)
            .add(p, 0, new long[G2.LONGS], 0)
            .add(minusP, 0, LineTable.of(q, 0))
            .finish();
    assertThat(product.isOne()).isTrue();
    assertThat(new Pairing().finish().isOne()).isTrue();
    assertThat(new Pairing().add(p, 0, q, 0).add(p, 0, q, 0).finish().isOne()).isFalse();
  }

  /** The vector "jeff1" that Ethereum's clients share for the pairing precompile. */
  @Test
  void shouldAgreeWithThePrecompileOfEip197() {
    byte[] in =
        HexFormat.of()
            .parseHex(
                "1c76476f4def4bb94541d57ebba1193381ffa7aa76ada664dd31c16024c43f59"
                    + "3034dd2920f673e204fee2811c678745fc819b55d3e9d294e45c9b03a76aef41"
                    + "209dd15ebff5d46c4bd888e51a93cf99a7329636c63514396b4a452003a35bf7"
                    + "04bf11ca01483bfa8b34b43561848d28905960114c8ac04049af4b6315a41678"
                    + "2bb8324af6cfc93537a2ad1a445cfd0ca2a71acd7ac41fadbf933c2a51be344d"
                    + "120a2a4cf30c1bf9845f20c6fe39e07ea2cce61f0c9bb048165fe5e4de877550"
                    + "111e129f1cf1097710d41c4ac70fcdfa5ba2023c6ff1cbeac322de49d1b6df7c"
                    + "2032c61a830e3c17286de9462bf242fca2883585b93870a73853face6a6bf411"
                    + "198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2"
                    + "1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed"
                    + "090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b"
                    + "12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa");
    Pairing pairing = new Pairing();
    for (int off = 0; off < in.length; off += G1.BYTES + G2.BYTES) {
      long[] a = new long[G1.LONGS];
      long[] b = new long[G2.LONGS];
      assertThat(G1.decode(in, off, a, 0)).isTrue();
      assertThat(G2.decode(in, off + G1.BYTES, b, 0)).isTrue();
      pairing.add(a, 0, b, 0);
    }
    assertThat(pairing.finish().isOne()).isTrue();
  }
}
