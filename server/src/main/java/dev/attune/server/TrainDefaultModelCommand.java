package dev.attune.server;

import dev.attune.trainer.report.ConsoleProgress;
import dev.attune.trainer.run.StopOnSignal;
import dev.attune.trainer.sft.DefaultModelRecipe;
import dev.attune.trainer.sft.SftResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code attune train default-model}: the default model once more, from nothing. Ctrl-C saves first; again goes on. */
@Command(
        name = "default-model",
        description = "Make the default model from nothing; takes up a run that was stopped.",
        mixinStandardHelpOptions = true)
final class TrainDefaultModelCommand implements Callable<Integer> {
    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder of the model that comes out.")
    private Path out = Path.of("");

    @Override
    public Integer call() throws IOException {
        try (StopOnSignal stop = new StopOnSignal()) {
            SftResult result = DefaultModelRecipe.STANDARD.run(out, ConsoleProgress.standard(), stop);
            return result.finished() ? 0 : 1;
        }
    }
}
