// Configuration files of the proxies: one template each, whose lines may belong to one variant of it only.

/**
 * Fills `@NAME@` from `values`. A line that begins with `?variant?` stays where that one of `variants` is true, `?!variant?` where it is not.
 * What nobody gives is an error, so that no proxy runs with half a configuration.
 */
export function fillTemplate(text, values, variants) {
  const lines = text.split('\n').flatMap((line) => {
    const condition = line.match(/^(\s*)\?(!?)(\w+)\?\s?(.*)$/);
    if (!condition) return [line];
    const [, indent, not, variant, rest] = condition;
    if (!(variant in variants)) throw new Error(`the variant ${variant} is asked for, which nobody knows`);
    return variants[variant] === (not === '') ? [indent + rest] : [];
  });
  return lines.join('\n').replace(/@([A-Z_]+)@/g, (_, name) => {
    if (values[name] === undefined) throw new Error(`@${name}@ is asked for, which nobody gives`);
    return values[name];
  });
}
