package io.proofworks.proofs.snarkpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proofworks.proofs.Interop;
import io.proofworks.proofs.ProofVerdict;
import io.proofworks.proofs.Sample;
import io.proofworks.proofs.Statement;
import io.proofworks.proofs.bn254.G1;
import io.proofworks.proofs.bn254.G2;
import io.proofworks.proofs.bn254.Workers;
import io.proofworks.proofs.circom.PtauFile;
import io.proofworks.proofs.registry.VerifierRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The string of two ceremonies that snarkjs has run, and what must not pass for one. */
class CeremonyTest {
  private static final int POWER = 4;
  private static final int SIZE = 1 << (POWER - 1);
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final byte[] BINDING = new byte[32];

  @TempDir static Path folder;

  private static PowersOfTau first;
  private static PowersOfTau second;

  @BeforeAll
  static void holdCeremonies() throws IOException {
    Interop.assumeInstalled();
    first = ceremony("first");
    second = ceremony("second");
  }

  private static PowersOfTau ceremony(String name) throws IOException {
    String begun = name + "-0.ptau";
    String ended = name + ".ptau";
    Interop.snarkjs(folder, "powersoftau", "new", "bn128", Integer.toString(POWER), begun);
    Interop.snarkjs(folder, "powersoftau", "contribute", begun, ended, "--name=x", "-e=" + name);
    return PtauFile.read(folder.resolve(ended), 1024);
  }

  private static ReferenceString string(PowersOfTau a, PowersOfTau b) {
    try (Workers workers = Workers.of(2)) {
      return ReferenceString.of(a, b, workers, RANDOM);
    }
  }

  @Test
  void shouldAggregateUnderThePowersOfTwoCeremonies() {
    VerifierRegistry registry = VerifierRegistry.standard();
    SnarkPackScheme scheme = SnarkPackScheme.of(registry, string(first, second), 2);
    List<Statement> statements = IntStream.range(0, SIZE).mapToObj(Sample::statement).toList();
    List<byte[]> proofs = IntStream.range(0, SIZE).mapToObj(Sample::proof).toList();

    byte[] aggregate = scheme.aggregate(statements, proofs, BINDING);

    assertThat(scheme.verify(aggregate, statements, BINDING)).isEqualTo(ProofVerdict.VALID);
    assertThat(SnarkPackScheme.development(registry).verify(aggregate, statements, BINDING))
        .isInstanceOf(ProofVerdict.Invalid.class);
    assertThat(scheme.id()).matches("SNARKPACK_[0-9A-F]{16}");
    assertThat(SnarkPackScheme.of(registry, string(second, first), 1).id())
        .isNotEqualTo(scheme.id());
    assertThat(scheme.maxFanIn()).isEqualTo(SIZE);
  }

  @Test
  void shouldTakeOnlyAsManyPowersAsAreWanted() throws IOException {
    byte[] file = Files.readAllBytes(folder.resolve("first.ptau"));
    PowersOfTau few = PtauFile.parse(file, 5);
    assertThat(few.size()).isEqualTo(4);
    assertThat(few.g1()).isEqualTo(Arrays.copyOf(first.g1(), 2 * 4 * G1.LONGS));
  }

  @Test
  void shouldRefuseOneCeremonyTwice() {
    assertThatThrownBy(() -> string(first, first))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("two ceremonies");
  }

  /** Nobody has contributed: every power is the generator. */
  @Test
  void shouldRefuseACeremonyThatNobodyTookPartIn() throws IOException {
    PowersOfTau begun = PtauFile.parse(Files.readAllBytes(folder.resolve("first-0.ptau")), 1024);
    assertThatThrownBy(() -> string(begun, second)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldRefusePowersOfWhichOneIsAnother() {
    for (int power = 0; power < 2 * SIZE; power++) {
      long[] g1 = first.g1().clone();
      System.arraycopy(second.g1(), 3 * G1.LONGS, g1, power * G1.LONGS, G1.LONGS);
      PowersOfTau altered = new PowersOfTau(g1, first.g2());
      assertThatThrownBy(() -> string(altered, second))
          .as("power %d in G1", power)
          .isInstanceOf(IllegalArgumentException.class);
    }
    for (int power = 0; power < SIZE; power++) {
      long[] g2 = first.g2().clone();
      System.arraycopy(second.g2(), 3 * G2.LONGS, g2, power * G2.LONGS, G2.LONGS);
      PowersOfTau altered = new PowersOfTau(first.g1(), g2);
      assertThatThrownBy(() -> string(altered, second))
          .as("power %d in G2", power)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void shouldRefuseADamagedFile() throws IOException {
    byte[] file = Files.readAllBytes(folder.resolve("first.ptau"));
    for (int at = 0; at < file.length; at += 331) {
      byte[] damaged = file.clone();
      damaged[at] ^= 0x10;
      requireSameOrRefused(damaged);
    }
    assertThatThrownBy(() -> PtauFile.parse(Arrays.copyOf(file, file.length - 1), 1024))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Most of a file are sections that are not read here. */
  private static void requireSameOrRefused(byte[] damaged) {
    try {
      PowersOfTau read = PtauFile.parse(damaged, 1024);
      assertThat(read.g1()).isEqualTo(first.g1());
      assertThat(read.g2()).isEqualTo(first.g2());
    } catch (IllegalArgumentException refused) {
      assertThat(refused).hasMessageNotContaining("Exception");
    }
  }
}
