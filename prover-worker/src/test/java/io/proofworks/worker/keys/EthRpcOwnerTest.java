package io.proofworks.worker.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.proofworks.messages.SignedMessages;
import io.proofworks.protocol.Address;
import io.proofworks.protocol.OwnerSigner;
import io.proofworks.protocol.SigningException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Against anvil, a signer of others' making with keys of its own; skipped where it is not
 * installed: npm ci in proof-systems/interop.
 */
class EthRpcOwnerTest {

  private static final Path ANVIL =
      Path.of("../proof-systems/interop/node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil");

  private static final Address OWNER = Address.parse("0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266");

  private static Process anvil;
  private static String url;

  @BeforeAll
  static void start() throws IOException {
    assumeThat(ANVIL).as("npm ci in proof-systems/interop brings it").isExecutable();
    Path log = Files.createTempFile("anvil", ".log");
    anvil =
        new ProcessBuilder(ANVIL.toString(), "--port", "0", "--host", "127.0.0.1")
            .redirectError(log.toFile())
            .start();
    BufferedReader said = anvil.inputReader(StandardCharsets.UTF_8);
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      if (line.startsWith("Listening on ")) {
        url = "http://" + line.substring("Listening on ".length()).strip();
        return;
      }
    }
    throw new IllegalStateException("anvil ended: " + Files.readString(log));
  }

  @AfterAll
  static void stop() throws InterruptedException {
    if (anvil != null) {
      anvil.destroy();
      anvil.waitFor(10, TimeUnit.SECONDS);
    }
  }

  private static OwnerSigner owner(Address address) {
    return OwnerPlace.parse("eth-rpc:" + url + "#" + address).open();
  }

  @Test
  void shouldHaveEveryMessageOfAnOwnerSignedByAForeignSigner() {
    OwnerSigner owner = owner(OWNER);

    assertThat(SignedMessages.signer(SignedMessages.sign(Messages.registration(OWNER), owner)))
        .contains(OWNER);
    assertThat(SignedMessages.signer(SignedMessages.sign(Messages.request(OWNER), owner)))
        .contains(OWNER);
    assertThat(SignedMessages.signer(SignedMessages.sign(Messages.supersession(OWNER), owner)))
        .contains(OWNER);
  }

  @Test
  void shouldSayWhatTheSignerSaysOfAKeyThatItDoesNotHave() {
    Address nobody = Address.parse("0x" + "11".repeat(20));

    assertThatThrownBy(() -> SignedMessages.sign(Messages.request(nobody), owner(nobody)))
        .isInstanceOf(SigningException.class)
        .hasMessageContaining(url)
        .hasMessageContaining("refuses");
  }
}
