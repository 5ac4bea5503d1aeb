package io.proofworks.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RememberingTest {

  private int decoded;
  private final Remembering<Integer> remembering =
      new Remembering<>((topic, bytes) -> {
        decoded++;
        return bytes == null ? null : ByteBuffer.wrap(bytes).getInt();
      });

  @Test
  void shouldSayOfAnyBytesWhatTheyAre() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 100_000; i++) {
      // given
      int number = random.nextInt(300);

      // when
      Integer read = remembering.deserialize("", bytes(number));

      // then
      assertThat(read).isEqualTo(number);
    }
  }

  @Test
  void shouldDecodeOnceWhatIsReadAgain() {
    // given
    remembering.deserialize("", bytes(7));

    // when
    remembering.deserialize("", bytes(7));

    // then
    assertThat(decoded).isEqualTo(1);
  }

  @Test
  void shouldKeepNothingOfWhatIsLargeOrAbsent() {
    // given
    byte[] large = new byte[1024 * 1024];
    remembering.deserialize("", large);

    // when
    remembering.deserialize("", large);

    // then
    assertThat(decoded).isEqualTo(2);
    assertThat(remembering.deserialize("", null)).isNull();
  }

  private static byte[] bytes(int number) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
  }
}
