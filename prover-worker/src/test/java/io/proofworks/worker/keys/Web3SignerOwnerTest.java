package io.proofworks.worker.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.proofworks.messages.SignedMessages;
import io.proofworks.protocol.Address;
import io.proofworks.protocol.Keccak;
import io.proofworks.protocol.OwnerKey;
import io.proofworks.protocol.OwnerSigner;
import io.proofworks.protocol.SigningException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a server that answers as Web3Signer's OpenAPI document (eth1) says. */
class Web3SignerOwnerTest {

  /** Hardhat's first account. */
  private static final OwnerKey KEY =
      OwnerKey.parse("0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");

  private static final String PUBLIC =
      "0x8318535b54105d4a7aae60c08fc45f9687181b4fdfc625bd1a753fa7397fed75"
          + "3547f11ca8696646f2f3acb08e31016afac23e630c5d11f59f61fef57b0d2aa5";

  private static final String ANOTHER =
      "0xba5734d8f7091719471e7f7ed6b9df170dc70cc661ca05e688601ad984f068b0"
          + "d67351e5f06073092499336ab0839ef8a521afd334e53807205fa2f08eec74f4";

  private final List<String> asked = new ArrayList<>();
  private HttpServer server;
  private OwnerKey signs = KEY;
  private int status = 200;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      asked.add(exchange.getRequestMethod() + " " + path);
      byte[] said = said(path, exchange).getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, said.length);
      exchange.getResponseBody().write(said);
    }
  }

  private String said(String path, HttpExchange exchange) throws IOException {
    if (path.equals("/api/v1/eth1/publicKeys")) {
      return "[\"%s\",\"%s\"]".formatted(ANOTHER, PUBLIC);
    }
    assertThat(path).isEqualTo("/api/v1/eth1/sign/" + PUBLIC);
    String data = new ObjectMapper().readTree(exchange.getRequestBody()).path("data").asText();
    byte[] bytes = HexFormat.of().parseHex(data.substring(2));
    return "0x" + HexFormat.of().formatHex(signs.sign(Keccak.hash(bytes)));
  }

  private OwnerSigner owner(Address address) {
    return OwnerPlace.parse(
            "web3signer:http://127.0.0.1:%d/#%s".formatted(server.getAddress().getPort(), address))
        .open();
  }

  @Test
  void shouldSignAsAKeyOfOursWouldAndLookItsNameUpOnce() {
    OwnerSigner owner = owner(KEY.address());

    assertThat(SignedMessages.sign(Messages.registration(KEY.address()), owner))
        .isEqualTo(SignedMessages.sign(Messages.registration(KEY.address()), KEY));
    assertThat(SignedMessages.sign(Messages.request(KEY.address()), owner))
        .isEqualTo(SignedMessages.sign(Messages.request(KEY.address()), KEY));

    String sign = "POST /api/v1/eth1/sign/" + PUBLIC;
    assertThat(asked).containsExactly("GET /api/v1/eth1/publicKeys", sign, sign);
  }

  @Test
  void shouldNotBelieveASignatureOfAnotherKey() {
    signs = OwnerKey.parse("0x" + "11".repeat(32));

    assertThatThrownBy(
            () -> SignedMessages.sign(Messages.request(KEY.address()), owner(KEY.address())))
        .isInstanceOf(SigningException.class)
        .hasMessageContaining("did not sign this with the key of " + KEY.address());
  }

  @Test
  void shouldSayThatTheSignerHasNoSuchKey() {
    Address nobody = Address.parse("0x" + "11".repeat(20));

    assertThatThrownBy(() -> SignedMessages.sign(Messages.request(nobody), owner(nobody)))
        .isInstanceOf(SigningException.class)
        .hasMessageContaining("has no key of " + nobody);
  }

  @Test
  void shouldSayWhatItIsRefusedWith() {
    status = 500;

    assertThatThrownBy(
            () -> SignedMessages.sign(Messages.request(KEY.address()), owner(KEY.address())))
        .isInstanceOf(SigningException.class)
        .hasMessageContaining("answers 500");
  }

  @Test
  void shouldSayThatNobodyIsThere() {
    OwnerSigner owner = owner(KEY.address());
    server.stop(0);

    assertThatThrownBy(() -> SignedMessages.sign(Messages.request(KEY.address()), owner))
        .isInstanceOf(SigningException.class)
        .hasMessageContaining("cannot be asked");
  }
}
