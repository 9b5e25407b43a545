package dev.attune.load.launch;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** The options of commands that start servers of their own. */
public final class ServerOptions {
    @Option(
            names = "--server",
            paramLabel = "DIR",
            defaultValue = "server/target/attune",
            description = "distribution to start servers from")
    private Path distribution = Path.of("");

    @Option(names = "--flag", paramLabel = "FLAG", description = "further flags of attune serve, one each")
    private List<String> flags = List.of();

    /** The folder with {@code bin/attune}. */
    public Path distribution() {
        return distribution;
    }

    /** What {@code attune serve} is told besides. */
    public List<String> flags() {
        return flags;
    }
}
