package dev.attune.serving.text.jinja;

import java.time.ZonedDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The functions that every template knows. */
final class Globals {
    static final Map<String, Callable> ALL = Map.of(
            "range", (args, render) -> range(args.bind("range()", List.of("start", "stop", "step"))),
            "namespace", (args, render) -> new Namespace(dict(args, render)),
            "dict", Globals::dict,
            "cycler", (args, render) -> new Cycler(args.positional()),
            "joiner",
                    (args, render) -> joiner(
                            Printing.str(args.bind("joiner()", List.of("sep")).or(0, ", "))),
            "raise_exception",
                    (args, render) -> {
                        throw new Failure.Raised(Printing.str(args.bind("raise_exception()", List.of("message"))
                                .get(0)));
                    },
            "strftime_now",
                    (args, render) -> Strftime.format(
                            args.bind("strftime_now()", List.of("format")).text(0), ZonedDateTime.now(render.clock())));

    private Globals() {}

    private static Range range(Arguments.Bound args) {
        args.get(0);
        return args.has(1)
                ? new Range(args.integer(0, 0), args.integer(1, 0), args.integer(2, 1))
                : new Range(0, args.integer(0, 0), 1);
    }

    private static Map<Object, Object> dict(Arguments args, Render render) {
        Map<Object, Object> dict = new LinkedHashMap<>();
        for (Object initial : args.positional()) {
            if (initial instanceof Map<?, ?> entries) {
                dict.putAll(entries);
            } else {
                for (Object pair : Iteration.list(initial, render)) {
                    List<Object> parts = Iteration.list(pair, render);
                    if (parts.size() != 2) {
                        throw new Failure("a dict is made of pairs");
                    }
                    dict.put(Values.key(parts.get(0)), parts.get(1));
                }
            }
        }
        dict.putAll(args.named());
        return dict;
    }

    /** Empty the first time, the separator from then on. */
    private static Callable joiner(String separator) {
        boolean[] used = {false};
        return (args, render) -> {
            String text = used[0] ? separator : "";
            used[0] = true;
            return text;
        };
    }

    /** Gives its items in turn, over and over. */
    private static final class Cycler implements HasAttributes {
        private final List<Object> items;
        private int place;

        Cycler(List<Object> items) {
            if (items.isEmpty()) {
                throw new Failure("cycler() needs an item");
            }
            this.items = items;
        }

        @Override
        public @Nullable Object attribute(String name) {
            return switch (name) {
                case "current" -> items.get(place);
                case "next" ->
                    (Callable) (args, render) -> {
                        Object current = items.get(place);
                        place = (place + 1) % items.size();
                        return current;
                    };
                case "reset" ->
                    (Callable) (args, render) -> {
                        place = 0;
                        return None.NONE;
                    };
                default -> null;
            };
        }
    }
}
