package dev.attune.server;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.attune.feedback.FeedbackCounts;
import dev.attune.feedback.dataset.Drops;
import dev.attune.feedback.dataset.Example;
import dev.attune.feedback.exchange.ImportedFeedback;
import dev.attune.feedback.hygiene.HygieneReport;
import dev.attune.server.feedback.FeedbackStore;
import dev.attune.server.feedback.Harvest;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code attune feedback report}: how often what was said, what may be trained on, and what not and why. */
@Command(
        name = "report",
        description = "Count what people said, by reason and version, and say what of it may be trained on.",
        mixinStandardHelpOptions = true)
final class FeedbackReportCommand implements Callable<Integer> {
    private static final int MOST_ASIDE = 100;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private FeedbackPlace place = new FeedbackPlace();

    @Option(names = "--user", paramLabel = "NAME", description = "What this user said, too.")
    private @Nullable String user;

    @Option(names = "--json", description = "One JSON object instead of tables.")
    private boolean json;

    /** Everything the report says. */
    private record Found(
            FeedbackCounts all,
            Map<Long, FeedbackCounts> byVersion,
            @Nullable FeedbackCounts ofUser,
            Map<String, String> setAside,
            HygieneReport hygiene) {}

    @Override
    public Integer call() throws Exception {
        try (FeedbackStore store = place.open()) {
            Harvest harvest = new Harvest(store, store.pseudonyms());
            Drops drops = new Drops();
            Iterable<Example> said = () -> harvest.all(drops);
            ImportedFeedback elsewhere = ImportedFeedback.in(place.config().dataDir());
            Stream<Example> imported = elsewhere.examples(elsewhere.names()).stream();
            Stream<Example> all =
                    Stream.concat(java.util.stream.StreamSupport.stream(said.spliterator(), false), imported);
            Found found = new Found(
                    answer(store.statistics().all()),
                    answer(store.statistics().byVersion()),
                    user == null ? null : answer(store.statistics().ofUser(user)),
                    answer(store.setAside(MOST_ASIDE)),
                    harvest.clean(all.iterator(), drops).report());
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                out.println(json(found));
            } else {
                print(found, out);
            }
            return 0;
        }
    }

    private static void print(Found found, PrintWriter out) {
        print("What people said:", found.all(), out);
        found.byVersion().forEach((version, counts) -> print("Of version " + version + ":", counts, out));
        if (found.ofUser() != null) {
            print("This user:", found.ofUser(), out);
        }
        if (!found.setAside().isEmpty()) {
            out.println("Entries no trainer could take:");
            found.setAside().forEach((entry, reason) -> out.printf("  %s  %s%n", entry, reason));
        }
        out.println();
        out.print(found.hygiene().toTable());
        out.flush();
    }

    private static void print(String title, FeedbackCounts counts, PrintWriter out) {
        out.println(title);
        counts.byName().forEach((name, count) -> out.printf("  %,8d  %s%n", count, name));
    }

    private static String json(Found found) throws java.io.IOException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode report = mapper.createObjectNode();
        report.set("all", mapper.valueToTree(found.all().byName()));
        ObjectNode versions = report.putObject("by_version");
        found.byVersion()
                .forEach(
                        (version, counts) -> versions.set(Long.toString(version), mapper.valueToTree(counts.byName())));
        if (found.ofUser() != null) {
            report.set("user", mapper.valueToTree(found.ofUser().byName()));
        }
        report.set("set_aside", mapper.valueToTree(found.setAside()));
        report.set("hygiene", mapper.readTree(found.hygiene().toJson()));
        return report.toString();
    }

    private static <T> T answer(CompletionStage<T> stage) {
        return Harvest.await(stage);
    }
}
