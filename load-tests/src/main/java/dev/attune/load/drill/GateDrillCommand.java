package dev.attune.load.drill;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.attune.load.launch.StartedServer;
import dev.attune.load.measure.JsonOption;
import dev.attune.load.measure.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code attune-load drill gate}: the distribution's own {@code eval gate}, timed. */
@Command(
        name = "gate",
        description = "Offer the gate good candidates and sabotaged ones, and look at every verdict.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class GateDrillCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Option(
            names = "--server",
            paramLabel = "DIR",
            defaultValue = "server/target/attune",
            description = "distribution whose gate it is")
    private Path server = Path.of("");

    @Mixin
    private JsonOption json = new JsonOption();

    /** Ends with 1 if a sabotaged candidate was accepted, or more than one good one in five refused. */
    @Override
    public Integer call() throws IOException, InterruptedException {
        json.requireFolder();
        Path verdicts = Files.createTempFile("attune-gate", ".json");
        try {
            long begin = System.nanoTime();
            int status = gate(verdicts);
            double seconds = (System.nanoTime() - begin) / 1e9;
            if (Files.size(verdicts) == 0) {
                throw new IllegalArgumentException(
                        "eval gate of " + server + " ended with " + status + " and no verdict");
            }
            keep(verdicts, seconds);
            return status;
        } finally {
            Files.deleteIfExists(verdicts);
        }
    }

    private int gate(Path verdicts) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        StartedServer.program(server).toAbsolutePath().toString(),
                        "eval",
                        "gate",
                        "--json",
                        verdicts.toString())
                .inheritIO()
                .start();
        Thread end = new Thread(process::destroy);
        Runtime.getRuntime().addShutdownHook(end);
        int status = process.waitFor();
        Runtime.getRuntime().removeShutdownHook(end);
        return status;
    }

    private void keep(Path verdicts, double seconds) throws IOException {
        ObjectNode all = (ObjectNode) JSON.readTree(Files.readAllBytes(verdicts));
        all.put("wall_s", seconds);
        all.set("machine", JSON.valueToTree(Machine.here()));
        json.write(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(all));
    }
}
