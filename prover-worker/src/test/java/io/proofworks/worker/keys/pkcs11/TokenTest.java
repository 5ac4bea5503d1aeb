package io.proofworks.worker.keys.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Keccak;
import io.proofworks.protocol.OwnerKey;
import io.proofworks.protocol.SessionKey;
import io.proofworks.protocol.SigningException;
import io.proofworks.protocol.TypedMessage;
import io.proofworks.settings.SettingsException;
import io.proofworks.worker.keys.KeyPlaces;
import io.proofworks.worker.keys.WorkerKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Against SoftHSM, with keys that OpenSC's tool made in it; skipped where they are not installed.
 */
class TokenTest {

  private static final Path LIBRARY = Path.of("/usr/lib/softhsm/libsofthsm2.so");
  private static final Path TOOL = Path.of("/usr/bin/pkcs11-tool");
  private static final String TOKEN = "test-" + UUID.randomUUID().toString().substring(0, 8);

  @TempDir private Path directory;
  private Path pin;

  /**
   * In the user's own store, since the library reads its settings from this process's environment.
   */
  @BeforeAll
  static void makeKeys() throws Exception {
    assumeThat(LIBRARY).as("apt-get install softhsm2 brings it").exists();
    assumeThat(TOOL).as("apt-get install opensc brings it").exists();
    run(
        "softhsm2-util",
        "--init-token",
        "--free",
        "--label",
        TOKEN,
        "--pin",
        "1234",
        "--so-pin",
        "5678");
    tool("--keypairgen", "--key-type", "EC:edwards25519", "--label", "session", "--id", "01");
    tool("--keypairgen", "--key-type", "EC:secp256k1", "--label", "owner", "--id", "02");
  }

  @AfterAll
  static void dropToken() throws Exception {
    if (Files.exists(LIBRARY) && Files.exists(TOOL)) {
      run("softhsm2-util", "--delete-token", "--token", TOKEN);
    }
  }

  private static void tool(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                TOOL.toString(),
                "--module",
                LIBRARY.toString(),
                "--token-label",
                TOKEN,
                "--login",
                "--pin",
                "1234"));
    command.addAll(List.of(arguments));
    run(command.toArray(String[]::new));
  }

  private static void run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  @BeforeEach
  void writePin() throws IOException {
    pin = Files.writeString(directory.resolve("pin"), "1234\n");
    Files.setPosixFilePermissions(pin, PosixFilePermissions.fromString("rw-------"));
  }

  private TokenKey key(String token, String label) {
    return TokenKey.parse(
        "pkcs11:token=%s;object=%s?module-path=%s&pin-source=%s"
            .formatted(token, label, LIBRARY, pin));
  }

  @Test
  void shouldSignAsASession() {
    try (TokenSession session = new TokenSession(key(TOKEN, "session"))) {
      for (int i = 0; i < 20; i++) {
        Hash32 digest = Keccak.hash(new byte[] {(byte) i});

        byte[] signature = session.sign(digest);

        assertThat(SessionKey.verify(session.publicKey(), digest, signature)).isTrue();
      }
    }
  }

  @Test
  void shouldSignAsAnOwnerInTheOneEncoding() {
    try (TokenOwner owner = new TokenOwner(key(TOKEN, "owner"))) {
      for (int i = 0; i < 20; i++) {
        TypedMessage message = job(i);

        byte[] signature = owner.sign(message);

        assertThat(OwnerKey.recover(message.digest(), signature)).contains(owner.address());
      }
    }
  }

  private static TypedMessage job(int epoch) {
    Hash32 hash = Keccak.hash(new byte[] {1});
    return new TypedMessage(hash, Digests.JOB.of(hash, epoch));
  }

  @Test
  void shouldServeAWorkerWhoseNoncesStayTheSame() throws IOException {
    KeyPlaces places = KeyPlaces.parse(uri("owner"), uri("session"));
    WorkerKeys keys = WorkerKeys.loadOrCreate(directory.resolve("keys"), places);
    byte[] derived = keys.derive("nonce/1");
    keys.close();

    WorkerKeys again = WorkerKeys.loadOrCreate(directory.resolve("keys"), places);

    assertThat(again.id()).isEqualTo(keys.id());
    assertThat(again.derive("nonce/1")).isEqualTo(derived);
    assertThat(directory.resolve("keys"))
        .isDirectoryNotContaining(file -> !file.endsWith("nonces.key"));
    again.close();
  }

  private String uri(String label) {
    return "pkcs11:token=%s;object=%s?module-path=%s&pin-source=%s"
        .formatted(TOKEN, label, LIBRARY, pin);
  }

  @Test
  void shouldBeginAnewAfterAnError() throws IOException {
    try (TokenSession session = new TokenSession(key(TOKEN, "session"))) {
      session.close();
      Files.writeString(pin, "4321");
      Hash32 digest = Keccak.hash(new byte[] {1});
      assertThatThrownBy(() -> session.sign(digest))
          .isInstanceOf(SigningException.class)
          .hasMessageContaining(pin.toString())
          .hasMessageNotContaining("4321");
      Files.writeString(pin, "1234");

      byte[] signature = session.sign(digest);

      assertThat(SessionKey.verify(session.publicKey(), digest, signature)).isTrue();
    }
  }

  @Test
  void shouldSayWhatIsNotThere() {
    assertThatThrownBy(() -> new TokenSession(key("nobody", "session")))
        .isInstanceOf(SigningException.class)
        .hasMessageContaining("no token nobody");
    assertThatThrownBy(() -> new TokenSession(key(TOKEN, "nothing")))
        .isInstanceOf(SigningException.class)
        .hasMessageContaining("private keys named nothing");
    assertThatThrownBy(() -> new TokenSession(key(TOKEN, "owner")))
        .isInstanceOf(SigningException.class)
        .hasMessageContaining("no Ed25519 key");
    assertThatThrownBy(() -> new TokenOwner(key(TOKEN, "session")))
        .isInstanceOf(SigningException.class)
        .hasMessageContaining("no secp256k1 key");
    assertThatThrownBy(
            () -> new TokenSession(new TokenKey(TOKEN, "session", Path.of("/no/such.so"), pin)))
        .isInstanceOf(SigningException.class)
        .hasMessageContaining("/no/such.so is no PKCS#11 library");
  }

  @Test
  void shouldRefuseAPinThatOthersMayRead() throws IOException {
    Files.setPosixFilePermissions(pin, PosixFilePermissions.fromString("rw-r--r--"));

    assertThatThrownBy(() -> new TokenSession(key(TOKEN, "session")))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("chmod 600 " + pin);
  }
}
