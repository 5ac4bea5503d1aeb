package io.proofworks.worker.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proofworks.protocol.Address;
import io.proofworks.worker.keys.pkcs11.TokenKey;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyPlacesTest {

  private static final Address OWNER = Address.parse("0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266");

  @Test
  void shouldReadWhereAnOwnersKeyIs() {
    assertThat(
            OwnerPlace.parse(
                "web3signer:https://a:9000#0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"))
        .isEqualTo(new OwnerPlace.Web3Signer(URI.create("https://a:9000"), OWNER));
    assertThat(OwnerPlace.parse("eth-rpc:http://a/b#" + OWNER))
        .isEqualTo(new OwnerPlace.EthRpc(URI.create("http://a/b"), OWNER));
    assertThat(OwnerPlace.parse("pkcs11:token=t;object=o?module-path=/m&pin-source=/p"))
        .isEqualTo(new OwnerPlace.Module(new TokenKey("t", "o", Path.of("/m"), Path.of("/p"))));
  }

  @Test
  void shouldReadAPkcs11UriAsOthersWriteThem() {
    assertThat(
            TokenKey.parse(
                "pkcs11:object=a%20b+c;token=t?pin-source=file:/run/pin&module-path=file:///m"))
        .isEqualTo(new TokenKey("t", "a b+c", Path.of("/m"), Path.of("/run/pin")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "./owner.key | web3signer:",
        "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266 | web3signer:",
        "web3signer:https://a:9000 | whose key",
        "web3signer:https://a:9000#0x12 | 0x",
        "web3signer:ftp://a#0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266 | http://",
        "eth-rpc:http://a?b=c#0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266 | http://",
        "eth-rpc:http://u:geheim@a#0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266 | no passwords",
        "pkcs11:token=t;object=o?module-path=/m | pin-source is missing",
        "pkcs11:token=t;object=o?module-path=/m&pin-value=geheim | no PIN in arguments",
        "pkcs11:token=t;object=o;colour=red?module-path=/m&pin-source=/p | colour is not known",
      })
  void shouldSayWhatIsOutOfForm(String text, String said) {
    assertThatThrownBy(() -> OwnerPlace.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(said)
        .hasMessageNotContaining("geheim");
  }

  /** A key, a password or an API's token that was given by mistake is not printed. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0xgeheim",
        "geheim",
        "web3signer:geheim",
        "web3signer:https://u:geheim@my_host#0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266",
        "web3signer:https://u:ge#geheim@host#0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266",
        "web3signer:https://u:geheim^@host#0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266",
        "web3signer:https://host/geheim<#0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266",
        "web3signer:https://a_b/geheim#0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266",
        "eth-rpc:https://host/geheim",
        "eth-rpc:https://host#geheim",
        "pkcs11:geheim",
        "pkcs11:token=t;object=o?pin-source=/p&geheim",
      })
  void shouldNotRepeatWhatMayBeASecret(String text) {
    assertThatThrownBy(() -> OwnerPlace.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("geheim")
        .hasNoCause();
    assertThatThrownBy(() -> TokenKey.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("geheim");
  }
}
