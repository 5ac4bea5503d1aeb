package io.proofworks.views.query;

import io.proofworks.protocol.Hash32;
import io.proofworks.tlog.Merkle;
import io.proofworks.views.Kind;
import io.proofworks.views.MarketList;
import io.proofworks.views.MarketView;
import io.proofworks.views.Subject;
import io.proofworks.views.answers.Consistency;
import io.proofworks.views.answers.Inclusion;
import io.proofworks.views.answers.JournalView;
import io.proofworks.views.query.Endpoint.Answer;
import io.proofworks.views.query.Endpoint.Parameter;
import io.proofworks.views.query.Endpoint.Source;
import java.util.List;
import java.util.Optional;

/**
 * What is served of the journals: checkpoints, and proofs (RFC 6962) that an input was applied and
 * that one checkpoint goes on where another stood. Hashes are {@code 0x} hex strings.
 */
final class JournalEndpoints {

  private JournalEndpoints() {}

  static List<Endpoint> all() {
    return List.of(
        new Endpoint(
            "/v1/journals",
            "The journals of settlement.",
            new Answer.Ours(JournalView.class),
            List.of(),
            new Source.Lines(MarketList.JOURNALS)),
        new Endpoint(
            "/v1/journals/{journal}",
            "A journal: how many entries, and its newest checkpoint.",
            new Answer.Ours(JournalView.class),
            List.of(),
            new Source.One(
                JournalEndpoints::subject, (view, asked) -> journal(view, asked).line())),
        new Endpoint(
            "/v1/journals/{journal}/checkpoint",
            "The newest checkpoint as it is signed (C2SP tlog-checkpoint).",
            new Answer.Named(OpenApi.CHECKPOINT),
            List.of(),
            new Source.Text(
                JournalEndpoints::subject, (view, asked) -> newest(journal(view, asked)))),
        new Endpoint(
            "/v1/journals/{journal}/inclusion",
            "Proves an entry to be in a tree, by its index or by the input that it applied.",
            new Answer.Ours(Inclusion.class),
            List.of(
                Endpoints.whole("index", "Index of the entry, from 0."),
                new Parameter("topic", false, "Of the input that was applied.", topic -> {}),
                Endpoints.whole("partition", "Of the input.", Integer.MAX_VALUE),
                Endpoints.whole("offset", "Of the input."),
                Endpoints.whole("size", "Entries of the tree; default: the newest checkpoint's.")),
            new Source.One(
                JournalEndpoints::subject,
                (view, asked) -> inclusion(asked.query(), journal(view, asked)))),
        new Endpoint(
            "/v1/journals/{journal}/consistency",
            "Proves that a tree is the beginning of a larger one.",
            new Answer.Ours(Consistency.class),
            List.of(
                Endpoints.whole("from", "Entries of the smaller tree, from 1; required."),
                Endpoints.whole("to", "Entries of the larger; default: the newest checkpoint's.")),
            new Source.One(
                JournalEndpoints::subject,
                (view, asked) -> consistency(asked.query(), journal(view, asked)))));
  }

  private static Subject subject(Asked asked) {
    return new Subject(Kind.JOURNAL, asked.id("journal"));
  }

  private static MarketView.Journal journal(MarketView view, Asked asked) {
    return view.journal(asked.id("journal"))
        .orElseThrow(() -> Problem.notFound("journal", asked.id("journal")));
  }

  private static String newest(MarketView.Journal journal) {
    return journal
        .note()
        .orElseThrow(() ->
            new Problem(
                404,
                "no-checkpoint",
                journal.name()
                    + " has no signed checkpoint yet; its application signs with"
                    + " app.journal.key.file"));
  }

  private static long newestSize(MarketView.Journal journal) {
    var unused = newest(journal);
    return journal.treeSize();
  }

  private static Inclusion inclusion(Parameters asked, MarketView.Journal journal) {
    long size = size(asked, "size", journal).orElseGet(() -> newestSize(journal));
    long index = asked.whole("index").orElseGet(() -> indexOf(asked, journal));
    if (index >= size) {
      throw new Problem(
          409, "not-in-that-tree", "entry " + index + " is not in the tree of size " + size);
    }
    Hash32 entry = journal.nodes().entry(index);
    return new Inclusion(
        journal.name(),
        index,
        size,
        entry.hex(),
        Merkle.leaf(entry.bytes()).hex(),
        journal.tree().root(size).hex(),
        hex(journal.tree().inclusion(index, size)),
        journal.note().orElse(null));
  }

  private static long indexOf(Parameters asked, MarketView.Journal journal) {
    String topic = asked.required("topic");
    long partition = asked.whole("partition").orElseThrow(() -> missing("partition"));
    long offset = asked.whole("offset").orElseThrow(() -> missing("offset"));
    return journal
        .nodes()
        .find(topic, Math.toIntExact(partition), offset)
        .orElseThrow(() ->
            new Problem(
                404,
                "entry-not-found",
                "this journal has not applied " + topic + "-" + partition + "@" + offset));
  }

  private static Problem missing(String name) {
    return Problem.badParameter("index, or topic, partition and offset: no " + name);
  }

  private static Consistency consistency(Parameters asked, MarketView.Journal journal) {
    long to = size(asked, "to", journal).orElseGet(() -> newestSize(journal));
    long from = size(asked, "from", journal).orElseThrow(() -> missing("from"));
    if (from < 1 || from > to) {
      throw Problem.badParameter("from is 1 to " + to);
    }
    return new Consistency(
        journal.name(),
        from,
        to,
        journal.tree().root(from).hex(),
        journal.tree().root(to).hex(),
        hex(journal.tree().consistency(from, to)),
        journal.note().orElse(null));
  }

  private static Optional<Long> size(Parameters asked, String name, MarketView.Journal journal) {
    Optional<Long> size = asked.whole(name);
    if (size.isPresent() && size.get() > journal.tree().size()) {
      throw Problem.badParameter(name + " is at most " + journal.tree().size() + ", what is known");
    }
    return size;
  }

  private static List<String> hex(List<Hash32> proof) {
    return proof.stream().map(Hash32::hex).toList();
  }
}
