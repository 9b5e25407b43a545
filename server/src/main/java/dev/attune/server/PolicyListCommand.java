package dev.attune.server;

import com.fasterxml.jackson.databind.JsonNode;
import dev.attune.serving.checkpoint.CheckpointStore;
import dev.attune.serving.checkpoint.Generation;
import dev.attune.serving.checkpoint.Manifest;
import dev.attune.serving.checkpoint.Served;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code attune policy list}: version, standing, parent, when, and what the gate said, one version per line, the newest first. */
@Command(name = "list", description = "List the versions, the newest first.", mixinStandardHelpOptions = true)
final class PolicyListCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private PolicyStoreOption store = new PolicyStoreOption();

    @Override
    public Integer call() {
        CheckpointStore versions = store.open();
        Served served = versions.served().read().orElseThrow();
        List<Long> numbers = new ArrayList<>(versions.versions());
        numbers.addAll(versions.rejected());
        numbers.sort(Collections.reverseOrder());
        PrintWriter out = spec.commandLine().getOut();
        numbers.forEach(number -> out.println(line(versions.read(number), served, versions)));
        out.println(PolicyStoreOption.sentence(served));
        return 0;
    }

    private static String line(Generation generation, Served served, CheckpointStore store) {
        long version = generation.version();
        Manifest.Parent parent = generation.manifest().parent();
        String standing = version == served.current()
                ? "current"
                : version == served.previous().orElse(-1)
                        ? "previous"
                        : store.versions().contains(version) ? "accepted" : "rejected";
        return String.join(
                "\t",
                Long.toString(version),
                standing,
                parent == null ? "-" : Long.toString(parent.version()),
                generation.manifest().created().toString(),
                verdict(generation.manifest().details().path("verdict")));
    }

    /** What the gate said, in one line: text, or as the trainer writes it, its checks. */
    private static String verdict(JsonNode verdict) {
        if (!verdict.isObject()) {
            return verdict.asText("");
        }
        List<String> against = new ArrayList<>();
        for (JsonNode check : verdict.path("checks")) {
            if (!check.path("passed").asBoolean()) {
                against.add(check.path("sentence").asText(check.path("name").asText()));
            }
        }
        return verdict.path("accepted").asBoolean() ? "accepted" : "refused: " + String.join("; ", against);
    }
}
