package io.proofworks.proofs.circom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SectionTableTest {
  private static final byte[] FILE =
      BinaryFile.encode("ptau", 1, new TreeMap<>(Map.of(1, new byte[] {5, 6}, 2, new byte[40])));

  @TempDir private Path folder;

  private static SectionTable table(byte[] bytes) throws IOException {
    return SectionTable.read(StoredBytes.of(bytes), "ptau", 1);
  }

  /** A file with a hole of three gigabytes in it, which no array holds. */
  @Test
  void shouldReadTheStartOfASectionOfAFileThatIsTooBigForMemory() throws IOException {
    long length = 3L << 30;
    try (FileChannel file =
        FileChannel.open(
            folder.resolve("big"),
            StandardOpenOption.CREATE,
            StandardOpenOption.SPARSE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      byte[] start = FILE.clone();
      start[8] = 3;
      file.write(ByteBuffer.wrap(start), 0);
      file.write(ByteBuffer.wrap(BinaryFile.number(3)), start.length);
      file.write(ByteBuffer.wrap(BinaryFile.longNumber(length)), start.length + 4);
      file.write(ByteBuffer.wrap(new byte[] {7}), start.length + 12);
      file.write(ByteBuffer.wrap(new byte[1]), start.length + 12 + length - 1);

      SectionTable table = SectionTable.read(StoredBytes.of(file), "ptau", 1);

      assertThat(table.start(1, 2).bytes(2)).containsExactly(5, 6);
      assertThat(table.start(3, 2).bytes(2)).containsExactly(7, 0);
    }
  }

  @Test
  void shouldRefuseWhatIsNotThere() throws IOException {
    SectionTable table = table(FILE);

    assertThatThrownBy(() -> table.start(1, 3)).hasMessageContaining("ends too early");
    assertThatThrownBy(() -> table.start(9, 1)).hasMessageContaining("no section 9");
    for (int length = 0; length < FILE.length; length++) {
      byte[] cut = Arrays.copyOf(FILE, length);
      assertThatThrownBy(() -> table(cut))
          .as("%d bytes", length)
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> table(Arrays.copyOf(FILE, FILE.length + 1)))
        .hasMessageContaining("1 bytes too many");
  }
}
