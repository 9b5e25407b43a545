package dev.attune.serving.model;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The families of networks that are served, by the name under which their checkpoints come. */
public enum Architecture {
    LLAMA("LlamaForCausalLM"),
    MISTRAL("MistralForCausalLM"),
    QWEN2("Qwen2ForCausalLM"),
    QWEN3("Qwen3ForCausalLM"),
    GEMMA2("Gemma2ForCausalLM"),
    PHI3("Phi3ForCausalLM"),
    GPT2("GPT2LMHeadModel");

    private final String className;

    Architecture(String className) {
        this.className = className;
    }

    /** The entry of {@code architectures} in config.json. */
    public String className() {
        return className;
    }

    static Architecture named(String name) {
        return Arrays.stream(values())
                .filter(a -> a.className.equals(name))
                .findFirst()
                .orElseThrow(() -> new ModelException("config.json: architecture \"" + name
                        + "\" is not supported; these are: "
                        + Arrays.stream(values()).map(Architecture::className).collect(Collectors.joining(", "))));
    }
}
