package io.proofworks.proofs.circom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.proofworks.proofs.Sample;
import io.proofworks.proofs.groth16.ProvingKey;
import io.proofworks.proofs.groth16.R1cs;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sections of iden3's files taken out, doubled, moved, cut and lied about. */
class IdenFilesTest {
  private static final byte[] R1CS = R1csFile.encode(Sample.r1cs());
  private static final byte[] ZKEY = ZkeyFile.encode(Sample.key(), Sample.r1cs());
  private static final int LENGTH_BYTES = 8;
  private static final long MOST_BYTES = 4 << 20;

  private record Part(int type, byte[] bytes) {}

  private record Container(String name, int version, List<Part> parts) {
    static Container read(byte[] file) {
      ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
      byte[] name = new byte[4];
      in.get(name);
      int version = in.getInt();
      int count = in.getInt();
      List<Part> parts = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int type = in.getInt();
        byte[] bytes = new byte[(int) in.getLong()];
        in.get(bytes);
        parts.add(new Part(type, bytes));
      }
      return new Container(new String(name, StandardCharsets.US_ASCII), version, parts);
    }

    Container without(int type) {
      return with(parts.stream().filter(part -> part.type() != type).toList());
    }

    Container plus(int type, byte[] bytes) {
      List<Part> more = new ArrayList<>(parts);
      more.add(new Part(type, bytes));
      return with(more);
    }

    Container with(List<Part> others) {
      return new Container(name, version, others);
    }

    byte[] part(int type) {
      return parts.stream().filter(p -> p.type() == type).findFirst().orElseThrow().bytes();
    }

    byte[] file() {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
      out.writeBytes(BinaryFile.number(version));
      out.writeBytes(BinaryFile.number(parts.size()));
      for (Part part : parts) {
        out.writeBytes(BinaryFile.number(part.type()));
        out.writeBytes(BinaryFile.longNumber(part.bytes().length));
        out.writeBytes(part.bytes());
      }
      return out.toByteArray();
    }
  }

  private static final Container CIRCUIT = Container.read(R1CS);
  private static final Container KEY = Container.read(ZKEY);

  private static void assertSame(ProvingKey read) {
    assertThat(read.verifyingKey()).isEqualTo(Sample.key().verifyingKey());
    assertThat(read.a()).isEqualTo(Sample.key().a());
    assertThat(read.h()).isEqualTo(Sample.key().h());
  }

  @Test
  void shouldReadSectionsInWhateverOrder() {
    assertSame(ZkeyFile.parse(KEY.with(KEY.parts().reversed()).file()));
    R1cs read = R1csFile.parse(CIRCUIT.with(CIRCUIT.parts().reversed()).file());
    assertThat(read.a().column()).isEqualTo(Sample.r1cs().a().column());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void shouldRefuseASectionThatIsThereTwice(int type) {
    byte[] twice = KEY.plus(type, KEY.part(type)).file();
    assertThatThrownBy(() -> ZkeyFile.parse(twice))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the zkey file has its section " + type + " twice");
  }

  @Test
  void shouldReadKeysWithAndWithoutTheListOfContributions() {
    ProvingKey without = ZkeyFile.parse(KEY.without(10).file());
    assertSame(without);
    assertThat(without.development()).isTrue();
    byte[] two = Arrays.copyOf(KEY.part(10), 64 + 4 + 500);
    two[64] = 2;
    ProvingKey contributed = ZkeyFile.parse(KEY.without(10).plus(10, two).file());
    assertSame(contributed);
    assertThat(contributed.development()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 6, 7, 8, 9})
  void shouldNameASectionThatIsMissing(int type) {
    assertThatThrownBy(() -> ZkeyFile.parse(KEY.without(type).file()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no section " + type);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 2, 16, 1 << 30, Integer.MAX_VALUE})
  void shouldRefuseADomainThatDoesNotFitTheKey(int size) {
    byte[] header = KEY.part(2).clone();
    int at = 2 * (4 + 32) + 2 * 4;
    int actual = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).getInt(at);
    ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).putInt(at, size);
    byte[] file = KEY.without(2).plus(2, header).file();
    if (size == actual) {
      assertSame(ZkeyFile.parse(file));
    } else {
      assertThatThrownBy(() -> ZkeyFile.parse(file))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("" + size);
    }
  }

  /** Each number of the headers set to what no file of this size has. */
  @Test
  void shouldTakeNoMemoryForWhatAHeaderPromises() {
    assertLiesRefused(KEY, 2, new int[] {72, 76, 80}, ZkeyFile::parse);
    assertLiesRefused(CIRCUIT, 1, new int[] {36, 40, 44, 60}, R1csFile::parse);
  }

  private static void assertLiesRefused(
      Container file, int header, int[] places, Consumer<byte[]> parser) {
    parser.accept(file.file());
    for (int place : places) {
      for (int lie : new int[] {Integer.MAX_VALUE, 1 << 30, -1}) {
        byte[] bytes = file.part(header).clone();
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(place, lie);
        assertRefusedCheaply(parser, file.without(header).plus(header, bytes).file());
      }
    }
  }

  private static void assertRefusedCheaply(Consumer<byte[]> parser, byte[] file) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    assertThatThrownBy(() -> parser.accept(file)).isInstanceOf(IllegalArgumentException.class);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(MOST_BYTES);
  }

  @Test
  void shouldRefuseLengthsThatRunPastTheEnd() {
    for (Container file : List.of(KEY, CIRCUIT)) {
      Consumer<byte[]> parser = file == KEY ? ZkeyFile::parse : R1csFile::parse;
      int at = 12;
      for (Part part : file.parts()) {
        for (long lie : new long[] {part.bytes().length + 1L, 1L << 40, Long.MAX_VALUE, -1}) {
          byte[] bytes = file.file();
          ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(at + 4, lie);
          assertRefusedCheaply(parser, bytes);
        }
        at += 4 + LENGTH_BYTES + part.bytes().length;
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 5})
  void shouldRefuseCustomGates(int type) {
    byte[] three = BinaryFile.number(3);
    assertThatThrownBy(() -> R1csFile.parse(CIRCUIT.plus(type, three).file()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3 custom gates in its section " + type);
    R1cs without = R1csFile.parse(CIRCUIT.plus(type, BinaryFile.number(0)).file());
    assertThat(without.constraints()).isEqualTo(Sample.r1cs().constraints());
  }

  /** Whatever it says, it is not said by a system of rank one. */
  @ParameterizedTest
  @ValueSource(ints = {0, 6, 7, 1000})
  void shouldRefuseSectionsOfOtherTypesInACircuit(int type) {
    assertThatThrownBy(() -> R1csFile.parse(CIRCUIT.plus(type, new byte[8]).file()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("section of type " + type);
  }

  @Test
  void shouldNameThePointThatIsOffItsCurve() {
    List<String> names = List.of("alpha", "beta", "beta", "gamma", "delta", "delta");
    int[] places = {84, 148, 212, 340, 468, 532};
    for (int i = 0; i < places.length; i++) {
      byte[] header = KEY.part(2).clone();
      header[places[i]] ^= 1;
      byte[] file = KEY.without(2).plus(2, header).file();
      assertThatThrownBy(() -> ZkeyFile.parse(file))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(Objects.requireNonNull(names.get(i)));
    }
  }
}
