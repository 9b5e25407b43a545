package dev.attune.trainer.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.attune.serving.checkpoint.Dtype;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** The small files of a model folder, all that is not weights: configuration, tokenizer, chat template. */
public final class SideFiles {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> ENDINGS = List.of(".json", ".jinja", ".txt", ".model");
    private static final String INDEX_ENDING = ".index.json";

    private SideFiles() {}

    /** Copies them from one model folder to another, and says in config.json how the weights there are stored. */
    public static void copy(Path from, Path to, Dtype dtype) throws IOException {
        List<Path> files;
        try (Stream<Path> entries = Files.list(from)) {
            files = entries.filter(SideFiles::isOne).toList();
        }
        for (Path file : files) {
            Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
        Path config = to.resolve("config.json");
        ObjectNode json = (ObjectNode) JSON.readTree(config.toFile());
        json.remove("dtype");
        json.put("torch_dtype", torchName(dtype));
        Files.write(config, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json));
    }

    private static boolean isOne(Path file) {
        String name = file.getFileName().toString();
        return Files.isRegularFile(file) && ENDINGS.stream().anyMatch(name::endsWith) && !name.endsWith(INDEX_ENDING);
    }

    private static String torchName(Dtype dtype) {
        return switch (dtype) {
            case F16 -> "float16";
            case BF16 -> "bfloat16";
            default -> "float32";
        };
    }
}
