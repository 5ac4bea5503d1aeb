package io.proofworks.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proofworks.protocol.Hash32;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FormatTest {

  private static final Hash32 ID = Hash32.of(filled(0x5a));

  enum OldColour {
    RED,
    GREEN
  }

  record OldApple(OldColour colour, int grams) {}

  /** Its id is text here and bytes there. */
  record OldBasket(String id, String owner, List<OldApple> apples, int forgotten) {}

  enum Colour {
    RED,
    YELLOW,
    GREEN
  }

  record Apple(Colour colour, int grams, OptionalLong picked) {}

  sealed interface Offer {}

  record Sale(long amount) implements Offer {}

  record Present() implements Offer {}

  record Basket(
      Hash32 id,
      String owner,
      List<Apple> apples,
      Map<Colour, Long> prices,
      Optional<Offer> offer) {}

  private final Format<OldBasket> old = Formats.of("example", 1).format(OldBasket.class, "Basket");
  private final Format<Basket> basket =
      Formats.of("example", 2).named(Present.class, "Gift").format(Basket.class);

  private static byte[] filled(int value) {
    byte[] bytes = new byte[Hash32.BYTES];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  private static Basket full() {
    return new Basket(
        ID,
        "ann",
        List.of(new Apple(Colour.YELLOW, 180, OptionalLong.of(12))),
        Map.of(Colour.GREEN, 3L, Colour.RED, 2L),
        Optional.of(new Present()));
  }

  @Test
  void shouldReadWhatItWrote() {
    byte[] bytes = basket.write(full());

    assertThat(basket.read(bytes)).isEqualTo(full());
    assertThat(bytes[0]).isEqualTo((byte) 2);
  }

  @Test
  void shouldReadWhatTheVersionBeforeWrote() {
    byte[] bytes =
        old.write(
            new OldBasket(
                ID.hex(),
                "ann",
                List.of(new OldApple(OldColour.RED, 150), new OldApple(OldColour.GREEN, 140)),
                3));

    Basket read = basket.read(bytes);

    assertThat(read)
        .isEqualTo(
            new Basket(
                ID,
                "ann",
                List.of(
                    new Apple(Colour.RED, 150, OptionalLong.empty()),
                    new Apple(Colour.GREEN, 140, OptionalLong.empty())),
                Map.of(),
                Optional.empty()));
  }

  @Test
  void shouldReadAnOlderVersionAfterOneThatWasWrong() {
    byte[] bytes = old.write(new OldBasket(ID.hex(), "ann", List.of(), 3));
    assertThatThrownBy(() -> basket.read(Arrays.copyOf(bytes, bytes.length - 1)))
        .isInstanceOf(FormatException.class);

    assertThat(basket.read(bytes).owner()).isEqualTo("ann");
  }

  @Test
  void shouldNameTheVersionThatItDoesNotKnow() {
    byte[] bytes = basket.write(full());

    assertThatThrownBy(() -> old.read(bytes))
        .isInstanceOf(FormatException.class)
        .hasMessage("example.Basket of version 2: this program knows 1 to 1");
  }

  @Test
  void shouldSayThatTheBytesAreOlderThanItsVersions() {
    byte[] cbor = {(byte) 0xbf, 0x62, 0x69, 0x64};

    assertThatThrownBy(() -> basket.read(cbor))
        .hasMessageContaining("was written before formats had versions");
  }

  @Test
  void shouldReadNothingThatIsTooLongOrTooShort() {
    byte[] bytes = basket.write(full());

    assertThatThrownBy(() -> basket.read(Arrays.copyOf(bytes, bytes.length + 1)))
        .hasMessageContaining("1 bytes after the end");
    assertThatThrownBy(() -> basket.read(new byte[0])).isInstanceOf(FormatException.class);
  }

  @Test
  void shouldWriteEqualMapsAsEqualBytes() {
    Basket one = full();
    Map<Colour, Long> turned = new java.util.LinkedHashMap<>();
    turned.put(Colour.GREEN, 3L);
    turned.put(Colour.RED, 2L);
    Map<Colour, Long> straight = new java.util.LinkedHashMap<>();
    straight.put(Colour.RED, 2L);
    straight.put(Colour.GREEN, 3L);

    assertThat(basket.write(new Basket(ID, "ann", one.apples(), turned, one.offer())))
        .isEqualTo(basket.write(new Basket(ID, "ann", one.apples(), straight, one.offer())));
  }

  @Test
  void shouldRefuseANullThatTheSchemaDoesNotHave() {
    assertThatThrownBy(() -> old.write(nobodys()))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("OldBasket.owner is null");
  }

  @SuppressWarnings("NullAway") // what a mistake would do
  private static OldBasket nobodys() {
    @Nullable String nobody = null;
    return new OldBasket(ID.hex(), nobody, List.of(), 0);
  }

  record Renamed(String id, String possessor, List<OldApple> apples, int forgotten) {}

  record Fewer(String id, List<OldApple> apples, int forgotten) {}

  record More(String id, String owner, List<OldApple> apples, int forgotten, int more) {}

  record Wider(String id, String owner, List<OldApple> apples, long forgotten) {}

  enum Grey {
    RED,
    GREY
  }

  record GreyApple(Grey colour, int grams) {}

  @Test
  void shouldNotBindWhatDoesNotFit() {
    Formats example = Formats.of("example", 1);

    assertThatThrownBy(() -> example.format(Renamed.class, "Basket"))
        .hasMessageContaining("no component")
        .hasMessageContaining("owner");
    assertThatThrownBy(() -> example.format(Fewer.class, "Basket")).hasMessageContaining("owner");
    assertThatThrownBy(() -> example.format(More.class, "Basket")).hasMessageContaining("more");
    assertThatThrownBy(() -> example.format(Wider.class, "Basket"))
        .hasMessageContaining("long cannot be \"int\"");
    assertThatThrownBy(() -> example.format(GreyApple.class, "Apple"))
        .hasMessageContaining("has no GREEN");
    assertThatThrownBy(() -> example.format(OldApple.class, "Pear"))
        .hasMessageContaining("no Pear");
    assertThatThrownBy(() -> Formats.of("example", 3)).hasMessageContaining("3.avdl");
    assertThatThrownBy(() -> Formats.of("example", 2).format(Basket.class))
        .as("a branch under another name")
        .hasMessageContaining("Gift");
  }
}
