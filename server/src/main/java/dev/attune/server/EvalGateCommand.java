package dev.attune.server;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.attune.serving.model.ComputeDevice;
import dev.attune.trainer.run.DurableFolder;
import dev.attune.trainer.sabotage.GateReport;
import dev.attune.trainer.sabotage.GateTrial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code attune eval gate}: whether the gate tells good candidates from sabotaged ones. */
@Command(
        name = "gate",
        description = "Ask the gate about five good candidates and twenty sabotaged ones of a tiny model.",
        mixinStandardHelpOptions = true)
final class EvalGateCommand implements Callable<Integer> {
    @Option(names = "--json", paramLabel = "FILE", description = "Where every verdict goes as JSON.")
    private @Nullable Path json;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "1",
            description = "Processor threads of one operation (1).")
    private int threads;

    /** Ends with 1 if a sabotaged candidate was accepted, or more than one good one in five refused. */
    @Override
    public Integer call() throws IOException {
        ComputeDevice.useThreads(threads);
        Path folder = Files.createTempDirectory("attune-gate");
        try {
            GateReport report = GateTrial.run(folder, candidate -> System.out.println(candidate.line()));
            System.out.println("refused " + report.refused() + " of " + report.sabotaged() + " sabotaged, accepted "
                    + report.accepted() + " of " + report.good() + " good");
            if (json != null) {
                new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(json.toFile(), report.toJson());
            }
            return report.holds() ? 0 : 1;
        } finally {
            DurableFolder.remove(folder);
        }
    }
}
