package io.proofworks.runtime.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.proofworks.format.Format;
import io.proofworks.format.FormatException;
import io.proofworks.format.Formats;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.DynamicTest;

/**
 * For each version of each format the bytes of some values, written down when the version was made
 * ({@code src/test/resources/golden/NAME/VERSION.txt}: a value's bytes in hex, and the value as
 * JSON). {@code -Dgolden.write} writes those of the newest version where they are absent.
 */
public final class GoldenBytes {

  private static final int VALUES = 8;
  private static final int MUTATIONS = 10_000;
  private static final int ATTEMPTS = 20_000;
  private static final Path DIRECTORY = Path.of("src/test/resources/golden");

  private GoldenBytes() {}

  /**
   * That every version of every format is read to what it was, and what is no value is refused.
   *
   * @param samples of types whose rules values made by chance break
   */
  public static Stream<DynamicTest> tests(Formats formats, Object... samples) {
    return formats.all().stream()
        .flatMap(format ->
            Stream.concat(
                IntStream.rangeClosed(1, format.version())
                    .filter(version -> format.schema(version) != null)
                    .mapToObj(version ->
                        dynamicTest(
                            format.name() + " " + version,
                            () -> readsVersion(format, version, samples))),
                Stream.of(
                    dynamicTest(
                        format.name() + " mutated", () -> refusesOrReads(format, samples)))));
  }

  private record Golden(byte[] bytes, String json) {}

  private static <T> void readsVersion(Format<T> format, int version, Object... samples)
      throws IOException {
    List<Golden> values = golden(format, version, samples);
    assertThat(values).as("values of %s, version %d", format.name(), version).isNotEmpty();
    Schema writer = format.schema(version);
    for (Golden value : values) {
      byte[] body = Arrays.copyOfRange(value.bytes(), 1, value.bytes().length);
      assertThat(value.bytes()[0]).isEqualTo((byte) version);
      assertThat(json(writer, writer, body)).isEqualTo(value.json());

      byte[] again = format.write(format.read(value.bytes()));

      byte[] newest = Arrays.copyOfRange(again, 1, again.length);
      assertThat(json(format.schema(), format.schema(), newest))
          .isEqualTo(json(writer, format.schema(), body));
    }
  }

  private static <T> void refusesOrReads(Format<T> format, Object... samples) throws IOException {
    List<Golden> values = golden(format, format.version(), samples);
    Random random = new Random(format.name().hashCode());
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] bytes = mutated(values.get(random.nextInt(values.size())).bytes(), random);
      try {
        byte[] written = format.write(format.read(bytes));
        assertThat(format.write(format.read(written))).isEqualTo(written);
      } catch (FormatException e) {
        assertThat(e).hasMessageContaining(format.name());
      }
    }
  }

  private static byte[] mutated(byte[] original, Random random) {
    byte[] bytes = original.clone();
    for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] = (byte) random.nextInt();
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
        default -> bytes = Arrays.copyOf(bytes, bytes.length + random.nextInt(3));
      }
    }
    return bytes;
  }

  private static <T> List<Golden> golden(Format<T> format, int version, Object... samples)
      throws IOException {
    Path file = DIRECTORY.resolve(format.name()).resolve(version + ".txt");
    if (!Files.exists(file) && System.getProperty("golden.write") != null) {
      assertThat(version).as("only the newest version can be written").isEqualTo(format.version());
      Files.createDirectories(file.getParent());
      Files.write(file, lines(format, samples));
    }
    return Files.readAllLines(file).stream()
        .map(line -> line.split(" ", 2))
        .map(parts -> new Golden(HexFormat.of().parseHex(parts[0]), parts[1]))
        .toList();
  }

  private static <T> List<String> lines(Format<T> format, Object... samples) throws IOException {
    List<byte[]> values = new ArrayList<>();
    for (Object sample : samples) {
      if (format.type().isInstance(sample)) {
        values.add(format.write(format.type().cast(sample)));
      }
    }
    if (values.isEmpty()) {
      int most = Math.max(VALUES, branches(format.schema()));
      IntStream.range(0, most).forEach(number -> values.add(some(format, number)));
    }
    List<String> lines = new ArrayList<>();
    for (byte[] bytes : values) {
      byte[] body = Arrays.copyOfRange(bytes, 1, bytes.length);
      String json = json(format.schema(), format.schema(), body);
      lines.add(HexFormat.of().formatHex(bytes) + " " + json);
    }
    return lines;
  }

  private static int branches(Schema schema) {
    Schema first = schema.getFields().isEmpty() ? schema : schema.getFields().getFirst().schema();
    boolean isUnion = schema.getFields().size() == 1 && first.getType() == Schema.Type.UNION;
    return isUnion ? first.getTypes().size() : 0;
  }

  /** What the domain does not take is tried with others. */
  private static <T> byte[] some(Format<T> format, int number) {
    int branches = branches(format.schema());
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      RandomValues values = new RandomValues(1_000_003L * number + attempt);
      Object value =
          branches == 0
              ? values.of(format.schema())
              : values.ofBranch(format.schema(), number % branches);
      try {
        return format.write(format.read(bytes(format, value)));
      } catch (FormatException e) {
        // the domain has rules that a schema cannot say
      }
    }
    throw new IllegalStateException("no value of " + format.name() + " found");
  }

  private static byte[] bytes(Format<?> format, Object value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(format.version());
    BinaryEncoder out = EncoderFactory.get().directBinaryEncoder(bytes, null);
    try {
      new GenericDatumWriter<>(format.schema()).write(value, out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static String json(Schema writer, Schema reader, byte[] body) throws IOException {
    Object value =
        new GenericDatumReader<>(writer, reader)
            .read(null, DecoderFactory.get().binaryDecoder(body, null));
    return String.valueOf(value).replace('\n', ' ');
  }
}
