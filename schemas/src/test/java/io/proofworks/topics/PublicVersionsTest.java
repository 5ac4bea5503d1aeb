package io.proofworks.topics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

final class PublicVersionsTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Path KEPT =
      Path.of("src/main/resources/io/proofworks/topics/versions", "" + PublicVersions.NEWEST);

  private static final Schema BEFORE =
      schema("{'name':'a','type':'string'},{'name':'b','type':'long'}");

  private static Schema schema(String fields) {
    String text = "{'type':'record','name':'R','fields':[" + fields + "]}";
    return new Schema.Parser().parse(text.replace('\'', '"'));
  }

  /**
   * A schema that changes is a new version: raise {@link PublicVersions#NEWEST} and run this with
   * {@code -Dversions.write}. Those of a version that no release has may be written anew.
   */
  @Test
  void shouldKeepTheSchemasOfThisBuild() throws Exception {
    for (Topic<?> topic : Topics.all()) {
      Path file = KEPT.resolve(topic.name() + ".avsc");
      if (System.getProperty("versions.write") != null) {
        JsonNode schema = JSON.readTree(topic.schema().toString());
        dropDocs(schema);
        Files.createDirectories(KEPT);
        Files.writeString(
            file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(schema) + "\n");
      }
      assertThat(new Schema.Parser().parse(file.toFile()))
          .as(topic.name())
          .isEqualTo(topic.schema());
    }
  }

  private static void dropDocs(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.remove("doc");
    }
    node.forEach(PublicVersionsTest::dropDocs);
  }

  @Test
  void shouldFindWhatItKeeps() {
    for (Topic<?> topic : Topics.all()) {
      assertThat(PublicVersions.of(topic, PublicVersions.NEWEST)).contains(topic.schema());
      assertThat(PublicVersions.earlier(topic)).doesNotContain(topic.schema());
    }
  }

  /** Else bytes of one version could be read by another. */
  @Test
  void shouldHaveRecordsOfOutsidersGrowAtTheirEnd() {
    for (Topic<?> topic : Topics.all().stream().filter(Topic::outsiderWrites).toList()) {
      for (int version = 1; version < PublicVersions.NEWEST; version++) {
        Optional<Schema> before = PublicVersions.of(topic, version);
        Optional<Schema> after = PublicVersions.of(topic, version + 1);
        if (before.isPresent() && after.isPresent()) {
          assertThat(growth(before.get(), after.get())).as(topic.name() + version).isEmpty();
        }
      }
    }
  }

  @Test
  void shouldTellGrowthFromAnyOtherChange() {
    assertThat(growth(BEFORE, BEFORE)).isEmpty();
    assertThat(growth(BEFORE, grown("{'name':'c','type':'int','default':0}"))).isEmpty();
    assertThat(growth(BEFORE, grown("{'name':'c','type':'int'}"))).contains("c has no default");
    assertThat(growth(BEFORE, schema("{'name':'a','type':'string'}"))).contains("b is gone");
    assertThat(growth(BEFORE, schema("{'name':'b','type':'long'},{'name':'a','type':'string'}")))
        .contains("a is another");
    assertThat(growth(BEFORE, schema("{'name':'a','type':'bytes'},{'name':'b','type':'long'}")))
        .contains("a is another");
  }

  private static Schema grown(String field) {
    return schema("{'name':'a','type':'string'},{'name':'b','type':'long'}," + field);
  }

  /** What is not growth at the end, in words. */
  private static Optional<String> growth(Schema before, Schema after) {
    List<Schema.Field> old = before.getFields();
    List<Schema.Field> now = after.getFields();
    for (int i = 0; i < now.size() || i < old.size(); i++) {
      if (i >= now.size()) {
        return Optional.of(old.get(i).name() + " is gone");
      }
      if (i < old.size() && !isSame(old.get(i), now.get(i))) {
        return Optional.of(old.get(i).name() + " is another");
      }
      if (i >= old.size() && !now.get(i).hasDefaultValue()) {
        return Optional.of(now.get(i).name() + " has no default");
      }
    }
    return Optional.empty();
  }

  private static boolean isSame(Schema.Field old, Schema.Field now) {
    return old.name().equals(now.name()) && old.schema().equals(now.schema());
  }
}
