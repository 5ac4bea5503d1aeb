import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Whether everything in a bill of materials has a licence that we take: java build/Licences.java
 * LIST BOM.XML. The list has one licence a line, an SPDX id or a name as the artefact gives it; one
 * of several is enough. Without a licence nobody may use it.
 */
final class Licences {

  public static void main(String[] args) throws Exception {
    Set<String> taken = taken(Path.of(args[0]));
    NodeList components =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(Path.of(args[1]).toFile())
            .getElementsByTagName("component");
    List<String> refused = new ArrayList<>();
    int checked = 0;
    for (int i = 0; i < components.getLength(); i++) {
      Element component = (Element) components.item(i);
      String group = text(component, "group");
      if (isShipped(component) && !group.equals("io.proofworks")) {
        Set<String> has = licences(component);
        checked++;
        if (has.stream().noneMatch(taken::contains)) {
          refused.add(group + ":" + text(component, "name") + " has " + has);
        }
      }
    }
    if (checked == 0 || !refused.isEmpty()) {
      refused.forEach(System.err::println);
      System.err.println(checked + " artefacts; licences that are not in " + args[0] + ": above");
      System.exit(1);
    }
  }

  /** Neither the tool that made the bill nor what the bill is of. */
  private static boolean isShipped(Element component) {
    return component.getParentNode().getParentNode().getNodeName().equals("bom");
  }

  private static Set<String> taken(Path list) throws IOException {
    return Files.readAllLines(list).stream()
        .map(line -> line.replaceFirst("#.*", "").strip())
        .filter(line -> !line.isEmpty())
        .collect(Collectors.toSet());
  }

  private static String text(Element component, String name) {
    NodeList found = component.getElementsByTagName(name);
    return found.getLength() == 0 ? "" : found.item(0).getTextContent().strip();
  }

  private static Set<String> licences(Element component) {
    Set<String> all = new TreeSet<>();
    NodeList licences = component.getElementsByTagName("license");
    for (int i = 0; i < licences.getLength(); i++) {
      Element one = (Element) licences.item(i);
      all.add(text(one, "id").isEmpty() ? text(one, "name") : text(one, "id"));
    }
    NodeList expressions = component.getElementsByTagName("expression");
    for (int i = 0; i < expressions.getLength(); i++) {
      all.addAll(Set.of(expressions.item(i).getTextContent().strip().split(" OR ")));
    }
    return all;
  }
}
