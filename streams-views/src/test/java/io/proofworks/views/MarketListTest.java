package io.proofworks.views;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.protocol.Reason;
import io.proofworks.runtime.testing.TopologyFixture;
import io.proofworks.views.domain.Told;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pages of a list that is made of many. */
final class MarketListTest {

  private static final int LETTERS = 1 << 20;

  private TopologyFixture market;
  private Shelf shelf;

  @BeforeEach
  void start() {
    market = TopologyFixture.of(new ViewsApplication("127.0.0.1:1"));
    shelf = new Shelf(market.driver().getKeyValueStore(ViewsTopology.VIEWS), () -> 0);
  }

  @AfterEach
  void stop() {
    market.close();
  }

  private static String position(int number) {
    return "%016x|%d".formatted(number, number);
  }

  /** A verdict, each with another reason than the one before. */
  private void verdict(int number, String detail) {
    Told.Verdict verdict =
        new Told.Verdict("COMMIT", "STALE", detail, "", null, null, null, null, null, 1_000, 0, 0);
    Reason reason = Reason.values()[number % Reason.values().length];
    shelf.list(ActorBook.VERDICTS + "/" + reason.name(), position(number), verdict);
  }

  private MarketList.Page page(Map<String, String> filters, Optional<String> after) {
    return MarketList.VERDICTS.page(new MarketView(shelf.reader()), filters, after, 1_000, 0);
  }

  @Test
  void shouldEndAPageBeforeItIsTooLarge() {
    int line = 50_000;
    for (int i = 0; i < 60; i++) {
      verdict(i, "x".repeat(line));
    }

    List<String> positions = new ArrayList<>();
    Optional<String> after = Optional.empty();
    int pages = 0;
    do {
      MarketList.Page page = page(Map.of(), after);
      long letters = page.lines().stream().mapToLong(l -> l.line().toString().length()).sum();
      assertThat(letters).isLessThan(LETTERS + 2L * line);
      page.lines().forEach(l -> positions.add(l.position()));
      after = page.end();
      pages++;
    } while (after.isPresent());

    assertThat(pages).isEqualTo(3);
    assertThat(positions).hasSize(60).doesNotHaveDuplicates().isSorted();
  }

  @Test
  void shouldLookAtSoManyEntriesForAPageHoweverManyListsItIsMadeOf() {
    for (int i = 0; i < 25_000; i++) {
      verdict(i, "");
    }
    Map<String, String> nobody = Map.of("author", "0x" + "00".repeat(20));

    MarketList.Page first = page(nobody, Optional.empty());
    MarketList.Page second = page(nobody, first.end());

    assertThat(first.lines()).isEmpty();
    assertThat(first.end()).contains(position(19_999));
    assertThat(second.lines()).isEmpty();
    assertThat(second.end()).isEmpty();
  }
}
