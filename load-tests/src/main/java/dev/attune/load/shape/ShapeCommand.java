package dev.attune.load.shape;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code attune-load bench shape}. */
@Command(
        name = "shape",
        description = "Write a folder of a known shape with random weights.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class ShapeCommand implements Callable<Integer> {
    @Option(names = "--out", required = true, paramLabel = "DIR", description = "folder to write")
    private Path out = Path.of(".");

    @Option(names = "--like", defaultValue = "smollm2-135m", description = "smollm2-135m, qwen2.5-0.5b or tiny")
    private String like = "smollm2-135m";

    @Override
    public Integer call() throws IOException {
        ModelShape shape = ModelShape.named(like);
        write(shape, out);
        System.out.println("Wrote random weights of the shape of " + shape.name() + " to " + out);
        return 0;
    }

    static void write(ModelShape shape, Path folder) throws IOException {
        RandomCheckpoint.write(shape, folder);
        ByteTokenizer.write(shape.vocabulary(), shape.contextTokens(), folder);
    }
}
