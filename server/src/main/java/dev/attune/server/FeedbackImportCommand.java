package dev.attune.server;

import dev.attune.feedback.dataset.Example;
import dev.attune.feedback.exchange.Dataset;
import dev.attune.feedback.exchange.ExampleReader;
import dev.attune.server.feedback.ImportedFeedback;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code attune feedback import}: files in the field's columns, checked line by line, beside what people said here. */
@Command(
        name = "import",
        description =
                "Take JSONL files of pairs, thumbs, demonstrations or prompts into the data directory, to be learned from.",
        mixinStandardHelpOptions = true)
final class FeedbackImportCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private FeedbackPlace place = new FeedbackPlace();

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "JSONL with prompt/chosen/rejected and its kin.")
    private List<Path> files = new ArrayList<>();

    @Override
    public Integer call() {
        ImportedFeedback imported = ImportedFeedback.in(place.config().dataDir());
        Map<String, Long> counts = new TreeMap<>();
        for (Path file : files) {
            Path folder = imported.folderOf(file);
            try (ExampleReader examples = new ExampleReader(file)) {
                Iterator<Example> all = examples;
                Dataset.write(folder, all).forEach((kind, count) -> counts.merge(kind, count, Long::sum));
            }
        }
        counts.forEach((kind, count) ->
                spec.commandLine().getOut().println(count + " " + kind + " taken into " + imported.path()));
        return 0;
    }
}
