package io.proofworks.proofs.groth16;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.proofworks.proofs.bn254.CurvePoints;
import io.proofworks.proofs.bn254.G1;
import io.proofworks.proofs.bn254.G2;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KeysTest {
  /** Magic, version, whether for development, size of the domain. */
  private static final int WIRES_AT = 4 + 1 + 1 + 1;

  private Systems system;
  private ProvingKey key;

  @BeforeEach
  void setUp() {
    system = Systems.random(20, 2, 11);
    key = DevelopmentSetup.generate(system.r1cs(), new SeededRandom(12));
  }

  @Test
  void shouldReadWhatItWroteAndProveWithIt() throws IOException {
    ProvingKey read = ProvingKey.read(new ByteArrayInputStream(written()));
    assertThat(read.verifyingKey()).isEqualTo(key.verifyingKey());
    assertThat(read.development()).isTrue();
    byte[] proof =
        Groth16Prover.prove(read, system.r1cs(), system.witness(), new SeededRandom(3), 1);
    Groth16Verifier verifier = new Groth16Verifier(key.verifyingKey());
    assertThat(verifier.verify(system.publicInputs(), proof)).isEqualTo(Groth16Result.VALID);
  }

  private byte[] written() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    key.write(out);
    return out.toByteArray();
  }

  @Test
  void shouldRefuseADamagedProvingKey() throws IOException {
    byte[] bytes = written();
    for (int at = 0; at < bytes.length; at += 97) {
      byte[] damaged = bytes.clone();
      damaged[at] ^= 1;
      assertThatThrownBy(() -> ProvingKey.read(new ByteArrayInputStream(damaged)))
          .as("byte %d", at)
          .isInstanceOf(IOException.class);
    }
    byte[] cut = Arrays.copyOf(bytes, bytes.length - 1);
    assertThatThrownBy(() -> ProvingKey.read(new ByteArrayInputStream(cut)))
        .isInstanceOf(IOException.class);
  }

  @Test
  void shouldTakeNoMemoryForPointsThatAreNotThere() throws IOException {
    ByteBuffer promising = ByteBuffer.wrap(written());
    promising.putInt(WIRES_AT, 1 << 26);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    assertThatThrownBy(() -> ProvingKey.read(new ByteArrayInputStream(promising.array())))
        .isInstanceOf(IOException.class);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(4 << 20);
  }

  @Test
  void shouldParseAVerifyingKeyStrictly() {
    byte[] bytes = key.verifyingKey().toBytes();
    assertThat(VerifyingKey.parse(bytes)).isEqualTo(key.verifyingKey());
    assertRefused(Arrays.copyOf(bytes, bytes.length - 1));
    assertRefused(Arrays.copyOf(bytes, bytes.length + 1));
    assertRefused(Arrays.copyOf(bytes, 448));
    byte[] offCurve = bytes.clone();
    offCurve[31] ^= 1;
    assertRefused(offCurve);
    byte[] outside = bytes.clone();
    G2.encode(CurvePoints.outsideTheSubgroup(), 0, outside, G1.BYTES);
    assertRefused(outside);
  }

  private static void assertRefused(byte[] bytes) {
    assertThatThrownBy(() -> VerifyingKey.parse(bytes))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
