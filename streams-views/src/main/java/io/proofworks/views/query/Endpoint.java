package io.proofworks.views.query;

import io.proofworks.views.MarketList;
import io.proofworks.views.MarketView;
import io.proofworks.views.Subject;
import io.proofworks.views.answers.Market;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One path of the API: the server answers by it, and the OpenAPI document is made of it.
 *
 * @param path with names in braces
 * @param answer what it answers with
 * @param parameters of the query, beside those that every path of its kind takes
 */
record Endpoint(
    String path, String summary, Answer answer, List<Parameter> parameters, Source source) {

  /** Name of the parameter that says of which market; without it, of the deployment's first. */
  static final String DOMAIN = "domain";

  /** What an answer, or each line of it, is. */
  sealed interface Answer {

    /** A type of ours. */
    record Ours(Class<? extends Record> type) implements Answer {}

    /** What has a schema of that name: a record of a topic. */
    record Named(String schema) implements Answer {}
  }

  /**
   * A query parameter.
   *
   * @param check throws a {@link Problem} for a value that it cannot have
   */
  record Parameter(String name, boolean required, String description, Consumer<String> check) {}

  /** Where the answer comes from. */
  sealed interface Source {

    /** All is known in the partition of one subject. */
    record One(Function<Asked, Subject> subject, BiFunction<MarketView, Asked, Record> answer)
        implements Source {}

    /** The same as text. */
    record Text(Function<Asked, Subject> subject, BiFunction<MarketView, Asked, String> answer)
        implements Source {}

    /** What every partition knows of all markets. */
    record Deployment(Function<MarketView, Record> answer) implements Source {

      One asOne() {
        return new One(asked -> Subject.MARKET, (view, asked) -> answer.apply(view));
      }
    }

    /** A series of one subject, in pages. */
    record Rows(String label, Function<Asked, Subject> subject, SeriesPage page)
        implements Source {}

    /** A list over all partitions, in pages. */
    record Lines(MarketList list) implements Source {}

    /** Counts of all partitions. */
    record Totals(BiFunction<MarketView, Asked, Market> counts) implements Source {}
  }

  /** Reads on in a series. */
  @FunctionalInterface
  interface SeriesPage {

    /**
     * @param after where the last page ended; empty for the first
     */
    Series read(MarketView view, Asked asked, Optional<Long> after, int limit);
  }

  /**
   * A page of a series.
   *
   * @param next from where it goes on; empty when it does not
   */
  record Series(List<? extends Record> rows, Optional<Long> next) {}

  /** Names of all parameters it takes. */
  List<String> known() {
    List<String> known = new ArrayList<>(parameters.stream().map(Parameter::name).toList());
    known.add(MinOffsets.NAME);
    if (isOfAMarket()) {
      known.add(DOMAIN);
    }
    if (isPaged()) {
      known.addAll(List.of("limit", "cursor", "format"));
    }
    return known;
  }

  boolean isOfAMarket() {
    return !(source instanceof Source.Deployment);
  }

  boolean isPaged() {
    return source instanceof Source.Lines || source instanceof Source.Rows;
  }

  /** Checks the values that are given and that what is required is. */
  void check(Parameters given) {
    for (Parameter parameter : parameters) {
      given.find(parameter.name()).ifPresent(parameter.check());
      if (parameter.required()) {
        given.required(parameter.name());
      }
    }
  }
}
