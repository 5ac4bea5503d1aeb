package io.proofworks.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.protocol.Keccak;
import io.proofworks.topics.Topic;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class InboundRecordTest {

  private static InboundRecord keyed(byte[] key) {
    return InboundRecord.of(new Coordinates("t", 0, 0, 0), key, new byte[0]);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void shouldAnswerUnderTheKeyItselfWhileThatCanBeRepeated() {
    byte[] most = utf8("k".repeat(Topic.MAX_KEY_BYTES));

    assertThat(keyed(most).answerKey()).isEqualTo("k".repeat(Topic.MAX_KEY_BYTES));
    assertThat(keyed(most).hasOversizedKey()).isFalse();
    assertThat(keyed(null).answerKey()).isEqualTo(InboundRecord.UNREADABLE);
    assertThat(keyed(new byte[] {(byte) 0xff}).answerKey()).isEqualTo(InboundRecord.UNREADABLE);
  }

  @Test
  void shouldAnswerUnderTheHashOfAKeyThatCannotBeRepeated() {
    byte[] large = utf8("k".repeat(300_000));
    byte[] odd = utf8("a\u001b[2J");

    assertThat(keyed(large).answerKey()).isEqualTo(Keccak.hash(large).hex());
    assertThat(keyed(large).key()).isEmpty();
    assertThat(keyed(large).hasOversizedKey()).isTrue();
    assertThat(keyed(odd).answerKey()).isEqualTo(Keccak.hash(odd).hex());
  }
}
