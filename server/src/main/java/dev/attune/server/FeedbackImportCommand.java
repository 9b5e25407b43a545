package dev.attune.server;

import dev.attune.feedback.dataset.KeyedHash;
import dev.attune.feedback.dataset.SecretFile;
import dev.attune.feedback.exchange.ImportedFeedback;
import java.nio.file.Path;
import java.util.ArrayList;
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
        Path dataDir = place.config().dataDir();
        ImportedFeedback imported = ImportedFeedback.in(dataDir);
        KeyedHash secret = SecretFile.open(SecretFile.in(dataDir));
        Map<String, Long> counts = new TreeMap<>();
        for (Path file : files) {
            imported.take(file, secret).forEach((kind, count) -> counts.merge(kind, count, Long::sum));
        }
        counts.forEach((kind, count) ->
                spec.commandLine().getOut().println(count + " " + kind + " taken into " + imported.path()));
        return 0;
    }
}
