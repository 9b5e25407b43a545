package dev.attune.serving.text.jinja;

import java.util.List;

/** What can be assigned to. Immutable. */
sealed interface Target {
    void assign(Scope scope, Object value);

    record Variable(String name) implements Target {
        @Override
        public void assign(Scope scope, Object value) {
            scope.assign(name, value);
        }
    }

    /** {@code namespace.name}. */
    record Part(String namespace, String name) implements Target {
        @Override
        public void assign(Scope scope, Object value) {
            if (!(scope.lookup(namespace) instanceof Namespace owner)) {
                throw new Failure("cannot assign attribute on non-namespace object '" + namespace + "'");
            }
            owner.put(name, value);
        }
    }

    record Several(List<Target> targets) implements Target {
        @Override
        public void assign(Scope scope, Object value) {
            List<Object> values = Iteration.list(value, scope.render());
            if (values.size() != targets.size()) {
                throw new Failure("cannot unpack " + values.size() + " values into " + targets.size());
            }
            for (int i = 0; i < targets.size(); i++) {
                targets.get(i).assign(scope, values.get(i));
            }
        }
    }
}
