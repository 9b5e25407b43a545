package dev.attune.server;

import dev.attune.feedback.dataset.Drops;
import dev.attune.feedback.dataset.Example;
import dev.attune.feedback.exchange.Dataset;
import dev.attune.server.feedback.FeedbackStore;
import dev.attune.server.feedback.Harvest;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code attune feedback export}: a folder that other trainers read. */
@Command(
        name = "export",
        description = "Write pairs, thumbs, demonstrations and prompts as JSONL, users by pseudonym.",
        mixinStandardHelpOptions = true)
final class FeedbackExportCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private FeedbackPlace place = new FeedbackPlace();

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "The folder to write.")
    private Path out = Path.of("");

    @Option(
            names = "--clean",
            description =
                    "Only what may be trained on: personal information replaced, repetition and loudness taken out.")
    private boolean clean;

    @Override
    public Integer call() {
        try (FeedbackStore store = place.open()) {
            Harvest harvest = new Harvest(store, store.pseudonyms());
            Drops drops = new Drops();
            Iterator<Example> raw = harvest.all(drops);
            Iterator<Example> wanted =
                    clean ? Harvest.kept(harvest.clean(raw, drops)).iterator() : raw;
            Dataset.write(out, wanted).forEach((kind, count) -> spec.commandLine()
                    .getOut()
                    .println(count + " " + kind + " in " + out.resolve(kind + ".jsonl")));
            return 0;
        }
    }
}
