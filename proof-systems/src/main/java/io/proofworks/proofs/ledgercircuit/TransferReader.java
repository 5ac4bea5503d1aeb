package io.proofworks.proofs.ledgercircuit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.proofworks.proofs.ledgercircuit.LedgerTrace.Account;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/** Reads transfers as people publish them. */
final class TransferReader {

  private static final String HEADER = "tx_index,log_index,token,from,to,amount";
  private static final int TOKEN = 2;
  private static final int FROM = 3;
  private static final int TO = 4;
  private static final int AMOUNT = 5;
  private static final int COLUMNS = 6;

  private TransferReader() {}

  static LedgerTrace csv(BufferedReader csv, Optional<String> token, int limit) throws IOException {
    if (!HEADER.equals(csv.readLine())) {
      throw new IllegalArgumentException("transfers start with the line " + HEADER);
    }
    TraceBuilder trace = new TraceBuilder();
    for (String line = csv.readLine();
        line != null && trace.transfers() < limit;
        line = csv.readLine()) {
      addLine(trace, line, token);
    }
    return trace.withSmallestBalances();
  }

  private static void addLine(TraceBuilder trace, String line, Optional<String> token) {
    String[] columns = line.split(",", -1);
    if (columns.length != COLUMNS) {
      throw new IllegalArgumentException("not a transfer: " + line);
    }
    if (token.isEmpty() || token.get().equalsIgnoreCase(columns[TOKEN])) {
      trace.transfer(address(columns[FROM]), address(columns[TO]), new BigInteger(columns[AMOUNT]));
    }
  }

  static LedgerTrace json(Reader json) throws IOException {
    JsonNode document = new ObjectMapper().readTree(json);
    TraceBuilder trace = new TraceBuilder();
    JsonNode accounts = document.path("accounts");
    for (JsonNode account : accounts) {
      trace.account(new Account(address(text(account, "address")), number(account, "balance")));
    }
    for (JsonNode transfer : document.path("transfers")) {
      trace.transfer(
          address(text(transfer, "from")),
          address(text(transfer, "to")),
          number(transfer, "amount"));
    }
    return accounts.isMissingNode() ? trace.withSmallestBalances() : trace.withGivenBalances();
  }

  private static BigInteger number(JsonNode node, String field) {
    return new BigInteger(text(node, field));
  }

  private static String text(JsonNode node, String field) {
    JsonNode value = node.path(field);
    if (!value.isTextual()) {
      throw new IllegalArgumentException("expected text in the field " + field);
    }
    return value.asText();
  }

  private static byte[] address(String text) {
    if (!text.startsWith("0x")) {
      throw new IllegalArgumentException("an address starts with 0x: " + text);
    }
    return HexFormat.of().parseHex(text.substring(2).toLowerCase(Locale.ROOT));
  }
}
