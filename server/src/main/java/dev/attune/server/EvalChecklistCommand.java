package dev.attune.server;

import dev.attune.server.config.ConfigReader;
import dev.attune.server.config.ServerConfig;
import dev.attune.trainer.corpus.CheckList;
import dev.attune.trainer.corpus.CheckReport;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code attune eval checklist}: asks every question of the fixed list and prints how many answers were right. */
@Command(
        name = "checklist",
        description = "Ask the fixed list of questions that were never taught, and count the right answers.",
        mixinStandardHelpOptions = true)
final class EvalChecklistCommand implements Callable<Integer> {
    @Option(names = "--model", paramLabel = "DIR|ORG/NAME", description = "The model (the one that comes with Attune).")
    private @Nullable String model;

    @Option(names = "--device", paramLabel = "DEVICE", description = "auto, cpu, cuda or cuda:N (auto).")
    private @Nullable String device;

    @Option(names = "--weights", paramLabel = "FORM", description = "auto, float32, float16, bfloat16 or int8 (auto).")
    private @Nullable String weights;

    @Option(names = "--mistakes", description = "Print every answer that was not right.")
    private boolean mistakes;

    @Option(
            names = "--at-least",
            paramLabel = "SHARE",
            defaultValue = "0",
            description = "End with status 1 if a smaller share was right, for example 0.9.")
    private double atLeast;

    @Override
    public Integer call() {
        ServerConfig config = ConfigReader.read(Optional.empty(), flags());
        try (GreedyAnswers answers = GreedyAnswers.open(config)) {
            CheckReport report = CheckList.standard().run(answers::to);
            if (mistakes) {
                report.mistakes().forEach(System.out::println);
            }
            System.out.print(report.table());
            return report.accuracy() >= atLeast ? 0 : 1;
        }
    }

    private Map<String, Object> flags() {
        Map<String, Object> flags = new LinkedHashMap<>();
        ServeCommand.put(flags, "model.path", model);
        ServeCommand.put(flags, "model.device", device);
        ServeCommand.put(flags, "model.weights", weights);
        return flags;
    }
}
