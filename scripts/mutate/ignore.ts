// StrykerJS plugin: ignores mutants in texts that only engineers read: of log lines, errors and the fields of the API.
interface Node {
  type: string;
  name?: string;
  object?: Node;
  callee?: Node;
  property?: Node;
  expression?: Node;
}
interface NodePath {
  node: Node;
  parent: Node | null;
}

function shouldIgnore({ node, parent }: NodePath): string | undefined {
  const call = node.type === "ExpressionStatement" ? node.expression : node;
  if (call?.type === "CallExpression" && call.callee?.object?.name === "log")
    return "No rule depends on the text of a log line.";
  const isText = node.type === "StringLiteral" || node.type === "TemplateLiteral";
  if (isText && parent?.type === "NewExpression" && /^(Type|Range)?Error$/.test(parent.callee?.name ?? ""))
    return "No rule depends on the message of an error without a code.";
  if (isText && parent?.type === "CallExpression" && parent.callee?.property?.name === "describe")
    return "No rule depends on the description of a field.";
  return undefined;
}

export const strykerPlugins = [{ kind: "Ignore", name: "words", value: { shouldIgnore } }];
