package io.proofworks.market.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an audit of a market found, for machines. Numbers that may be larger than 2^53 are texts, as
 * everywhere; fields are only ever added to a format of that number.
 */
public record AuditReport(Audit.Scope scope, Audit.Result result) {

  /** Names the form of a report. */
  public static final String FORMAT = "proofworks-audit/1";

  /** Names the form of the reports of all markets of a deployment. */
  public static final String FORMAT_OF_ALL = "proofworks-audits/1";

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** One JSON object, ending with a line feed. */
  public String json() {
    return text(report());
  }

  /** The same of several, which is clean when each is. */
  public static String json(List<AuditReport> reports) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("format", FORMAT_OF_ALL);
    all.put("clean", reports.stream().allMatch(report -> report.result.clean()));
    all.put("markets", reports.stream().map(AuditReport::report).toList());
    return text(all);
  }

  private Map<String, Object> report() {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("format", FORMAT);
    report.put("domain", scope.domain().hex());
    report.put("clean", result.clean());
    report.put("upTo", text(result.upTo()));
    report.put("journalKey", scope.journalKey().map(HexFormat.of()::formatHex).orElse(null));
    report.put("since", scope.kept().size());
    report.put("checked", checked(result));
    report.put("topics", result.topics().stream().map(AuditReport::topic).toList());
    report.put("journals", result.signed().stream().map(AuditReport::journal).toList());
    report.put("read", result.read().stream().map(AuditReport::span).toList());
    Map<String, String> found = new TreeMap<>();
    result.found().forEach((kind, count) -> found.put(kind, text(count)));
    report.put("found", found);
    List<Map<String, Object>> findings = new ArrayList<>();
    result.findings().forEach(one -> findings.add(finding(one)));
    report.put("findings", findings);
    return report;
  }

  private static String text(Map<String, Object> report) {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(report) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("maps of texts always become JSON", e);
    }
  }

  private static Map<String, Object> checked(Audit.Result result) {
    Map<String, Object> checked = new LinkedHashMap<>();
    checked.put("records", text(result.records()));
    checked.put("inputs", text(result.inputs()));
    checked.put("waiting", text(result.waiting()));
    checked.put("torn", text(result.torn()));
    checked.put("verdicts", text(result.verdicts()));
    checked.put("movements", text(result.movements()));
    checked.put("checkpoints", text(result.checkpoints()));
    Audit.Compared compared = result.compared();
    checked.put("messages", text(compared.messages()));
    checked.put("messagesWaiting", text(compared.waiting()));
    checked.put("followUps", text(compared.followUps()));
    checked.put("answers", text(compared.answers()));
    checked.put("tasks", text(compared.tasks()));
    checked.put("leases", text(compared.leases()));
    checked.put("receipts", text(compared.receipts()));
    Map<String, String> totals = new TreeMap<>();
    compared.totals().forEach((bucket, sum) -> totals.put(bucket.name(), sum.toString()));
    checked.put("totals", totals);
    return checked;
  }

  private static Map<String, Object> topic(TopicCover cover) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("topic", cover.topic());
    fields.put("covered", cover.how().name());
    fields.put("what", cover.what());
    return fields;
  }

  private static Map<String, Object> journal(Checkpoints.Signed journal) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("journal", journal.journal());
    fields.put("entries", text(journal.entries()));
    fields.put("checkpoints", text(journal.checkpoints()));
    fields.put("signedEntries", text(journal.size()));
    fields.put("lastTime", text(journal.lastTime()));
    return fields;
  }

  private static Map<String, Object> span(Span span) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("topic", span.topic());
    fields.put("partition", span.partition());
    fields.put("from", text(span.from()));
    fields.put("to", text(span.to()));
    fields.put("records", text(span.records()));
    fields.put("ticks", text(span.ticks()));
    fields.put("firstTime", text(span.firstTime()));
    fields.put("lastTime", text(span.lastTime()));
    return fields;
  }

  private static Map<String, Object> finding(Audit.Finding finding) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("kind", finding.kind());
    fields.put("where", finding.where());
    fields.put("detail", finding.detail());
    return fields;
  }

  private static String text(long number) {
    return Long.toString(number);
  }
}
